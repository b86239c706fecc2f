import { externalCall, methodName, objectOf, path } from '../calls.ts';
import { condition } from '../conditions.ts';
import { message, number, simpleText, simpleValue, template } from '../expressions.ts';
import {
  call,
  compare,
  declare,
  lambda,
  literal,
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
} from '../tree.ts';
import { needList, loop, local, throwing, small } from './parts.ts';
import type { Recipe } from './recipe.ts';

/** What is waited for. */
export const asynchronous = {
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
} satisfies Readonly<Record<string, Recipe>>;
