import { externalCall } from '../calls.ts';
import { simpleText, simpleValue } from '../expressions.ts';
import {
  assign,
  binary,
  call,
  declare,
  index,
  literal,
  logical,
  name,
  not,
  operation,
  perform,
  when,
} from '../tree.ts';
import { needList, loop, local, itemNumber } from './parts.ts';
import type { Recipe } from './recipe.ts';

/** Objects, maps and sets by key. */
export const maps = {
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
} satisfies Readonly<Record<string, Recipe>>;
