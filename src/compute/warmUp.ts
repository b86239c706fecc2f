import type { Bank } from './bank.ts';
import type { ModelPlan, WeightPlan } from './messages.ts';

/*
 * V8 compiles a kernel well only when it has run for a while, in the background and for all threads at once. So one thread
 * runs each kernel that the model will need, while the others begin to read. It computes with whatever lies where the
 * weights go, and what comes out goes where activations will be: nobody reads it.
 */

const ROWS = 32;
const MOST_COLUMNS = 2048;
const TOKENS = 64;
/** Together some milliseconds a type of code that is not yet optimised: as long as V8 waits. */
const ROUNDS = 3;

/** To be called while weights are read, before the first pass. */
export function warmUp({ weights, bankOfOutput }: ModelPlan, banks: readonly Bank[]): void {
  for (const { type, shape, bank: index, address } of oneOfEachType(weights)) {
    const bank = banks[index]!;
    const kernel = bank.kernels.matmulKernels[type];
    const { activation } = kernel;
    const { x, up } = bank.scratch;
    const nCols = Math.min(shape[0]!, MOST_COLUMNS, x.width);
    const nRows = Math.min(ROWS, shape[1]!, up.width);
    const input = bank.quantizedInput(activation).address;
    for (let round = 0; round < ROUNDS; round++) {
      for (let t = 0; t < TOKENS; t++)
        activation.quantize(input + t * activation.rowBytes(nCols), x.row(t), nCols);
      kernel.matmul(up.address, up.width, address, 0, nRows, nCols, input, TOKENS);
      for (let t = 0; t < TOKENS; t++)
        kernel.matmul(up.address, up.width, address, 0, nRows, nCols, input, 1);
    }
  }
  const { kernels, scratch } = banks[bankOfOutput]!;
  const { x, norm, gate, up } = scratch;
  for (let t = 0; t < TOKENS; t++) {
    kernels.rmsNorm(norm.row(t), x.row(t), x.address, x.width, 1);
    kernels.swiglu(gate.row(t), gate.row(t), up.row(t), up.width);
  }
}

/** Matrices only: `Map` keeps one of each key. */
function oneOfEachType(weights: readonly WeightPlan[]): Iterable<WeightPlan> {
  return new Map(
    weights.filter(({ shape }) => shape.length === 2).map((weight) => [weight.type, weight]),
  ).values();
}
