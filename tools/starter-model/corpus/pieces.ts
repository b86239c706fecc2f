import { randomClass } from './classes.ts';
import { randomFunction } from './functions.ts';
import { passages } from './passages.ts';
import type { Scope } from './scope.ts';
import { literal, name, perform, type Expression, type Piece, type Statement } from './tree.ts';

/** A random function, class or run of lines. */
export function randomPiece(scope: Scope): Piece {
  const draw = scope.random.float();
  if (!scope.isPython && draw < 0.04) return { kind: 'lines', body: [handler(scope)] };
  if (draw < 0.77) return { kind: 'function', definition: randomFunction(scope) };
  if (draw < 0.89) return { kind: 'class', definition: randomClass(scope) };
  const place = { isAsync: !scope.isPython && scope.chance(0.2), inFunction: false };
  return { kind: 'lines', body: passages(scope, 1 + scope.random.int(3), place) };
}

/** `router.get('/orders', async (req, res) => { … })` */
function handler(scope: Scope): Statement {
  const { random, names } = scope;
  const service = scope.need('service').value;
  const ids = random.pick([
    ['req', 'res'],
    ['req', 'res', 'next'],
    ['event'],
    ['request', 'reply'],
    ['message', 'client'],
    ['e'],
  ]);
  names.claim(ids);
  const isAsync = scope.chance(0.6);
  const body = scope.inner(() => {
    ids.forEach((id) => scope.add({ value: name(id), kind: 'record' }));
    return passages(scope, 1 + random.int(3), { isAsync, inFunction: true });
  });
  const closure: Expression = {
    kind: 'closure',
    parameters: ids.map((id) => ({ id })),
    body,
    ...(isAsync ? { isAsync } : {}),
  };
  const verb = random.pick(['get', 'post', 'on', 'put', 'use', 'once', names.word('verbs')]);
  const about = literal(scope.chance(0.6) ? `/${names.word('things')}` : names.word('things'));
  return perform({
    kind: 'call',
    callee: { kind: 'member', object: service, property: verb },
    args: [about, closure],
  });
}
