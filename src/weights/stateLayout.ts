import type { RecurrentParams } from '../model/hparams.ts';

/*
 * The state of one recurrent layer, all f32:
 *
 *   [nConv - 1][nMixed]               inputs of the convolution at the latest positions, the oldest first
 *   [nHeadV][headDim][headDim]        of each head the matrix S, row by row: a row for each element of v
 *
 * A pass reads one copy and writes another, so that one which is cancelled has changed nothing.
 */

/** Elements of the two parts. */
export function stateSizes({ nHeadK, nHeadV, headDim, nConv }: RecurrentParams): {
  readonly nHistory: number;
  readonly nMatrices: number;
} {
  const nMixed = (2 * nHeadK + nHeadV) * headDim;
  return { nHistory: (nConv - 1) * nMixed, nMatrices: nHeadV * headDim * headDim };
}

export function stateBytes(recurrent: RecurrentParams): number {
  const { nHistory, nMatrices } = stateSizes(recurrent);
  return 4 * (nHistory + nMatrices);
}

/** Copies of each state: what it is now, what the next pass makes of it, and a checkpoint. */
export const N_STATES = 3;
