import { number, simpleNumber, simpleText } from '../expressions.ts';
import { literal, name, operation, returns, type Statement } from '../tree.ts';
import { local } from './parts.ts';
import type { Recipe } from './recipe.ts';

/** Several variables at once. */
export const unpacking = {
  tuple: {
    weight: 4,
    only: 'python',
    inFunction: true,
    build: (scope) => {
      const items = [simpleNumber(scope), scope.chance(0.5) ? simpleText(scope) : number(scope, 1)];
      return { body: [returns({ kind: 'tuple', items })], isEnd: true };
    },
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
} satisfies Readonly<Record<string, Recipe>>;
