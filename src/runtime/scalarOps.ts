import type { KvType } from '../base/kvType.ts';
import type { AttentionParams, HParams, RopeParams } from '../model/hparams.ts';
import type { Ops, Tensor } from '../model/ops.ts';
import { activations, type ActivationType, QK8 } from './activation.ts';
import { ATTENTION_BLOCK, attentionBlocks } from './attentionBlocks.ts';
import { hadamard, kvRotation } from './hadamard.ts';
import type { ContextOptions } from './llamaContext.ts';
import { ropePairs, ropeTable } from './rope.ts';

/** An activation, or a weight decoded to f32. */
export interface ScalarTensor extends Tensor {
  readonly data: Float32Array;
  /** Of a weight: what x is rounded to before it is multiplied. */
  readonly activation: ActivationType;
  /** Of a weight that meets Q8_1: the minimum of each block. [shape[0] / 32, shape[1]] */
  readonly mins?: Float32Array;
}

/** An activation of zeros. */
export function scalarTensor(shape: readonly number[]): ScalarTensor {
  return { shape, data: new Float32Array(shape.reduce((product, n) => product * n, 1)), activation: 'f32' };
}

/**
 * Ops in plain TypeScript, on the calling thread: the reference that faster ones are compared with.
 *
 * Everything stored is f32; sums run in double, in index order, and are rounded once. What a matmul does to its
 * activations is a matter of its weight's `activation`: `f32` throughout is the exact function of the weights, and
 * ggml's `vec_dot_type` for each is what ggml computes, up to the order of its float sums.
 */
export class ScalarOps implements Ops<ScalarTensor> {
  #nRows = 0;
  readonly #roundKv: (head: Float32Array) => void;
  readonly #keys: readonly Float32Array[]; // by layer, [nCtx, nHeadKv * headDim]
  readonly #values: readonly Float32Array[]; // by layer, [nCtx, nHeadKv * headDim]
  readonly #headDim: number;
  /** Of keys and values before they are stored. */
  readonly #rotation: ReturnType<typeof kvRotation>;
  readonly #scores = new Float32Array(ATTENTION_BLOCK);

  constructor(hp: HParams, { nCtx, kvType }: ContextOptions) {
    const cache = (): Float32Array[] =>
      Array.from({ length: hp.nLayer }, () => new Float32Array(nCtx * hp.attn.nHeadKv * hp.attn.headDim));
    this.#keys = cache();
    this.#values = cache();
    this.#headDim = hp.attn.headDim;
    this.#roundKv = kvRoundings[kvType];
    this.#rotation = kvType === 'q8_0' ? kvRotation(hp.attn.headDim) : undefined;
  }

  setRows(nRows: number): void {
    this.#nRows = nRows;
  }

