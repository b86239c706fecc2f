import { comprehensions } from './operations/comprehensions.ts';
import { listOperations } from './operations/lists.ts';
import { numberOperations } from './operations/numbers.ts';
import { objectOperations } from './operations/objects.ts';
import { textOperations } from './operations/text.ts';
import { worldOperations } from './operations/world.ts';
import type { Operation } from './operations/operation.ts';

/**
 * What the languages spell differently, and what has a better reading than "calls `x.y`". Anything else in the corpus is
 * a plain call, which is read as such.
 */
const operations: Readonly<Record<string, Operation>> = {
  ...textOperations,
  ...listOperations,
  ...comprehensions,
  ...numberOperations,
  ...objectOperations,
  ...worldOperations,
};

export function operationOf(operationName: string): Operation {
  const found = operations[operationName];
  if (found === undefined) throw new Error(`operation: expected one of the table, found ${operationName}`);
  return found;
}
