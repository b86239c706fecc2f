import {
  anyVariable,
  args,
  arithmetic,
  condition,
  constantText,
  externalCall,
  guardCondition,
  message,
  methodName,
  number,
  objectOf,
  otherNumber,
  path,
  pattern,
  shortFunction,
  simpleNumber,
  simpleText,
  simpleValue,
  template,
  text,
  value,
} from './expressions.ts';
import type { Kind, Scope, Variable } from './scope.ts';
import {
  assign,
  binary,
  call,
  compare,
  declare,
  each,
  index,
  lambda,
  literal,
  logical,
  member,
  name,
  not,
  nothing,
  operation,
  perform,
  returns,
  when,
  type Expression,
  type Statement,
} from './tree.ts';
import { errorClasses, externalCalls } from './words.ts';

/**
 * Statements as people write them together, over whatever is in scope. `result` is what a function would return
 * afterwards.
 */
export interface Passage {
  readonly body: readonly Statement[];
  readonly result?: Expression;
  /** The passage returns or throws by itself at its end. */
  readonly isEnd?: boolean;
}

interface Recipe {
  readonly weight: number;
  readonly build: (scope: Scope) => Passage;
  readonly only?: 'script' | 'python';
  /** `await` may be used only in an async function. */
  readonly isAsync?: boolean;
  readonly isGenerator?: boolean;
  /** Seen only when evaluating. */
  readonly heldOut?: true;
  /** Needs a function around it. */
  readonly inFunction?: boolean;
}

const listKinds: readonly Kind[] = ['numbers', 'texts', 'records'];

function needList(scope: Scope): Variable {
  const found = listKinds.flatMap((kind) => scope.find(kind) ?? []);
  if (found.length > 0 && scope.chance(0.8)) return scope.random.pick(found);
  return scope.need(scope.random.pick(['records', 'records', 'records', 'numbers', 'texts'] as const));
}

/** Another property than that one. */
function otherProperty(scope: Scope, record: Expression, property: Expression): Expression {
  const made = scope.property(record, 'number');
  return JSON.stringify(made) === JSON.stringify(property) ? literal(scope.names.number()) : made;
}

/** The loop over a list, with its item in scope. */
function loop(scope: Scope, list: Variable, build: (item: Variable) => readonly Statement[]): Statement {
  const id = list.item ?? scope.names.take('item', 'entry', 'x');
  const kinds: Partial<Record<Kind, Kind>> = { numbers: 'number', texts: 'text', records: 'record' };
  const body = scope.inner(() => build(scope.add({ value: name(id), kind: kinds[list.kind] ?? 'record' })));
  return each(id, list.value, ...body);
}

function local(scope: Scope, id: string, kind: Kind, item?: string): Expression {
  return scope.add({ value: name(id), kind, isChanged: true, ...(item === undefined ? {} : { item }) }).value;
}

/** A number about the item of a loop. */
function itemNumber(scope: Scope, item: Variable): Expression {
  if (item.kind === 'number')
    return scope.chance(0.6)
      ? item.value
      : binary(scope.random.pick(['*', '+', '-']), item.value, otherNumber(scope, item.value));
  if (item.kind === 'text') return operation('length', item.value);
  const field = scope.property(item.value, 'number');
  return scope.chance(0.5)
    ? field
    : binary(
        scope.random.pick(['*', '*', '+', '-', '/']),
        field,
        scope.chance(0.5) ? otherProperty(scope, item.value, field) : otherNumber(scope, field),
      );
}

function itemCondition(scope: Scope, item: Variable): Expression {
  const made = shortFunction(scope, 'flag', {
    kind: ({ number: 'numbers', text: 'texts', record: 'records' } as const)[item.kind as 'number'],
    item: (item.value as { id: string }).id,
  });
  const test = made.kind === 'lambda' ? made.body : made;
  return scope.chance(0.15) ? logical(scope.random.pick(['and', 'or']), test, condition(scope, 0)) : test;
}

export function throwing(scope: Scope): Statement {
  const className = scope.names.external(scope.isPython ? errorClasses.python : errorClasses.script);
  const said = scope.chance(0.3) ? template(scope) : literal(message(scope));
  return { kind: 'throw', className, args: [said] };
}

/** What an early exit gives back. */
function fallback(scope: Scope): Expression {
  const { random } = scope;
  const draw = random.float();
  if (draw < 0.25) return nothing;
  if (draw < 0.4) return literal(random.pick([0, 0, 1, -1]));
  if (draw < 0.55) return literal(random.float() < 0.5);
  if (draw < 0.65) return { kind: 'list', items: [] };
  if (draw < 0.72) return literal('');
  if (draw < 0.85) return anyVariable(scope);
  return draw < 0.93 ? simpleNumber(scope) : constantText(scope);
}

