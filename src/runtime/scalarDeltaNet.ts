import type { RecurrentParams } from '../model/hparams.ts';
import { stateSizes } from '../weights/stateLayout.ts';

/*
 * Gated delta nets in plain TypeScript, row by row. Rows of x are those of one pass, [nRows, nMixed].
 */

const { fround, exp } = Math;

/**
 * The convolution over time, channel by channel, and silu of it; then the new history.
 *
 * @param history [nConv - 1, nMixed], what came before; the new one goes to `nextHistory`
 * @param weight [nMixed, nConv]
 */
export function shortConv(
  out: readonly Float32Array[],
  x: readonly Float32Array[],
  weight: Float32Array,
  history: Float32Array,
  nextHistory: Float32Array,
  nConv: number,
): void {
  const nMixed = weight.length / nConv;
  const before = Array.from({ length: nConv - 1 }, (_, i) => history.slice(i * nMixed, (i + 1) * nMixed));
  const rows = [...before, ...x];
  for (const [i, to] of out.entries()) {
    for (let channel = 0; channel < nMixed; channel++) {
      let sum = 0;
      for (let tap = 0; tap < nConv; tap++)
        sum = fround(sum + fround(rows[i + tap]![channel]! * weight[channel * nConv + tap]!));
      to[channel] = sum / (1 + exp(-sum));
    }
  }
  for (let i = 0; i < nConv - 1; i++) nextHistory.set(rows[x.length + i]!, i * nMixed);
}

/**
 * @param x [nRows][nMixed] q and k of all heads, then v
 * @param decay [nRows][nHeadV]
 * @param beta [nRows][nHeadV]
 * @param matrices [nHeadV, headDim, headDim], changed in place
 */
export function deltaNet(
  out: readonly Float32Array[],
  x: readonly Float32Array[],
  decay: readonly Float32Array[],
  beta: readonly Float32Array[],
  matrices: Float32Array,
  { nHeadK, nHeadV, headDim }: RecurrentParams,
): void {
  const scale = fround(1 / Math.sqrt(headDim));
  for (const [i, row] of x.entries()) {
    const headOf = (head: number): Float32Array => row.subarray(head * headDim, (head + 1) * headDim);
    for (let head = 0; head < nHeadV; head++) {
      const q = headOf(head % nHeadK);
      const k = headOf(nHeadK + (head % nHeadK));
      const v = headOf(2 * nHeadK + head);
      for (let d = 0; d < headDim; d++) {
        const at = (head * headDim + d) * headDim;
        const matrixRow = matrices.subarray(at, at + headDim);
        for (let j = 0; j < headDim; j++) matrixRow[j]! *= decay[i]![head]!;
        const delta = fround(fround(v[d]! - fround(dot(matrixRow, k))) * beta[i]![head]!);
        for (let j = 0; j < headDim; j++) matrixRow[j]! += fround(k[j]! * delta);
        out[i]![head * headDim + d] = fround(dot(matrixRow, q)) * scale;
      }
    }
  }
}

/** decay = e^(a · softplus(decay + bias)), beta = sigmoid(beta), head by head. */
export function deltaGates(
  decay: Float32Array,
  beta: Float32Array,
  bias: Float32Array,
  a: Float32Array,
): void {
  for (let head = 0; head < decay.length; head++) {
    const step = fround(decay[head]! + bias[head]!);
    const softplus = step > 20 ? step : fround(Math.log(fround(1 + fround(exp(step)))));
    decay[head] = exp(fround(softplus * a[head]!));
    beta[head] = 1 / (1 + exp(-beta[head]!));
  }
}

/** Divides x by its length, or by eps. */
export function l2Norm(x: Float32Array, eps: number): void {
  let squares = 0;
  for (const value of x) squares += fround(value * value);
  const scale = fround(1 / Math.max(fround(Math.sqrt(fround(squares))), fround(eps)));
  for (let j = 0; j < x.length; j++) x[j]! *= scale;
}

/** One layer's copies, split into their two parts. */
export function splitState(
  state: Float32Array,
  recurrent: RecurrentParams,
): { readonly history: Float32Array; readonly matrices: Float32Array } {
  const { nHistory } = stateSizes(recurrent);
  return { history: state.subarray(0, nHistory), matrices: state.subarray(nHistory) };
}

function dot(x: Float32Array, y: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}
