import { externalCall, objectOf } from '../calls.ts';
import { condition } from '../conditions.ts';
import {
  assign,
  binary,
  compare,
  declare,
  each,
  literal,
  member,
  name,
  nothing,
  operation,
  perform,
  returns,
  when,
  type Statement,
} from '../tree.ts';
import { needList, loop, local, itemNumber, itemCondition } from './parts.ts';
import { block } from './block.ts';
import type { Recipe } from './recipe.ts';

/** Loops over lists. */
export const loops = {
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
  loopBlock: {
    weight: 9,
    isNesting: true,
    build: (scope, around) => {
      const list = needList(scope);
      const body = loop(scope, list, (item) => {
        const first: readonly Statement[] = scope.chance(0.4)
          ? [when(itemCondition(scope, item), scope.chance(0.7) ? { kind: 'continue' } : { kind: 'break' })]
          : [];
        return [...first, ...block(scope, around)];
      });
      return { body: [body] };
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
} satisfies Readonly<Record<string, Recipe>>;
