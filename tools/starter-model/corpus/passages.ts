import { asynchronous } from './recipes/asynchronous.ts';
import { branches } from './recipes/branches.ts';
import { calls } from './recipes/calls.ts';
import { chains } from './recipes/chains.ts';
import { closures } from './recipes/closures.ts';
import { counters } from './recipes/counters.ts';
import { errors } from './recipes/errors.ts';
import { guards } from './recipes/guards.ts';
import { loops } from './recipes/loops.ts';
import { maps } from './recipes/maps.ts';
import { unpacking } from './recipes/unpacking.ts';
import { values } from './recipes/values.ts';
import type { Passage, Place, Recipe } from './recipes/recipe.ts';
import type { Scope } from './scope.ts';
import type { Statement } from './tree.ts';

/** Everything that a passage of code can be; adding an entry is adding it to its file. */
const recipes: Readonly<Record<string, Recipe>> = {
  ...guards,
  ...values,
  ...unpacking,
  ...loops,
  ...counters,
  ...chains,
  ...maps,
  ...branches,
  ...errors,
  ...calls,
  ...closures,
  ...asynchronous,
};

/** Blocks within blocks within a function; people go deeper, but seldom select that much. */
const MAX_NESTING = 2;

/** A recipe that may stand there, by weight. */
export function passage(scope: Scope, place: Place): Passage {
  const depth = place.depth ?? 0;
  const possible = Object.values(recipes).filter((recipe) => {
    if (recipe.only !== undefined && (recipe.only === 'python') !== scope.isPython) return false;
    if (recipe.isAsync === true && !place.isAsync) return false;
    if (recipe.isNesting === true && depth >= MAX_NESTING) return false;
    if (recipe.isGenerator === true && place.isGenerator !== true) return false;
    if (recipe.inFunction === true && !place.inFunction) return false;
    return recipe.heldOut !== true || scope.heldOut;
  });
  const total = possible.reduce((sum, { weight }) => sum + weight, 0);
  let draw = scope.random.float() * total;
  const chosen = possible.find(({ weight }) => (draw -= weight) < 0) ?? possible.at(-1)!;
  const deeper: Place = { ...place, isGenerator: false, depth: depth + 1 };
  return chosen.build(scope, { ...place, passages: (inner, count) => passages(inner, count, deeper) });
}

/** The statements of several passages, none of which ends the function. */
export function passages(scope: Scope, count: number, place: Place): readonly Statement[] {
  const body: Statement[] = [];
  for (let i = 0; i < count; i++) {
    let made = passage(scope, place);
    while (made.isEnd === true) made = passage(scope, place);
    body.push(...made.body);
  }
  return body;
}