  getRows(out: ScalarTensor, weight: ScalarTensor, tokens: Int32Array): void {
    for (let i = 0; i < this.#nRows; i++) row(out, i).set(row(weight, tokens[i]!));
  }

  rmsNorm(out: ScalarTensor, x: ScalarTensor, weight: ScalarTensor, eps: number): void {
    const { fround } = Math;
    for (let i = 0; i < this.#nRows; i++) {
      const from = row(x, i);
      const to = row(out, i);
      let squares = 0;
      for (const value of from) squares += fround(value * value);
      const mean = fround(squares / from.length);
      const scale = fround(1 / Math.sqrt(fround(mean + fround(eps))));
      for (let j = 0; j < to.length; j++) to[j] = fround(from[j]! * scale) * weight.data[j]!;
    }
  }

  matmul(out: ScalarTensor, x: ScalarTensor, weight: ScalarTensor): void {
    for (let i = 0; i < this.#nRows; i++) {
      const from = row(x, i).slice();
      const excess = activations[weight.activation](from);
      multiply(row(out, i), from, weight.data);
      if (excess && weight.mins) addMins(row(out, i), excess, weight.mins);
    }
  }

  rope(
    x: ScalarTensor,
    headDim: number,
    pos: number,
    rope: RopeParams,
    freqFactors: ScalarTensor | undefined,
  ): void {
    const { fround } = Math;
    const { stride, distance } = ropePairs(rope);
    const cos = new Float32Array(rope.dim / 2);
    const sin = new Float32Array(rope.dim / 2);
    for (let i = 0; i < this.#nRows; i++) {
      ropeTable(cos, sin, pos + i, rope, freqFactors?.data);
      const values = row(x, i);
      for (let head = 0; head < values.length; head += headDim) {
        for (let pair = 0; pair < cos.length; pair++) {
          const a = head + pair * stride;
          const b = a + distance;
          const x0 = values[a]!;
          const x1 = values[b]!;
          values[a] = fround(x0 * cos[pair]!) - fround(x1 * sin[pair]!);
          values[b] = fround(x0 * sin[pair]!) + fround(x1 * cos[pair]!);
        }
      }
    }
  }

  storeKv(il: number, k: ScalarTensor, v: ScalarTensor, pos: number): void {
    for (let i = 0; i < this.#nRows; i++) {
      this.#store(this.#keys[il]!, row(k, i), pos + i, this.#rotation?.key);
      this.#store(this.#values[il]!, row(v, i), pos + i, this.#rotation?.value);
    }
  }

  #store(cache: Float32Array, heads: Float32Array, pos: number, rotation: number | undefined): void {
    const width = heads.length;
    const stored = cache.subarray(pos * width, (pos + 1) * width);
    stored.set(heads);
    if (rotation !== undefined) hadamard(stored, rotation);
    for (let head = 0; head < width; head += this.#headDim)
      this.#roundKv(stored.subarray(head, head + this.#headDim));
  }

  attention(out: ScalarTensor, q: ScalarTensor, il: number, pos: number, attn: AttentionParams): void {
    for (let i = 0; i < this.#nRows; i++) {
      for (let head = 0; head < attn.nHead; head++) {
        const from = head * attn.headDim;
        const query = row(q, i).slice(from, from + attn.headDim);
        if (this.#rotation) hadamard(query, this.#rotation.key);
        const result = row(out, i).subarray(from, from + attn.headDim);
        this.#attend(result, query, head, il, pos + i + 1, attn);
        if (this.#rotation) hadamard(result, this.#rotation.value);
      }
    }
  }

  /** One query head over the first `nKv` positions, block by block as attentionBlocks.ts says. */
  #attend(
    out: Float32Array,
    query: Float32Array,
    head: number,
    il: number,
    nKv: number,
    attn: AttentionParams,
  ): void {
    const { fround, exp } = Math;
    const { headDim, nHead, nHeadKv } = attn;
    const width = nHeadKv * headDim;
    const offset = Math.floor(head / (nHead / nHeadKv)) * headDim; // of the KV head that this query head shares
    const keys = this.#keys[il]!;
    const values = this.#values[il]!;
    const scores = this.#scores;

    const blocks = Array.from({ length: attentionBlocks(nKv) }, (_, block) => {
      const first = block * ATTENTION_BLOCK;
      const n = Math.min(ATTENTION_BLOCK, nKv - first);
      let max = -Infinity;
      for (let j = 0; j < n; j++) {
        scores[j] = fround(dot(query, keys, (first + j) * width + offset)) * attn.scale;
        max = Math.max(max, scores[j]!);
      }
      let sum = 0;
      const acc = new Float64Array(headDim);
      for (let j = 0; j < n; j++) {
        const p = fround(exp(scores[j]! - max));
        sum += p;
        for (let d = 0; d < headDim; d++) acc[d]! += p * values[(first + j) * width + offset + d]!;
      }
      return { max, sum, acc };
    });

    const max = Math.max(...blocks.map((block) => block.max));
    const merged = new Float64Array(headDim);
    let sum = 0;
    for (const block of blocks) {
      const weight = exp(block.max - max);
      sum += weight * block.sum;
      for (let d = 0; d < headDim; d++) merged[d]! += weight * block.acc[d]!;
    }
    for (let d = 0; d < headDim; d++) out[d] = merged[d]! / sum;
  }

  swiglu(out: ScalarTensor, gate: ScalarTensor, up: ScalarTensor): void {
    const { fround, exp } = Math;
    for (let i = 0; i < this.#nRows; i++) {
      const to = row(out, i);
      const x = row(gate, i);
      const y = row(up, i);
      for (let j = 0; j < to.length; j++) to[j] = fround(x[j]! / (1 + exp(-x[j]!))) * y[j]!;
    }
  }

  add(x: ScalarTensor, y: ScalarTensor): void {
    for (let i = 0; i < this.#nRows; i++) {
      const sum = row(x, i);
      const other = row(y, i);
      for (let j = 0; j < sum.length; j++) sum[j]! += other[j]!;
    }
  }

  copyRows(out: ScalarTensor, x: ScalarTensor, first: number): void {
    for (let i = 0; i < this.#nRows; i++) row(out, i).set(row(x, first + i));
  }
}

/** What a head's key or value is worth after it was stored. */
const kvRoundings: Readonly<Record<KvType, (head: Float32Array) => void>> = {
  f16: (head) => activations.f16(head),
  f32: () => undefined,
  q8_0: (head) => {
    // Zeros fill the last block where the head's size is no multiple of one: they change no scale.
    const blocks = new Float32Array(Math.ceil(head.length / QK8) * QK8);
    blocks.set(head);
    activations.q8_0(blocks);
    head.set(blocks.subarray(0, head.length));
  },
};

function row({ data, shape }: ScalarTensor, i: number): Float32Array {
  const width = shape[0]!;
  return data.subarray(i * width, (i + 1) * width);
}

function dot(x: Float32Array, y: Float32Array, yAt: number): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[yAt + i]!;
  return sum;
}

/** out[j] = x · row j of weight; four rows at a time, because each sum alone waits for its own last addition. */
function multiply(out: Float32Array, x: Float32Array, weight: Float32Array): void {
  const n = x.length;
  let j = 0;
  for (; j + 4 <= out.length; j += 4) {
    const at = j * n;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let i = 0; i < n; i++) {
      const value = x[i]!;
      a += value * weight[at + i]!;
      b += value * weight[at + n + i]!;
      c += value * weight[at + 2 * n + i]!;
      d += value * weight[at + 3 * n + i]!;
    }
    out[j] = a;
    out[j + 1] = b;
    out[j + 2] = c;
    out[j + 3] = d;
  }
  for (; j < out.length; j++) out[j] = dot(x, weight, j * n);
}

/** Of each block ggml multiplies the minimum with the stored sum of its activations, not with their sum. */
function addMins(out: Float32Array, excess: Float32Array, mins: Float32Array): void {
  for (let j = 0; j < out.length; j++) out[j]! += dot(excess, mins, j * excess.length);
}
