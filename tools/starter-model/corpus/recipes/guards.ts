import { condition, guardCondition } from '../conditions.ts';
import { constantText, simpleNumber } from '../expressions.ts';
import { assign, compare, literal, logical, nothing, operation, returns, when } from '../tree.ts';
import { throwing, fallback } from './parts.ts';
import type { Recipe } from './recipe.ts';

/** What looks first whether there is anything to do. */
export const guards = {
  guard: {
    weight: 9,
    inFunction: true,
    build: (scope) => ({
      body: [when(guardCondition(scope), returns(scope.chance(0.1) ? undefined : fallback(scope)))],
    }),
  },
  guardThrow: { weight: 6, build: (scope) => ({ body: [when(guardCondition(scope), throwing(scope))] }) },
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
  assertion: {
    weight: 2,
    only: 'python',
    build: (scope) => ({ body: [{ kind: 'assert', test: condition(scope, 0) }] }),
  },
} satisfies Readonly<Record<string, Recipe>>;
