import type { BlockContext } from '../arch/arch.ts';
import type { Tensor } from '../ops.ts';

/** out = x · Wᵀ + b, if there is a b. */
export function linear<T extends Tensor>(
  { ops }: BlockContext<T>,
  out: T,
  x: T,
  weight: T,
  bias: T | undefined,
): void {
  ops.matmul(out, x, weight);
  if (bias) ops.addBias(out, bias);
}
