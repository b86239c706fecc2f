import { constantText, simpleNumber } from '../expressions.ts';
import { shortFunction } from '../itemFunctions.ts';
import type { Scope, Variable } from '../scope.ts';
import {
  binary,
  call,
  compare,
  declare,
  index,
  lambda,
  literal,
  member,
  name,
  nothing,
  operation,
  perform,
  type Expression,
} from '../tree.ts';
import { needList, local } from './parts.ts';
import type { Recipe } from './recipe.ts';

/** Lists through several steps without a loop of their own. */
export const chains = {
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
  copySort: {
    weight: 3,
    build: (scope) => {
      const list = needList(scope);
      const id = scope.names.take('sorted', 'ordered', 'ranked', 'copy', 'result');
      const fresh = scope.names.take(id + 'List', id + 'Items', 'inOrder');
      return { body: [declare(fresh, sortOf(scope, list))], result: local(scope, fresh, 'texts') };
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
} satisfies Readonly<Record<string, Recipe>>;

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
