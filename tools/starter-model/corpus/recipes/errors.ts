import { externalCall } from '../calls.ts';
import { constantText, message, simpleText } from '../expressions.ts';
import { assign, literal, name, nothing, operation, perform, returns, type Statement } from '../tree.ts';
import { errorClasses } from '../words.ts';
import { local, throwing, small } from './parts.ts';
import { block } from './block.ts';
import type { Recipe } from './recipe.ts';

/** What may fail. */
export const errors = {
  parse: {
    weight: 2,
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
  tryBlock: {
    weight: 4,
    isNesting: true,
    build: (scope, around) => {
      const body = scope.inner(() => block(scope, around));
      const err = scope.names.take('err', 'error', 'e', 'exc');
      const handle = scope.inner((): readonly Statement[] => {
        scope.add({ value: name(err), kind: 'record' });
        return scope.chance(0.4) ? [small(scope), throwing(scope)] : [small(scope)];
      });
      const className = scope.isPython ? { className: scope.names.external(errorClasses.python) } : {};
      const isUnnamed = !JSON.stringify(handle).includes(`"${err}"`) && scope.chance(0.5);
      return {
        body: [
          { kind: 'try', body, error: { ...className, ...(isUnnamed ? {} : { id: err }), body: handle } },
        ],
      };
    },
  },
} satisfies Readonly<Record<string, Recipe>>;
