import { args, externalCall, methodName, objectOf } from '../calls.ts';
import { condition } from '../conditions.ts';
import {
  arithmetic,
  constantText,
  number,
  otherNumber,
  pattern,
  simpleNumber,
  simpleText,
  simpleValue,
  text,
  value,
} from '../expressions.ts';
import {
  assign,
  binary,
  call,
  declare,
  literal,
  logical,
  member,
  name,
  operation,
  perform,
  type Expression,
  index,
  type Statement,
  when,
} from '../tree.ts';
import { needList, local, small } from './parts.ts';
import type { Recipe } from './recipe.ts';

/** A value is computed and kept. */
export const values = {
  compute: {
    weight: 9,
    build: (scope) => {
      const made = number(scope);
      const id = scope.names.variable('numbers', ['result', 'value', 'total']);
      return { body: [declare(id, made)], result: local(scope, id, 'number') };
    },
  },
  words: {
    weight: 7,
    build: (scope) => {
      const made = text(scope);
      const id = scope.names.variable('texts', ['result', 'text', 'label', 'key']);
      return { body: [declare(id, made)], result: local(scope, id, 'text') };
    },
  },
  choose: {
    weight: 5,
    build: (scope) => {
      const id = scope.names.variable('texts', ['result', 'label']);
      const isText = scope.chance(0.6);
      const side = (): Expression =>
        isText ? (scope.chance(0.7) ? constantText(scope) : text(scope, 1)) : number(scope, 1);
      const made: Expression = { kind: 'conditional', test: condition(scope), yes: side(), no: side() };
      return { body: [declare(id, made)], result: local(scope, id, isText ? 'text' : 'number') };
    },
  },
  nestedChoice: {
    weight: 2,
    heldOut: true,
    build: (scope) => {
      const id = scope.names.variable('texts', ['level', 'kind']);
      const made: Expression = {
        kind: 'conditional',
        test: condition(scope, 0),
        yes: constantText(scope),
        no: {
          kind: 'conditional',
          test: condition(scope, 0),
          yes: constantText(scope),
          no: constantText(scope),
        },
      };
      return { body: [declare(id, made)], result: local(scope, id, 'text') };
    },
  },
  create: {
    weight: 5,
    build: (scope) => {
      const known = scope.isPython
        ? ['Counter', 'Path', 'Decimal', 'deque']
        : ['Date', 'Map', 'Set', 'URL', 'Error', 'AbortController', 'RegExp', 'FormData'];
      const className = scope.chance(0.35) ? scope.names.external(known) : scope.names.className();
      const made: Expression = { kind: 'create', className, args: args(scope, 0) };
      const id = scope.names.variable('things', ['instance', 'date', 'result']);
      return { body: [declare(id, made)], result: local(scope, id, 'record') };
    },
  },
  build: {
    weight: 4,
    build: (scope) => {
      const made = objectOf(scope);
      const id = scope.names.variable('things', ['result', 'payload', 'options', 'params']);
      return { body: [declare(id, made)], result: local(scope, id, 'record') };
    },
  },
  listOf: {
    weight: 3,
    build: (scope) => {
      const list = needList(scope).value;
      const items: readonly Expression[] = scope.chance(0.6)
        ? [{ kind: 'spread', value: list }, simpleValue(scope)]
        : [simpleValue(scope), simpleValue(scope)];
      const id = scope.names.plural().list;
      return { body: [declare(id, { kind: 'list', items })], result: local(scope, id, 'texts') };
    },
  },
  fallbackValue: {
    weight: 4,
    build: (scope) => {
      const id = scope.names.variable('texts', ['value', 'result']);
      const record = scope.need('record').value;
      const field = scope.property(record, 'text');
      const optional: Expression =
        !scope.isPython && field.kind === 'member' && scope.chance(0.4)
          ? { ...field, optional: true }
          : field;
      const made = logical(
        scope.isPython ? 'or' : scope.random.pick(['or', 'coalesce', 'coalesce']),
        optional,
        scope.chance(0.7) ? constantText(scope) : simpleValue(scope),
      );
      return { body: [declare(id, made)], result: local(scope, id, 'text') };
    },
  },
  declareLater: {
    weight: 4,
    only: 'script',
    build: (scope) => {
      const kind = scope.random.pick(['number', 'text', 'record'] as const);
      const { id } = scope.nameFor(kind);
      const type = scope.typeOf(kind, id);
      const target = local(scope, id, kind);
      const later = scope.random.pick([externalCall, value, simpleValue])(scope, 1);
      const start: Statement = {
        kind: 'declare',
        id,
        isChanged: true,
        ...(type === undefined ? {} : { type }),
      };
      if (scope.chance(0.5))
        return { body: [start, small(scope), assign(target, '=', later)], result: target };
      return { body: [start, when(condition(scope), assign(target, '=', later))], result: target };
    },
  },
  setIndex: {
    weight: 3,
    build: (scope) => {
      const map = scope.need('map').value;
      const key = simpleText(scope);
      const operator = scope.chance(0.75) ? '=' : '+=';
      return { body: [assign(index(map, key), operator, number(scope, 1))], result: map };
    },
  },
  setMember: {
    weight: 4,
    build: (scope) => {
      const record = scope.need('record').value;
      const kind = scope.random.pick(['number', 'text', 'flag'] as const);
      const target = scope.property(record, kind);
      if (kind === 'number' && scope.chance(0.5))
        return {
          body: [assign(target, scope.random.pick(['+=', '-=', '*=', '/=']), otherNumber(scope, target))],
          result: record,
        };
      const made = {
        number: () => arithmetic(scope, 1),
        text: () => text(scope),
        flag: () => (scope.chance(0.6) ? literal(scope.chance(0.5)) : condition(scope)),
      }[kind]();
      return { body: [assign(target, '=', made)], result: record };
    },
  },
  bits: {
    weight: 2,
    build: (scope) => {
      const operator = scope.random.pick(['>>', '<<', '&', '|', '^'] as const);
      const made = binary(
        operator,
        scope.chance(0.3)
          ? binary('+', simpleNumber(scope), scope.need('number').value)
          : scope.need('number').value,
        scope.chance(0.7) ? literal(1 + scope.random.int(15)) : simpleNumber(scope),
      );
      const id = scope.names.variable('numbers', ['mask', 'bits', 'mid', 'half']);
      return {
        body: [
          declare(
            id,
            scope.isPython && scope.chance(0.4)
              ? binary('//', made.kind === 'binary' ? made.left : made, literal(2))
              : made,
          ),
        ],
        result: local(scope, id, 'number'),
      };
    },
  },
  cast: {
    weight: 2,
    only: 'script',
    build: (scope) => {
      if (scope.style.language !== 'typescript') return { body: [perform(externalCall(scope, 0))] };
      const type = scope.random.pick(['!', scope.names.className(), 'string', 'unknown', 'HTMLElement']);
      const made: Expression = { kind: 'cast', value: externalCall(scope, 0), type };
      const id = scope.names.variable('things');
      return { body: [declare(id, made)], result: local(scope, id, 'record') };
    },
  },
  element: {
    weight: 3,
    build: (scope) => {
      const id = scope.names.variable('things', ['el', 'node', 'row', 'obj']);
      const made = externalCall(scope, 0);
      const target = local(scope, id, 'record');
      const count = 1 + scope.random.int(2);
      const sets = Array.from({ length: count }, () =>
        assign(
          member(target, scope.names.property(scope.random.pick(['texts', 'numbers'] as const))),
          '=',
          value(scope, 1),
        ),
      );
      const service = scope.need('service').value;
      return {
        body: [
          declare(id, made),
          ...sets,
          ...(scope.chance(0.6) ? [perform(call(member(service, methodName(scope)), target))] : []),
        ],
        result: target,
      };
    },
  },
  regex: {
    weight: 3,
    build: (scope) => {
      const id = scope.names.take('matches', 'found', 'match', 'parts');
      const made = operation('findPatterns', simpleText(scope), pattern(scope, true));
      const result =
        scope.chance(0.3) && !scope.isPython ? logical('or', made, { kind: 'list', items: [] }) : made;
      return { body: [declare(id, result)], result: local(scope, id, 'texts') };
    },
  },
  timing: {
    weight: 2,
    build: (scope) => {
      const id = scope.names.take('start', 'started', 't0', 'begin');
      const end = scope.names.take('elapsed', 'duration', 'took');
      local(scope, id, 'number');
      const body = [
        declare(id, operation('now')),
        small(scope),
        declare(end, binary('-', operation('now'), name(id))),
      ];
      return { body, result: local(scope, end, 'number') };
    },
  },
} satisfies Readonly<Record<string, Recipe>>;
