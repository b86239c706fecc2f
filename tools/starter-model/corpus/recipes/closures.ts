import { anyVariable, methodName, path } from '../calls.ts';
import { condition } from '../conditions.ts';
import { constantText, simpleNumber, simpleValue, value } from '../expressions.ts';
import { shortFunction } from '../itemFunctions.ts';
import {
  assign,
  call,
  declare,
  lambda,
  literal,
  member,
  name,
  operation,
  perform,
  returns,
  when,
  type Expression,
  type Statement,
} from '../tree.ts';
import { externalCalls } from '../words.ts';
import { local, fallback, small } from './parts.ts';
import type { Recipe } from './recipe.ts';

/** Functions within functions. */
export const closures = {
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
  smallFunction: {
    weight: 4,
    build: (scope) => {
      const id = scope.names.functionName();
      const hasItem = scope.chance(0.75);
      const list = scope.find('records') ?? scope.find('texts') ?? scope.find('numbers');
      const made = hasItem
        ? shortFunction(scope, scope.random.pick(['number', 'text', 'flag']), list)
        : lambda([], value(scope, 1));
      const result = call(name(id), ...(hasItem ? [anyVariable(scope)] : []));
      return { body: [declare(id, made)], result: scope.chance(0.6) ? result : name(id) };
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
} satisfies Readonly<Record<string, Recipe>>;
