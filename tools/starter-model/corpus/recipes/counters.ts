import { number, otherNumber, simpleNumber } from '../expressions.ts';
import {
  assign,
  binary,
  compare,
  declare,
  index,
  literal,
  name,
  operation,
  perform,
  when,
  type Statement,
  type Expression,
} from '../tree.ts';
import { needList, local, small } from './parts.ts';
import type { Recipe } from './recipe.ts';

/** Loops with a counter or a condition. */
export const counters = {
  whileLoop: {
    weight: 4,
    isNesting: true,
    build: (scope, around) => {
      const counter = scope.names.take('i', 'n', 'remaining', 'low', 'left', 'steps');
      const variable = local(scope, counter, 'number');
      const isDown = scope.chance(0.4);
      const limit = scope.chance(0.5) ? operation('length', needList(scope).value) : simpleNumber(scope);
      const test = isDown
        ? compare('>', variable, literal(0))
        : compare(scope.random.pick(['<', '<=']), variable, limit);
      const inner = around.passages(scope, 1);
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
  doWhile: {
    weight: 2,
    only: 'script',
    isNesting: true,
    build: (scope, around) => {
      const counter = scope.names.take('i', 'attempt', 'page', 'n', 'offset');
      const variable = local(scope, counter, 'number');
      const body = [...around.passages(scope, 1), assign(variable, '+=', literal(1))];
      const test = compare('<', variable, otherNumber(scope, variable));
      return {
        body: [declare(counter, literal(0), true), { kind: 'while', test, body, isLate: true }],
        result: variable,
      };
    },
  },
  zipLoop: {
    weight: 2,
    only: 'python',
    isNesting: true,
    build: (scope, around) => {
      const [first, second] = [needList(scope), scope.addParameter('numbers')];
      const ids = [
        scope.names.take('a', 'x', 'left', 'expected'),
        scope.names.take('b', 'y', 'right', 'actual'),
      ] as const;
      const body = scope.inner(() => {
        scope.add({ value: name(ids[0]), kind: 'record' });
        scope.add({ value: name(ids[1]), kind: 'number' });
        return [small(scope), ...(scope.chance(0.4) ? around.passages(scope, 1) : [])];
      });
      const source: Expression = { kind: 'tuple', items: [first.value, second.value] };
      return { body: [{ kind: 'pairs', ids, of: 'both', source, body }] };
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
} satisfies Readonly<Record<string, Recipe>>;
