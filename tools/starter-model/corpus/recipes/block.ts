import type { Scope } from '../scope.ts';
import { returns, type Statement } from '../tree.ts';
import { fallback, small } from './parts.ts';
import type { Around } from './recipe.ts';

/** One to three statements for the inside of something. */
export function block(scope: Scope, around: Around): readonly Statement[] {
  const body: Statement[] = [];
  const count = scope.random.pick([1, 2, 2, 3]);
  for (let i = 0; i < count; i++) {
    if (scope.chance(0.55)) body.push(small(scope));
    else body.push(...around.passages(scope, 1));
  }
  if (around.inFunction && scope.chance(0.15)) body.push(returns(fallback(scope)));
  return body;
}
