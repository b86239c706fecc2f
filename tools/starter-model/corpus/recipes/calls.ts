import { alienExpression } from '../alien.ts';
import { args, externalCall, methodName, path } from '../calls.ts';
import {
  constantText,
  number,
  otherNumber,
  simpleText,
  simpleValue,
  template,
  text,
} from '../expressions.ts';
import {
  assign,
  call,
  compare,
  declare,
  each,
  literal,
  logical,
  member,
  name,
  operation,
  perform,
  returns,
  when,
  type Statement,
} from '../tree.ts';
import { needList, loop, local, itemNumber, itemCondition } from './parts.ts';
import type { Recipe } from './recipe.ts';

/** Calls of what is known from elsewhere. */
export const calls = {
  call: {
    weight: 11,
    build: (scope) => {
      const made = externalCall(scope, 1);
      if (scope.chance(0.5)) return { body: [perform(made)] };
      const id = scope.names.variable('things', ['result', 'value', 'data']);
      return { body: [declare(id, made)], result: local(scope, id, 'record') };
    },
  },
  alien: {
    weight: 24,
    build: (scope, { inFunction }) => {
      const made = alienExpression(scope);
      const draw = scope.random.float();
      if (draw < 0.35) return { body: [perform(made)] };
      if (draw < 0.5 && inFunction) return { body: [when(made, returns(alienExpression(scope)))] };
      if (draw < 0.6) return { body: [assign(scope.need('record').value, '=', made)] };
      const id = scope.names.variable('things', ['result', 'value', 'data']);
      return {
        body: [declare(id, made)],
        result: scope.chance(0.6) ? alienExpression(scope) : local(scope, id, 'record'),
      };
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
} satisfies Readonly<Record<string, Recipe>>;