export const recipes: Readonly<Record<string, Recipe>> = {
  guard: {
    weight: 9,
    inFunction: true,
    build: (scope) => ({
      body: [when(guardCondition(scope), returns(scope.chance(0.1) ? undefined : fallback(scope)))],
    }),
  },
  guardThrow: { weight: 6, build: (scope) => ({ body: [when(guardCondition(scope), throwing(scope))] }) },
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
  accumulate: {
    weight: 7,
    build: (scope) => {
      const list = needList(scope);
      const id = scope.names.take('total', 'sum', 'result', 'acc', scope.names.variable('numbers'));
      const total = local(scope, id, 'number');
      const isProduct = scope.chance(0.12);
      return {
        body: [
          declare(id, literal(isProduct ? 1 : 0), true),
          loop(scope, list, (item) => {
            const add = assign(
              total,
              isProduct ? '*=' : scope.chance(0.1) ? '-=' : '+=',
              itemNumber(scope, item),
            );
            return scope.chance(0.3) ? [when(itemCondition(scope, item), add)] : [add];
          }),
        ],
        result: scope.chance(0.2) ? binary('/', total, operation('length', list.value)) : total,
      };
    },
  },
  countIf: {
    weight: 4,
    build: (scope) => {
      const list = needList(scope);
      const id = scope.names.take('count', 'n', 'found', 'matches', scope.names.variable('numbers'));
      const count = local(scope, id, 'number');
      const body = [
        declare(id, literal(0), true),
        loop(scope, list, (item) => [when(itemCondition(scope, item), assign(count, '+=', literal(1)))]),
      ];
      return { body, result: count };
    },
  },
  collect: {
    weight: 7,
    build: (scope) => {
      const list = needList(scope);
      const id = scope.names.take('result', 'results', 'out', 'output', scope.names.plural().list);
      const result = local(scope, id, 'texts');
      return {
        body: [
          declare(id, { kind: 'list', items: [] }),
          loop(scope, list, (item) => {
            const push = perform(
              operation(
                'push',
                result,
                scope.chance(0.4)
                  ? item.value
                  : scope.chance(0.4)
                    ? objectOf(scope)
                    : itemNumber(scope, item),
              ),
            );
            if (scope.chance(0.35)) return [when(itemCondition(scope, item), { kind: 'continue' }), push];
            return scope.chance(0.5) ? [when(itemCondition(scope, item), push)] : [push];
          }),
        ],
        result: scope.chance(0.15)
          ? operation('join', result, literal(scope.random.pick([', ', '\n', ''])))
          : result,
      };
    },
  },
  best: {
    weight: 3,
    build: (scope) => {
      const list = needList(scope);
      const id = scope.names.take(
        'best',
        'largest',
        'longest',
        'winner',
        'current',
        scope.names.variable('things'),
      );
      const best = local(scope, id, 'record');
      const operator = scope.random.pick(['>', '<'] as const);
      return {
        body: [
          declare(id, scope.chance(0.3) ? nothing : operation('first', list.value), true),
          loop(scope, list, (item) => {
            const key = itemNumber(scope, { ...item, kind: item.kind });
            const other =
              item.kind === 'record' && key.kind === 'member'
                ? member(best, key.property)
                : item.kind === 'text'
                  ? operation('length', best)
                  : best;
            return [
              when(
                compare(operator, item.kind === 'number' ? item.value : key, other),
                assign(best, '=', item.value),
              ),
            ];
          }),
        ],
        result: best,
      };
    },
  },
  search: {
    weight: 4,
    inFunction: true,
    build: (scope) => {
      const list = needList(scope);
      const found = scope.chance(0.6);
      return {
        body: [
          loop(scope, list, (item) => [
            when(itemCondition(scope, item), returns(found ? item.value : literal(true))),
          ]),
          returns(found ? nothing : literal(false)),
        ],
        isEnd: true,
      };
    },
  },
  group: {
    weight: 4,
    build: (scope) => {
      const list = scope.need('records');
      const id = scope.names.take('groups', 'result', 'byKey', 'lookup', 'index', 'counts');
      const groups = local(scope, id, 'map');
      return {
        body: [
          declare(id, { kind: 'object', entries: [] }),
          loop(scope, list, (item) => {
            const keyId = scope.names.take('key', 'k', 'bucket');
            const field = scope.property(item.value, 'text');
            const hasKey = scope.chance(0.6);
            const key = hasKey ? name(keyId) : field;
            const place = index(groups, key);
            const first = hasKey ? [declare(keyId, field)] : [];
            switch (scope.random.int(4)) {
              case 0:
                return [...first, assign(place, '=', item.value)];
              case 1: {
                const before = scope.isPython
                  ? operation('getOr', groups, key, literal(0))
                  : logical(scope.random.pick(['or', 'coalesce']), place, literal(0));
                return [
                  ...first,
                  assign(
                    place,
                    '=',
                    binary(
                      '+',
                      before,
                      scope.chance(0.5) ? literal(1) : scope.property(item.value, 'number'),
                    ),
                  ),
                ];
              }
              case 2:
                return [
                  ...first,
                  when(
                    scope.isPython ? not(operation('hasKey', groups, key)) : not(place),
                    assign(place, '=', { kind: 'list', items: [] }),
                  ),
                  perform(operation('push', place, item.value)),
                ];
              default:
                return [...first, assign(place, '=', itemNumber(scope, item))];
            }
          }),
        ],
        result: groups,
      };
    },
  },
  chain: {
    weight: 9,
    build: (scope) => {
      const list = needList(scope);
      const id = scope.names.take('result', 'matches', scope.names.plural().list);
      const made = listChain(scope, list);
      return { body: [declare(id, made)], result: local(scope, id, 'texts') };
    },
  },
  pick: {
    weight: 4,
    build: (scope) => {
      const list = needList(scope);
      const id = list.item ?? scope.names.variable('things');
      const test = shortFunction(scope, 'flag', list);
      const made = operation(
        scope.isPython ? 'nextOf' : scope.chance(0.2) ? 'findIndex' : 'find',
        list.value,
        test,
      );
      const found = scope.names.take('match', 'found', 'existing', 'result', 'target', id + 'Found');
      return { body: [declare(found, made)], result: local(scope, found, 'record') };
    },
  },
  anyEvery: {
    weight: 3,
    build: (scope) => {
      const list = needList(scope);
      const names = scope.isPython ? (['anyOf', 'allOf'] as const) : (['some', 'every'] as const);
      const made = operation(scope.random.pick(names), list.value, shortFunction(scope, 'flag', list));
      const id = scope.names.variable('flags');
      return { body: [declare(id, made)], result: local(scope, id, 'flag') };
    },
  },
  total: {
    weight: 3,
    build: (scope) => {
      const list = scope.need('records');
      const id = scope.names.variable('numbers', ['total', 'sum']);
      if (scope.isPython) {
        const made = operation('sumOf', list.value, shortFunction(scope, 'number', list));
        return { body: [declare(id, made)], result: local(scope, id, 'number') };
      }
      const sum = scope.names.take('sum', 'acc', 'total', 'a');
      const item = list.item ?? 'item';
      const step = scope.inner(() =>
        binary(
          '+',
          name(sum),
          scope.property(scope.add({ value: name(item), kind: 'record' }).value, 'number'),
        ),
      );
      const made = operation('reduce', list.value, lambda([sum, item], step), literal(0));
      return { body: [declare(id, made)], result: local(scope, id, 'number') };
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
  branches: {
    weight: 6,
    build: (scope) => {
      const isText = scope.chance(0.5);
      const id = isText
        ? scope.names.variable('texts', ['result', 'label'])
        : scope.names.variable('numbers', ['result']);
      const target = name(id);
      const side = (): readonly Statement[] => [
        assign(target, '=', isText ? constantText(scope) : number(scope, 1)),
      ];
      const count = scope.heldOutChance(0.4) ? 3 : 1 + scope.random.int(2);
      const branches = Array.from({ length: count }, () => ({ test: condition(scope), body: side() }));
      const otherwise = scope.chance(0.6) ? side() : undefined;
      const start: Expression = isText ? literal('') : literal(0);
      const body: Statement[] = [
        otherwise === undefined || scope.isPython
          ? declare(id, start, true)
          : { kind: 'declare', id, isChanged: true },
        { kind: 'if', branches, ...(otherwise === undefined ? {} : { otherwise }) },
      ];
      if (otherwise !== undefined && scope.isPython) body.shift();
      return { body, result: local(scope, id, isText ? 'text' : 'number') };
    },
  },
  returnBranches: {
    weight: 4,
    inFunction: true,
    build: (scope) => {
      const isText = scope.chance(0.6);
      const side = (): Statement =>
        returns(
          isText
            ? scope.chance(0.6)
              ? constantText(scope)
              : template(scope)
            : scope.chance(0.5)
              ? literal(scope.names.number())
              : number(scope, 1),
        );
      const count = 1 + scope.random.int(3);
      return {
        body: [...Array.from({ length: count }, () => when(condition(scope), side())), side()],
        isEnd: true,
      };
    },
  },
  whileLoop: {
    weight: 4,
    build: (scope) => {
      const counter = scope.names.take('i', 'n', 'remaining', 'low', 'left', 'steps');
      const variable = local(scope, counter, 'number');
      const isDown = scope.chance(0.4);
      const limit = scope.chance(0.5) ? operation('length', needList(scope).value) : simpleNumber(scope);
      const test = isDown
        ? compare('>', variable, literal(0))
        : compare(scope.random.pick(['<', '<=']), variable, limit);
      const inner = passages(scope, 1, { isAsync: false, inFunction: false });
      const next = assign(variable, isDown ? '-=' : '+=', scope.chance(0.75) ? literal(1) : literal(2));
      return {
        body: [
          declare(counter, isDown ? limit : literal(0), true),
          { kind: 'while', test, body: [...inner, next] },
        ],
        result: variable,
      };
    },
  },
  countLoop: {
    weight: 5,
    build: (scope) => {
      const id = scope.names.take('i', 'j', 'n', 'row', 'attempt', 'step');
      const list = needList(scope);
      const from = literal(scope.random.pick([0, 0, 0, 1, 2]));
      const onList = scope.chance(0.6);
      const to = onList ? operation('length', list.value) : simpleNumber(scope);
      const resultId = scope.names.take('result', 'out', 'values', 'total');
      const isTotal = resultId === 'total';
      const result = local(scope, resultId, isTotal ? 'number' : 'numbers');
      const body = scope.inner(() => {
        const i = scope.add({ value: name(id), kind: 'number' }).value;
        const item = onList ? index(list.value, i) : number(scope, 1);
        const done = isTotal
          ? assign(result, '+=', scope.chance(0.5) ? i : number(scope, 1))
          : perform(operation('push', result, item));
        return scope.chance(0.35)
          ? [when(compare(scope.random.pick(['==', '>', '<']), item, otherNumber(scope, item)), done)]
          : [done];
      });
      const step = scope.heldOutChance(0.3) ? 2 : 1;
      return {
        body: [
          isTotal ? declare(resultId, literal(0), true) : declare(resultId, { kind: 'list', items: [] }),
          {
            kind: 'count',
            id,
            from,
            to,
            body,
            ...(step === 1 ? {} : { step }),
            ...(scope.chance(0.2) && !onList ? { isInclusive: true } : {}),
          },
        ],
        result,
      };
    },
  },
  countDown: {
    weight: 2,
    build: (scope) => {
      const id = scope.names.take('i', 'j', 'k');
      const list = needList(scope);
      const body = scope.inner(() => {
        const i = scope.add({ value: name(id), kind: 'number' }).value;
        const other = scope.names.take('j', 'k', 'other');
        if (scope.chance(0.5)) {
          return [
            declare(other, operation('floor', binary('*', operation('random'), binary('+', i, literal(1))))),
            {
              kind: 'swap',
              left: index(list.value, i),
              right: index(list.value, name(other)),
            } satisfies Statement,
          ];
        }
        return [perform(operation('print', index(list.value, i)))];
      });
      const from = binary('-', operation('length', list.value), literal(1));
      return {
        body: [
          {
            kind: 'count',
            id,
            from,
            to: literal(0),
            step: -1,
            body,
            ...(scope.chance(0.5) ? { isInclusive: true } : {}),
          },
        ],
        result: list.value,
      };
    },
  },
  pairsLoop: {
    weight: 4,
    build: (scope) => {
      const isObject = scope.chance(0.55);
      const source = isObject ? scope.need('map').value : needList(scope).value;
      const first = isObject ? scope.names.take('key', 'k', 'name') : scope.names.take('i', 'index', 'idx');
      const second = isObject
        ? scope.names.take('value', 'v', 'count')
        : scope.names.variable('things', ['item', 'value']);
      const body = scope.inner(() => {
        scope.add({ value: name(first), kind: isObject ? 'text' : 'number' });
        scope.add({ value: name(second), kind: isObject ? 'number' : 'record' });
        return [small(scope)];
      });
      return {
        body: [{ kind: 'pairs', ids: [first, second], of: isObject ? 'object' : 'list', source, body }],
      };
    },
  },
  nested: {
    weight: 2,
    build: (scope) => {
      const outer = scope.need('records');
      const id = scope.names.take('result', 'pairs', 'out', 'flat');
      const result = local(scope, id, 'records');
      const innerItem = scope.names.plural();
      return {
        body: [
          declare(id, { kind: 'list', items: [] }),
          loop(scope, outer, (item) => [
            each(
              innerItem.item,
              member(item.value, innerItem.list),
              scope.chance(0.4)
                ? when(condition(scope, 0), perform(operation('push', result, name(innerItem.item))))
                : perform(operation('push', result, name(innerItem.item))),
            ),
          ]),
        ],
        result,
      };
    },
  },
  parse: {
    weight: 3,
    build: (scope) => {
      const raw = simpleText(scope);
      const id = scope.names.take('data', 'parsed', 'config', 'payload', 'body');
      const target = local(scope, id, 'record');
      const err = scope.names.take('err', 'error', 'e');
      const handle = scope.chance(0.4)
        ? throwing(scope)
        : scope.chance(0.5)
          ? perform(operation('print', literal(message(scope)), name(err)))
          : returns(nothing);
      return {
        body: [
          ...(scope.isPython ? [] : [{ kind: 'declare', id, isChanged: true } satisfies Statement]),
          {
            kind: 'try',
            body: [assign(target, '=', operation('parseJson', raw))],
            error: {
              ...(scope.isPython
                ? { className: scope.random.pick(['ValueError', 'json.JSONDecodeError']) }
                : {}),
              ...(scope.chance(0.7) ? { id: err } : handle.kind === 'perform' ? { id: err } : {}),
              body: [handle],
            },
          },
        ],
        result: target,
      };
    },
    inFunction: true,
  },
  attempt: {
    weight: 4,
    build: (scope) => {
      const body = [small(scope)];
      const err = scope.names.take('err', 'error', 'e', 'exc');
      const end = scope.chance(0.25) ? [perform(externalCall(scope, 0))] : undefined;
      const handle: Statement = scope.chance(0.3)
        ? { kind: 'rethrow', id: err }
        : scope.inner(() => {
            scope.add({ value: name(err), kind: 'record' });
            return scope.chance(0.5)
              ? perform(operation('print', constantText(scope), name(err)))
              : perform(externalCall(scope, 0));
          });
      const className = scope.isPython ? { className: scope.names.external(errorClasses.python) } : {};
      return {
        body: [
          {
            kind: 'try',
            body,
            error: { ...className, id: err, body: [handle] },
            ...(end === undefined ? {} : { finally: end }),
          },
        ],
      };
    },
  },
  call: {
    weight: 7,
    build: (scope) => {
      const made = externalCall(scope, 1);
      if (scope.chance(0.5)) return { body: [perform(made)] };
      const id = scope.names.variable('things', ['result', 'value', 'data']);
      return { body: [declare(id, made)], result: local(scope, id, 'record') };
    },
  },
  print: {
    weight: 3,
    build: (scope) => ({
      body: [
        perform(
          operation(
            'print',
            ...(scope.chance(0.5) ? [template(scope)] : [constantText(scope), simpleValue(scope)]),
          ),
        ),
      ],
    }),
  },
  unpackObject: {
    weight: 4,
    only: 'script',
    build: (scope) => {
      const source = scope.need('record').value;
      const kinds = ['number', 'text', 'flag'] as const;
      const classes = { number: 'numbers', text: 'texts', flag: 'flags' } as const;
      const ids = Array.from({ length: 1 + scope.random.int(3) }, () => {
        const kind = scope.random.pick(kinds);
        const id = scope.names.variable(classes[kind]);
        scope.add({ value: name(id), kind });
        return id;
      });
      return { body: [{ kind: 'unpack', ids, value: source, from: 'object' }] };
    },
  },
  unpackList: {
    weight: 3,
    build: (scope) => {
      const ids = [
        scope.names.variable('texts', ['first', 'a', 'key']),
        scope.names.variable('texts', ['second', 'b', 'value', 'rest']),
      ];
      const source = operation(
        'split',
        simpleText(scope),
        literal(scope.random.pick([',', ':', '=', ' ', '/'])),
      );
      ids.forEach((id) => scope.add({ value: name(id), kind: 'text' }));
      return { body: [{ kind: 'unpack', ids, value: source, from: 'list' }], result: name(ids[0]!) };
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
  seen: {
    weight: 3,
    build: (scope) => {
      const list = needList(scope);
      const id = scope.names.take('seen', 'known', 'used', 'visited');
      const resultId = scope.names.take('result', 'unique', 'out', 'kept');
      const seen = local(scope, id, 'map');
      const result = local(scope, resultId, 'texts');
      const kind = { kind: 'create', className: 'Set', args: [] } as const;
      return {
        body: [
          declare(id, scope.isPython ? call(name('set')) : kind),
          declare(resultId, { kind: 'list', items: [] }),
          loop(scope, list, (item) => {
            const key = item.kind === 'record' ? scope.property(item.value, 'text') : item.value;
            const add = [
              perform(operation('setAdd', seen, key)),
              perform(operation('push', result, item.value)),
            ];
            const has = operation('mapHas', seen, key);
            return scope.chance(0.5) ? [when(has, { kind: 'continue' }), ...add] : [when(not(has), ...add)];
          }),
        ],
        result,
      };
    },
  },
  mapCache: {
    weight: 3,
    only: 'script',
    build: (scope) => {
      const id = scope.names.take('cache', 'lookup', 'index', 'byId', 'memo');
      const map = local(scope, id, 'map');
      const key = simpleText(scope);
      const test = operation('mapHas', map, key);
      const store = perform(
        operation('mapSet', map, key, scope.chance(0.5) ? externalCall(scope, 0) : simpleValue(scope)),
      );
      return {
        body: [
          declare(id, { kind: 'create', className: 'Map', args: [] }),
          scope.chance(0.5) ? when(not(test), store) : store,
        ],
        result: operation('mapGet', map, key),
      };
    },
  },
  switchText: {
    weight: 3,
    inFunction: true,
    build: (scope) => {
      const subject = simpleText(scope);
      const isReturn = scope.chance(0.7);
      const side = (): readonly Statement[] => [
        isReturn ? returns(scope.chance(0.5) ? number(scope, 1) : constantText(scope)) : small(scope),
      ];
      const used = new Set<string>();
      while (used.size < 2 + scope.random.int(2)) used.add(scope.names.word('texts'));
      const cases = [...used].map((word) => ({ value: literal(word), body: side() }));
      return {
        body: [
          {
            kind: 'switch',
            value: subject,
            cases,
            ...(scope.chance(0.8) ? { otherwise: [scope.chance(0.3) ? throwing(scope) : side()[0]!] } : {}),
          },
        ],
        isEnd: isReturn,
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
  copySort: {
    weight: 3,
    build: (scope) => {
      const list = needList(scope);
      const id = scope.names.take('sorted', 'ordered', 'ranked', 'copy', 'result');
      const fresh = scope.names.take(id + 'List', id + 'Items', 'inOrder');
      return { body: [declare(fresh, sortOf(scope, list))], result: local(scope, fresh, 'texts') };
    },
  },
  closure: {
    weight: 5,
    only: 'script',
    build: (scope) => {
      const isTimer = scope.chance(0.4);
      const ids =
        isTimer || scope.chance(0.4)
          ? []
          : [scope.names.take('event', 'e', 'data', 'value', 'item', 'chunk', 'err')];
      const body = scope.inner(() => {
        ids.forEach((id) => scope.add({ value: name(id), kind: 'record' }));
        return [small(scope), ...(scope.chance(0.35) ? [small(scope)] : [])];
      });
      const made: Expression = { kind: 'closure', parameters: ids.map((id) => ({ id })), body };
      const draw = scope.random.float();
      if (isTimer) {
        const callee = name(scope.random.pick(['setTimeout', 'setInterval', 'setTimeout']));
        const timer = call(
          callee,
          made,
          scope.chance(0.5) ? literal(scope.names.number()) : simpleNumber(scope),
        );
        if (scope.chance(0.5)) return { body: [perform(timer)] };
        const id = scope.names.take('timer', 'handle', 'timeout', 'interval');
        return { body: [declare(id, timer)], result: local(scope, id, 'number') };
      }
      const object = scope.need(scope.chance(0.6) ? 'service' : 'record').value;
      if (draw < 0.6)
        return {
          body: [
            perform(
              call(
                member(
                  object,
                  scope.random.pick([
                    'on',
                    'once',
                    'addEventListener',
                    'subscribe',
                    'then',
                    'forEach',
                    methodName(scope),
                  ]),
                ),
                ...(scope.chance(0.6) ? [constantText(scope)] : []),
                made,
              ),
            ),
          ],
        };
      return {
        body: [
          perform(
            call(
              path(scope.names.external(externalCalls.script)),
              ...(scope.chance(0.3) ? [constantText(scope)] : []),
              made,
            ),
          ),
        ],
      };
    },
  },
  returnClosure: {
    weight: 4,
    only: 'script',
    inFunction: true,
    build: (scope) => {
      const isRest = scope.chance(0.4);
      const id = isRest ? 'args' : scope.names.take('value', 'x', 'item', 'event', 'next');
      const state = scope.names.take('count', 'calls', 'last', 'timer', 'cached');
      const hasState = scope.chance(0.6);
      const variable = hasState ? local(scope, state, 'number') : undefined;
      const body = scope.inner(() => {
        const fn = scope.need('callback').value;
        const given = isRest ? ({ kind: 'spread', value: name('args') } as const) : name(id);
        if (!isRest) scope.add({ value: name(id), kind: 'record' });
        const parts: Statement[] =
          variable === undefined
            ? []
            : [
                scope.chance(0.5)
                  ? assign(variable, '+=', literal(1))
                  : when(condition(scope, 0), returns(variable)),
              ];
        return [
          ...parts,
          scope.chance(0.5) ? small(scope) : perform(call(fn, given)),
          returns(call(fn, given)),
        ];
      });
      const made: Expression = {
        kind: 'closure',
        parameters: [isRest ? { id: 'args', isRest: true } : { id }],
        body,
      };
      return { body: [...(hasState ? [declare(state, literal(0), true)] : []), returns(made)], isEnd: true };
    },
  },
  nestedFunction: {
    weight: 3,
    inFunction: true,
    build: (scope) => {
      const fn = scope.names.take('inner', 'wrapper', 'helper', 'step', 'visit', scope.names.functionName());
      const id = scope.names.take('value', 'x', 'item', 'node');
      const body = scope.inner(() => {
        scope.add({ value: name(id), kind: 'record' });
        return [
          ...(scope.chance(0.4) ? [when(condition(scope, 0), returns(fallback(scope)))] : []),
          returns(value(scope, 1)),
        ];
      });
      return {
        body: [
          { kind: 'function', definition: { name: fn, parameters: [{ id }], body } },
          ...(scope.chance(0.5) ? [] : [perform(call(name(fn), anyVariable(scope)))]),
        ],
        result: scope.chance(0.6) ? name(fn) : call(name(fn), anyVariable(scope)),
      };
    },
  },
  withFile: {
    weight: 5,
    only: 'python',
    build: (scope) => {
      const file = scope.names.take('f', 'file', 'fh', 'source', 'handle');
      const opened = call(
        name('open'),
        simpleText(scope),
        ...(scope.chance(0.4) ? [literal(scope.random.pick(['r', 'w', 'rb', 'a']))] : []),
      );
      const context = scope.chance(0.65) ? opened : externalCall(scope, 0);
      const id = scope.names.take('content', 'data', 'lines', 'rows', 'result');
      const result = local(scope, id, 'texts');
      const body = scope.inner((): readonly Statement[] => {
        const handle = scope.add({ value: name(file), kind: 'service' }).value;
        switch (scope.random.int(4)) {
          case 0:
            return [declare(id, call(member(handle, scope.random.pick(['read', 'readlines']))))];
          case 1:
            return [declare(id, call(path('json.load'), handle))];
          case 2:
            return [perform(call(member(handle, 'write'), text(scope, 1)))];
          default: {
            const line = scope.names.take('line', 'row', 'record');
            return [
              each(
                line,
                handle,
                perform(
                  operation(
                    'push',
                    result,
                    scope.chance(0.5)
                      ? operation('trim', name(line))
                      : operation('split', name(line), literal(',')),
                  ),
                ),
              ),
            ];
          }
        }
      });
      const pushes = JSON.stringify(body).includes('"push"');
      return {
        body: [
          ...(pushes ? [declare(id, { kind: 'list', items: [] })] : []),
          { kind: 'with', value: context, id: file, body },
        ],
        result,
      };
    },
  },
  fetching: {
    weight: 9,
    isAsync: true,
    build: (scope) => {
      const id = scope.names.take('response', 'res', 'reply', 'resp', 'result');
      const source = scope.chance(0.5) ? template(scope) : simpleText(scope);
      const extra = scope.chance(0.3) ? [objectOf(scope)] : [];
      const callee = scope.isPython
        ? member(scope.need('service').value, scope.random.pick(['get', 'post', 'fetch']))
        : name('fetch');
      const made: Expression = { kind: 'await', value: call(callee, source, ...extra) };
      const response = local(scope, id, 'record');
      const body: Statement[] = [declare(id, made)];
      if (scope.chance(0.6)) {
        const test = scope.chance(0.6)
          ? not(member(response, 'ok'))
          : compare('!=', member(response, 'status'), literal(200));
        body.push(when(test, scope.chance(0.7) ? throwing(scope) : { kind: 'return', value: nothing }));
      }
      const result: Expression = {
        kind: 'await',
        value: call(member(response, scope.random.pick(['json', 'json', 'text']))),
      };
      if (scope.chance(0.5)) return { body, result };
      const data = scope.names.take('data', 'body', 'json', 'payload');
      return { body: [...body, declare(data, result)], result: local(scope, data, 'record') };
    },
  },
  awaiting: {
    weight: 9,
    isAsync: true,
    build: (scope) => {
      const made: Expression = { kind: 'await', value: externalCall(scope, 0) };
      if (scope.chance(0.35)) return { body: [perform(made)] };
      const id = scope.names.variable('things', ['result', 'data', 'rows']);
      return { body: [declare(id, made)], result: local(scope, id, 'record') };
    },
  },
  awaitEach: {
    weight: 3,
    isAsync: true,
    build: (scope) => {
      const list = needList(scope);
      return {
        body: [
          loop(scope, list, (item) => [
            perform({
              kind: 'await',
              value: call(
                name(scope.names.functionName()),
                item.value,
                ...(scope.chance(0.3) ? [simpleValue(scope)] : []),
              ),
            }),
          ]),
        ],
      };
    },
  },
  awaitAll: {
    weight: 4,
    isAsync: true,
    only: 'script',
    build: (scope) => {
      const list = needList(scope);
      const item = list.item ?? 'item';
      const id = scope.names.take('results', 'responses', 'all', 'loaded');
      const fn = name(scope.names.functionName());
      const made: Expression = {
        kind: 'await',
        value: call(path('Promise.all'), operation('map', list.value, lambda([item], call(fn, name(item))))),
      };
      return { body: [declare(id, made)], result: local(scope, id, 'records') };
    },
  },
  yielding: {
    weight: 30,
    isGenerator: true,
    build: (scope) => {
      const list = needList(scope);
      if (scope.chance(0.6)) {
        return {
          body: [
            loop(scope, list, (item) => {
              const made: Statement = {
                kind: 'yield',
                value: scope.chance(0.5) ? item.value : itemNumber(scope, item),
              };
              return scope.chance(0.5) ? [when(itemCondition(scope, item), made)] : [made];
            }),
          ],
          isEnd: true,
        };
      }
      const id = scope.names.take('n', 'current', 'i', 'value');
      const variable = local(scope, id, 'number');
      const next = scope.chance(0.5)
        ? assign(variable, '+=', literal(1))
        : assign(variable, '=', number(scope, 1));
      return {
        body: [
          declare(id, literal(scope.random.int(3)), true),
          {
            kind: 'while',
            test: scope.chance(0.5) ? literal(true) : compare('<', variable, otherNumber(scope, variable)),
            body: [{ kind: 'yield', value: variable }, next],
          },
        ],
        isEnd: true,
      };
    },
  },
  deleteKey: {
    weight: 2,
    build: (scope) => {
      const map = scope.need('map').value;
      const key = simpleText(scope);
      return {
        body: [when(operation('hasKey', map, key), { kind: 'delete', target: index(map, key) })],
        result: map,
      };
    },
  },
  isolate: {
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
  sleep: {
    weight: 4,
    isAsync: true,
    build: (scope) => {
      if (scope.isPython) {
        return { body: [perform({ kind: 'await', value: call(path('asyncio.sleep'), number(scope, 1)) })] };
      }
      const resolve = scope.names.take('resolve', 'done', 'r');
      const wait = call(name('setTimeout'), name(resolve), number(scope, 1));
      const made: Expression = { kind: 'create', className: 'Promise', args: [lambda([resolve], wait)] };
      return { body: [perform({ kind: 'await', value: made })] };
    },
  },
  promise: {
    weight: 2,
    only: 'script',
    build: (scope) => {
      const ids = [scope.names.take('resolve', 'done'), scope.names.take('reject', 'fail')];
      const body = scope.inner((): readonly Statement[] => {
        const end = perform(call(name(ids[0]!), simpleValue(scope)));
        const fail = perform(
          call(name(ids[1]!), { kind: 'create', className: 'Error', args: [literal(message(scope))] }),
        );
        return scope.chance(0.5) ? [when(condition(scope, 0), fail), end] : [small(scope), end];
      });
      const made: Expression = {
        kind: 'create',
        className: 'Promise',
        args: [{ kind: 'closure', parameters: ids.map((id) => ({ id })), body }],
      };
      const id = scope.names.variable('things', ['promise', 'pending']);
      return { body: [declare(id, made)], result: local(scope, id, 'record') };
    },
  },
  startPair: {
    weight: 3,
    only: 'python',
    build: (scope) => {
      const ids = [
        scope.names.take('a', 'low', 'left', 'total', 'prev'),
        scope.names.take('b', 'high', 'right', 'count', 'cur'),
      ];
      const items = ids.map(() => (scope.chance(0.6) ? literal(scope.random.int(3)) : simpleNumber(scope)));
      const [first] = ids.map((id) => local(scope, id, 'number'));
      return {
        body: [{ kind: 'unpack', ids, value: { kind: 'tuple', items }, from: 'list' }],
        result: first!,
      };
    },
  },
  rotatePair: {
    weight: 2,
    only: 'python',
    build: (scope) => {
      const ids = [scope.names.take('a', 'x', 'prev', 'first'), scope.names.take('b', 'y', 'cur', 'second')];
      const start: Statement = {
        kind: 'unpack',
        ids,
        value: { kind: 'tuple', items: [literal(0), literal(1)] },
        from: 'list',
      };
      ids.forEach((id) => local(scope, id, 'number'));
      const items = scope.chance(0.5) ? [name(ids[1]!), number(scope, 1)] : [name(ids[1]!), name(ids[0]!)];
      const turn: Statement = { kind: 'unpack', ids, value: { kind: 'tuple', items }, from: 'list' };
      const i = scope.names.take('_', 'i', 'step');
      return {
        body: [start, { kind: 'count', id: i, from: literal(0), to: simpleNumber(scope), body: [turn] }],
        result: name(ids[0]!),
      };
    },
  },
  defaultNone: {
    weight: 3,
    build: (scope) => {
      const value = scope.needParameter();
      const start = scope.chance(0.4)
        ? ({ kind: 'list', items: [] } as const)
        : scope.chance(0.5)
          ? simpleNumber(scope)
          : constantText(scope);
      if (!scope.isPython && scope.chance(0.5))
        return { body: [assign(value, scope.chance(0.7) ? '??=' : '||=', start)], result: value };
      return { body: [when(compare('==', value, nothing), assign(value, '=', start))], result: value };
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
  entriesChain: {
    weight: 3,
    only: 'script',
    build: (scope) => {
      const map = scope.need('map').value;
      const [key, value] = [scope.names.take('key', 'k', 'name'), scope.names.take('value', 'v', 'count')];
      const pair = `[${key}, ${value}]`;
      let made = operation('entries', map);
      if (scope.chance(0.6)) {
        const test = scope.chance(0.6)
          ? compare(scope.random.pick(['>', '<', '==', '!=']), name(value), literal(scope.names.number()))
          : compare('!=', name(key), constantText(scope));
        made = operation(
          'filter',
          made,
          lambda(
            [scope.chance(0.5) ? `[, ${value}]` : pair],
            test.kind === 'compare' && test.left.kind === 'name' && test.left.id === key
              ? compare('!=', name(value), nothing)
              : test,
          ),
        );
      }
      const shown: Expression = {
        kind: 'template',
        parts: [name(key), scope.random.pick(['=', ': ', '-', ' ']), name(value)],
      };
      if (scope.chance(0.7) || made.kind !== 'operation' || made.name === 'entries')
        made = operation(
          'map',
          made,
          lambda(
            [pair],
            scope.chance(0.6)
              ? shown
              : scope.chance(0.5)
                ? name(key)
                : call(name(scope.names.functionName()), name(value)),
          ),
        );
      if (scope.chance(0.5))
        made = operation('join', made, literal(scope.random.pick(['&', ', ', '\n', ';'])));
      const id = scope.names.take('result', 'text', 'pairs', 'parts', 'lines');
      return { body: [declare(id, made)], result: local(scope, id, 'texts') };
    },
  },
  thenChain: {
    weight: 3,
    only: 'script',
    inFunction: true,
    build: (scope) => {
      const start = scope.chance(0.6)
        ? call(name('fetch'), scope.chance(0.5) ? template(scope) : simpleText(scope))
        : externalCall(scope, 0);
      const id = scope.names.take('res', 'response', 'result', 'r');
      const next = call(member(name(id), scope.random.pick(['json', 'text', methodName(scope)])));
      let made = call(member(start, 'then'), lambda([id], next));
      if (scope.chance(0.4)) {
        const data = scope.names.take('data', 'body', 'value', 'json');
        made = call(
          member(made, 'then'),
          lambda(
            [data],
            scope.chance(0.5)
              ? member(name(data), scope.names.property('texts'))
              : call(name(scope.names.functionName()), name(data)),
          ),
        );
      }
      if (scope.chance(0.5)) {
        const err = scope.names.take('err', 'error', 'e');
        made = call(
          member(made, 'catch'),
          lambda([err], scope.chance(0.5) ? nothing : operation('print', name(err))),
        );
      }
      return { body: [returns(made)], isEnd: true };
    },
  },
  narrowing: {
    weight: 3,
    build: (scope) => {
      const list = scope.need('numbers').value;
      const [low, high] = [
        scope.names.take('left', 'i', 'start', 'head'),
        scope.names.take('right', 'j', 'end', 'tail'),
      ];
      const [left, right] = [local(scope, low, 'number'), local(scope, high, 'number')];
      const test = compare(
        scope.random.pick(['<', '>', '==']),
        index(list, left),
        scope.chance(0.5) ? index(list, right) : simpleNumber(scope),
      );
      const loop: Statement = {
        kind: 'while',
        test: compare(scope.random.pick(['<', '<=', '!=']), left, right),
        body: [
          ...(scope.chance(0.4) ? [small(scope)] : []),
          {
            kind: 'if',
            branches: [{ test, body: [assign(left, '+=', literal(1))] }],
            otherwise: [
              assign(
                right,
                scope.chance(0.7) ? '-=' : '=',
                scope.chance(0.7) ? literal(1) : binary('-', right, simpleNumber(scope)),
              ),
            ],
          },
        ],
      };
      const last = binary('-', operation('length', list), literal(1));
      return {
        body: [declare(low, literal(0), true), declare(high, last, true), loop],
        result: scope.chance(0.5) ? left : binary('-', right, left),
      };
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
  methodsObject: {
    weight: 3,
    only: 'script',
    inFunction: true,
    build: (scope) => {
      const id = scope.names.take('value', 'count', 'state', 'current', 'items');
      const isList = id === 'items';
      const state = local(scope, id, isList ? 'texts' : 'number');
      const keys = new Set<string>();
      while (keys.size < 2 + scope.random.int(2)) keys.add(scope.names.word('verbs'));
      const entries = [...keys].map((key): { key: string; value: Expression } => {
        if (scope.chance(0.3)) return { key, value: lambda([], state) };
        const given = scope.names.take('next', 'x', 'amount', 'by', 'entry');
        const hasGiven = scope.chance(0.6);
        const body = scope.inner((): readonly Statement[] => {
          if (hasGiven) scope.add({ value: name(given), kind: 'number' });
          const first: Statement = isList
            ? perform(operation('push', state, hasGiven ? name(given) : simpleValue(scope)))
            : assign(state, scope.random.pick(['=', '+=', '-=']), hasGiven ? name(given) : literal(1));
          return scope.chance(0.4) ? [first, small(scope)] : [first];
        });
        return { key, value: { kind: 'closure', parameters: hasGiven ? [{ id: given }] : [], body } };
      });
      return {
        body: [
          declare(
            id,
            isList ? { kind: 'list', items: [] } : scope.chance(0.5) ? literal(0) : simpleNumber(scope),
            !isList,
          ),
          returns({ kind: 'object', entries }),
        ],
        isEnd: true,
      };
    },
  },
  wrapper: {
    weight: 4,
    only: 'python',
    inFunction: true,
    build: (scope) => {
      const fn = scope.need('callback').value;
      const wrapped = scope.names.take('wrapper', 'inner', 'decorated', 'wrapped');
      const given: readonly Expression[] = [
        { kind: 'spread', value: name('args') },
        { kind: 'spread', value: name('kwargs'), isKeywords: true },
      ];
      const body = scope.inner((): readonly Statement[] => {
        const before = scope.chance(0.6) ? [small(scope)] : [];
        if (scope.chance(0.5)) return [...before, returns(call(fn, ...given))];
        const id = scope.names.take('result', 'value', 'out');
        return [
          ...before,
          declare(id, call(fn, ...given)),
          ...(scope.chance(0.5) ? [small(scope)] : []),
          returns(name(id)),
        ];
      });
      const decorators = scope.chance(0.5)
        ? [`${scope.chance(0.7) ? 'functools.' : ''}wraps(${(fn as { id: string }).id})`]
        : [];
      const parameters = [
        { id: 'args', isRest: true },
        { id: 'kwargs', isKeywords: true },
      ];
      return {
        body: [
          { kind: 'function', definition: { name: wrapped, parameters, body, decorators } },
          returns(name(wrapped)),
        ],
        isEnd: true,
      };
    },
  },
  buildText: {
    weight: 3,
    build: (scope) => {
      const list = needList(scope);
      const id = scope.names.take('output', 'text', 'html', 'result', 'line');
      const target = local(scope, id, 'text');
      const body = loop(scope, list, (item) => {
        const piece = item.kind === 'record' ? scope.property(item.value, 'text') : item.value;
        const add = assign(
          target,
          '+=',
          scope.chance(0.5) ? piece : binary('+', piece, literal(scope.random.pick([' ', '\n', ', ', ';']))),
        );
        return scope.chance(0.3) ? [when(itemCondition(scope, item), add)] : [add];
      });
      return {
        body: [declare(id, literal(''), true), body],
        result: scope.chance(0.3) ? operation('trim', target) : target,
      };
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
  assertion: {
    weight: 2,
    only: 'python',
    build: (scope) => ({ body: [{ kind: 'assert', test: condition(scope, 0) }] }),
  },
  typeGuard: {
    weight: 3,
    only: 'script',
    inFunction: true,
    build: (scope) => {
      const value = scope.find('record')?.value ?? scope.need('record').value;
      const type = compare(
        scope.random.pick(['!=', '==']),
        operation('typeOf', value),
        literal(scope.random.pick(['object', 'number', 'function', 'boolean'])),
      );
      const test = scope.chance(0.5) ? logical('or', type, compare('==', value, nothing)) : type;
      return {
        body: [when(test, scope.chance(0.6) ? returns(literal(scope.chance(0.3))) : throwing(scope))],
      };
    },
  },
  windows: {
    weight: 2,
    build: (scope) => {
      const list = needList(scope);
      const n = scope.need('number').value;
      const [i, id] = [
        scope.names.take('i', 'start', 'pos'),
        scope.names.take('chunks', 'parts', 'batches', 'windows'),
      ];
      const part = operation('slice', list.value, name(i), binary('+', name(i), n));
      const body = perform(
        operation('push', name(id), scope.isPython && scope.chance(0.4) ? operation('sum', part) : part),
      );
      const result = local(scope, id, 'records');
      return {
        body: [
          declare(id, { kind: 'list', items: [] }),
          {
            kind: 'count',
            id: i,
            from: literal(0),
            to: scope.chance(0.5)
              ? operation('length', list.value)
              : binary('-', operation('length', list.value), n),
            body: [body],
          },
        ],
        result,
      };
    },
  },
  optionalCall: {
    weight: 2,
    only: 'script',
    build: (scope) => {
      const record = scope.need(scope.chance(0.5) ? 'record' : 'service').value;
      const made = call(member(record, methodName(scope), true), ...args(scope, 0));
      if (scope.chance(0.5)) return { body: [perform(made)] };
      const id = scope.names.variable('things', ['result', 'value']);
      return {
        body: [declare(id, scope.chance(0.5) ? logical('coalesce', made, constantText(scope)) : made)],
        result: local(scope, id, 'record'),
      };
    },
  },
  sortInPlace: {
    weight: 2,
    only: 'python',
    build: (scope) => {
      const list = needList(scope);
      const item = list.item ?? 'x';
      const key: Expression = {
        kind: 'keyword',
        name: 'key',
        value: lambda(
          [item],
          list.kind === 'records' ? scope.property(name(item), 'number') : index(name(item), literal(1)),
        ),
      };
      return { body: [perform(call(member(list.value, 'sort'), key))], result: list.value };
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
  foreverLoop: {
    weight: 2,
    heldOut: true,
    build: (scope) => {
      const list = needList(scope);
      return {
        body: [
          {
            kind: 'while',
            test: literal(true),
            body: [
              when(compare('==', operation('length', list.value), literal(0)), { kind: 'break' }),
              perform(operation('pop', list.value)),
            ],
          },
        ],
        result: list.value,
      };
    },
  },
  tryInLoop: {
    weight: 2,
    heldOut: true,
    build: (scope) => {
      const list = needList(scope);
      return {
        body: [
          loop(scope, list, () => [
            { kind: 'try', body: [perform(externalCall(scope, 0))], error: { body: [{ kind: 'continue' }] } },
          ]),
        ],
      };
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
};

/** Lists through one to three steps: calls in a row, or a comprehension. */
function listChain(scope: Scope, list: Variable): Expression {
  const { random } = scope;
  const result = random.pick(['number', 'text', 'text', 'object'] as const);
  if (scope.isPython) {
    const draw = random.float();
    const fn = shortFunction(scope, result, list);
    if (draw < 0.3) return operation('collect', list.value, fn);
    if (draw < 0.65) {
      const item = (fn as { parameters: readonly string[] }).parameters[0]!;
      const kept = scope.chance(0.4) ? lambda([item], name(item)) : fn;
      return operation('collectWhere', list.value, kept, shortFunction(scope, 'flag', { ...list, item }));
    }
    if (draw < 0.8) {
      const key = shortFunction(scope, 'text', list);
      const item = (key as { parameters: readonly string[] }).parameters[0]!;
      return operation('collectKeyed', list.value, key, shortFunction(scope, 'number', { ...list, item }));
    }
    return scope.chance(0.5) ? sortOf(scope, list) : operation('unique', list.value);
  }
  let made = list.value;
  if (scope.chance(0.6)) made = operation('filter', made, shortFunction(scope, 'flag', list));
  if (scope.chance(0.6) || made === list.value)
    made = operation('map', made, shortFunction(scope, result, list));
  const draw = random.float();
  if (draw < 0.14) made = operation('join', made, literal(random.pick([', ', '', '\n', ' '])));
  else if (draw < 0.24) made = operation('sliceTo', made, simpleNumber(scope));
  else if (draw < 0.3) made = operation('reverse', made);
  else if (draw < 0.36) made = operation('flatMap', made, shortFunction(scope, 'text'));
  else if (draw < 0.42) made = operation('concat', made, needList(scope).value);
  return made;
}

function sortOf(scope: Scope, list: Variable): Expression {
  const { random } = scope;
  const key = list.kind === 'records' ? 'number' : 'text';
  if (scope.isPython) {
    if (list.kind !== 'records') return operation('sorted', list.value);
    return operation(
      random.pick(['sortedBy', 'sortedByDown']),
      list.value,
      shortFunction(scope, 'number', list),
    );
  }
  const [a, b] = [scope.names.take('a', 'x', 'left'), scope.names.take('b', 'y', 'right')];
  const field = scope.names.property('numbers');
  const of = (id: string): Expression => (key === 'number' ? member(name(id), field) : name(id));
  const [first, second] = scope.chance(0.6) ? [a, b] : [b, a];
  const start = scope.chance(0.6) ? operation('copy', list.value) : list.value;
  return operation('sortBy', start, lambda([a, b], binary('-', of(first), of(second))));
}

/** One simple statement, for the inside of something. */
export function small(scope: Scope): Statement {
  const { random } = scope;
  const draw = random.float();
  if (draw < 0.5) return perform(externalCall(scope, 0));
  if (draw < 0.65) return perform(operation('print', simpleValue(scope)));
  if (draw < 0.8) {
    const target = scope.property((scope.find('record') ?? scope.need('record')).value, 'number');
    return assign(target, random.pick(['=', '+=', '-=']), otherNumber(scope, target));
  }
  if (draw < 0.9) return declare(scope.names.variable('things', ['result', 'next']), value(scope, 1));
  const list = scope.find('texts') ?? scope.find('records') ?? scope.need('texts');
  return perform(operation('push', list.value, simpleValue(scope)));
}

export interface Around {
  readonly isAsync: boolean;
  readonly isGenerator?: boolean;
  /** Whether `return` may stand here. */
  readonly inFunction: boolean;
}

/** A recipe that may stand there, by weight. */
export function passage(scope: Scope, around: Around): Passage {
  const possible = Object.values(recipes).filter((recipe) => {
    if (recipe.only !== undefined && (recipe.only === 'python') !== scope.isPython) return false;
    if (recipe.isAsync === true && !around.isAsync) return false;
    if (recipe.isGenerator === true && around.isGenerator !== true) return false;
    if (recipe.inFunction === true && !around.inFunction) return false;
    return recipe.heldOut !== true || scope.heldOut;
  });
  const total = possible.reduce((sum, { weight }) => sum + weight, 0);
  let draw = scope.random.float() * total;
  const chosen = possible.find(({ weight }) => (draw -= weight) < 0) ?? possible.at(-1)!;
  return chosen.build(scope);
}

/** The statements of several passages, none of which ends the function. */
export function passages(scope: Scope, count: number, around: Around): readonly Statement[] {
  const body: Statement[] = [];
  for (let i = 0; i < count; i++) {
    let made = passage(scope, around);
    while (made.isEnd === true) made = passage(scope, around);
    body.push(...made.body);
  }
  return body;
}
