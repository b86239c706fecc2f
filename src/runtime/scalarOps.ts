import { f16ToF32, f32ToF16 } from '../base/half.ts';
import type { KvType } from '../base/kvType.ts';
import type {
  Activation,
  AttentionParams,
  ExpertParams,
  HParams,
  RecurrentParams,
  RopeParams,
} from '../model/hparams.ts';
import type { Ops, Pass, Tensor } from '../model/ops.ts';
import { activations, type ActivationType, QK8 } from './activation.ts';
import { ATTENTION_BLOCK, attentionBlocks } from './attentionBlocks.ts';
import { chooseExperts } from './experts.ts';
import { hadamard, kvRotation } from './hadamard.ts';
import type { ContextOptions } from './llamaContext.ts';
import { N_STATES, stateBytes } from '../weights/stateLayout.ts';
import { ropePairs, ropeTable } from './rope.ts';
import { deltaGates, deltaNet, l2Norm, shortConv, splitState } from './scalarDeltaNet.ts';

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
  readonly #states: readonly Float32Array[][]; // by layer, by copy
  readonly #headDim: number;
  /** Of keys and values before they are stored. */
  readonly #rotation: ReturnType<typeof kvRotation>;
  readonly #scores = new Float32Array(ATTENTION_BLOCK);

  constructor(hp: HParams, { nCtx, kvType }: ContextOptions) {
    const cache = (): Float32Array[] =>
      Array.from({ length: hp.nLayer }, () => new Float32Array(nCtx * hp.attn.nHeadKv * hp.attn.headDim));
    this.#keys = cache();
    this.#values = cache();
    const { recurrent } = hp;
    this.#states = Array.from({ length: hp.nLayer }, (_, il) =>
      recurrent?.layers[il] === true
        ? Array.from({ length: N_STATES }, () => new Float32Array(stateBytes(recurrent) / 4))
        : [],
    );
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
    for (let i = 0; i < this.#nRows; i++) normalise(row(out, i), row(x, i), weight.data, eps);
  }

  headNorm(x: ScalarTensor, weight: ScalarTensor, eps: number): void {
    const headDim = weight.data.length;
    for (let i = 0; i < this.#nRows; i++) {
      const values = row(x, i);
      for (let head = 0; head < values.length; head += headDim) {
        const one = values.subarray(head, head + headDim);
        normalise(one, one, weight.data, eps);
      }
    }
  }

  matmul(out: ScalarTensor, x: ScalarTensor, weight: ScalarTensor): void {
    for (let i = 0; i < this.#nRows; i++) multiplyRow(row(out, i), row(x, i), weight);
  }

  matmulQkv(
    q: ScalarTensor,
    k: ScalarTensor,
    v: ScalarTensor,
    x: ScalarTensor,
    qWeight: ScalarTensor,
    kWeight: ScalarTensor,
    vWeight: ScalarTensor,
  ): void {
    this.matmul(q, x, qWeight);
    this.matmul(k, x, kWeight);
    this.matmul(v, x, vWeight);
  }

  matmulGated(
    out: ScalarTensor,
    up: ScalarTensor,
    x: ScalarTensor,
    gateWeight: ScalarTensor,
    upWeight: ScalarTensor,
    act: Activation,
  ): void {
    this.matmul(out, x, gateWeight);
    this.matmul(up, x, upWeight);
    if (act === 'silu') this.swiglu(out, out, up);
    else this.geglu(out, out, up);
  }

  addBias(x: ScalarTensor, bias: ScalarTensor): void {
    for (let i = 0; i < this.#nRows; i++) addTo(row(x, i), bias.data);
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

  /** One query head over the first `nKv` positions or the latest of them, block by block as attentionBlocks.ts says. */
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

    const firstKv = Math.max(0, nKv - (attn.window ?? nKv));
    const firstBlock = Math.floor(firstKv / ATTENTION_BLOCK);
    const blocks = Array.from({ length: attentionBlocks(nKv) - firstBlock }, (_, index) => {
      const start = (firstBlock + index) * ATTENTION_BLOCK;
      const first = Math.max(start, firstKv);
      const n = Math.min(start + ATTENTION_BLOCK, nKv) - first;
      let max = -Infinity;
      for (let j = 0; j < n; j++) {
        const score = fround(fround(dot(query, keys, (first + j) * width + offset)) * attn.scale);
        scores[j] = attn.softcap === undefined ? score : capped(score, attn.softcap);
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
    this.#gate(out, gate, up, silu);
  }

  geglu(out: ScalarTensor, gate: ScalarTensor, up: ScalarTensor): void {
    this.#gate(out, gate, up, gelu);
  }

  #gate(out: ScalarTensor, gate: ScalarTensor, up: ScalarTensor, act: (x: number) => number): void {
    for (let i = 0; i < this.#nRows; i++) {
      const to = row(out, i);
      const x = row(gate, i);
      const y = row(up, i);
      for (let j = 0; j < to.length; j++) to[j] = Math.fround(act(x[j]!)) * y[j]!;
    }
  }

  add(x: ScalarTensor, y: ScalarTensor): void {
    for (let i = 0; i < this.#nRows; i++) addTo(row(x, i), row(y, i));
  }

  scale(x: ScalarTensor, factor: number): void {
    this.scaleByPosition(x, 0, () => factor);
  }

  scaleByPosition(x: ScalarTensor, pos: number, factor: (position: number) => number): void {
    for (let i = 0; i < this.#nRows; i++) scaleRow(row(x, i), factor(pos + i));
  }

  sigmoidGate(x: ScalarTensor, gate: ScalarTensor): void {
    for (let i = 0; i < this.#nRows; i++) {
      const values = row(x, i);
      const gates = row(gate, i);
      for (let j = 0; j < values.length; j++)
        values[j]! *= Math.fround(1 / (1 + Math.exp(-gates[gates.length === 1 ? 0 : j]!)));
    }
  }

  splitHeads(a: ScalarTensor, b: ScalarTensor, x: ScalarTensor, headDim: number): void {
    for (let i = 0; i < this.#nRows; i++) {
      const values = row(x, i);
      for (let head = 0; head * headDim < values.length; head++) {
        const to = row(head % 2 === 0 ? a : b, i);
        to.set(values.subarray(head * headDim, (head + 1) * headDim), Math.floor(head / 2) * headDim);
      }
    }
  }

  l2Norm(x: ScalarTensor, headDim: number, nHead: number, eps: number): void {
    for (let i = 0; i < this.#nRows; i++)
      for (let head = 0; head < nHead; head++)
        l2Norm(row(x, i).subarray(head * headDim, (head + 1) * headDim), eps);
  }

  shortConv(
    out: ScalarTensor,
    x: ScalarTensor,
    weight: ScalarTensor,
    il: number,
    pass: Pass,
    recurrent: RecurrentParams,
  ): void {
    const from = this.#state(il, pass, recurrent);
    const to = splitState(this.#states[il]![pass.stateTo]!, recurrent);
    shortConv(this.#rows(out), this.#rows(x), weight.data, from.history, to.history, recurrent.nConv);
  }

  deltaGates(decay: ScalarTensor, beta: ScalarTensor, bias: ScalarTensor, a: ScalarTensor): void {
    for (let i = 0; i < this.#nRows; i++) deltaGates(row(decay, i), row(beta, i), bias.data, a.data);
  }

  deltaNet(
    out: ScalarTensor,
    x: ScalarTensor,
    decay: ScalarTensor,
    beta: ScalarTensor,
    il: number,
    pass: Pass,
    recurrent: RecurrentParams,
  ): void {
    const { matrices } = splitState(this.#states[il]![pass.stateTo]!, recurrent);
    matrices.set(this.#state(il, pass, recurrent).matrices);
    const [outs, rows, decays, betas] = [out, x, decay, beta].map((tensor) => this.#rows(tensor));
    deltaNet(outs!, rows!, decays!, betas!, matrices, recurrent);
  }

  /** What the pass begins with. */
  #state(il: number, { pos, stateFrom }: Pass, recurrent: RecurrentParams): ReturnType<typeof splitState> {
    const state = this.#states[il]![stateFrom]!;
    return splitState(pos === 0 ? new Float32Array(state.length) : state, recurrent);
  }

  #rows(x: ScalarTensor): Float32Array[] {
    return Array.from({ length: this.#nRows }, (_, i) => row(x, i));
  }

  softcap(x: ScalarTensor, cap: number): void {
    for (let i = 0; i < this.#nRows; i++) {
      const values = row(x, i);
      for (let j = 0; j < values.length; j++) values[j] = capped(values[j]!, cap);
    }
  }

  chooseExperts(choice: ScalarTensor, logits: ScalarTensor, experts: ExpertParams): void {
    for (let i = 0; i < this.#nRows; i++) chooseExperts(row(choice, i), row(logits, i), experts);
  }

  matmulExperts(out: ScalarTensor, x: ScalarTensor, weight: ScalarTensor, choice: ScalarTensor): void {
    const [nIn, nOut] = weight.shape as [number, number];
    const nUsed = choice.shape[0]! / 2;
    for (let i = 0; i < this.#nRows; i++) {
      const inputs = row(x, i);
      for (let slot = 0; slot < nUsed; slot++) {
        const input = inputs.length === nIn ? inputs : inputs.subarray(slot * nIn, (slot + 1) * nIn);
        const result = row(out, i).subarray(slot * nOut, (slot + 1) * nOut);
        multiplyRow(result, input, matrixOf(weight, row(choice, i)[slot]!));
      }
    }
  }

  sumExperts(out: ScalarTensor, results: ScalarTensor, choice: ScalarTensor): void {
    const nUsed = choice.shape[0]! / 2;
    for (let i = 0; i < this.#nRows; i++) {
      const sum = row(out, i);
      const n = sum.length;
      const weights = row(choice, i).subarray(nUsed);
      sum.fill(0);
      for (let slot = 0; slot < nUsed; slot++) {
        const result = row(results, i).subarray(slot * n, (slot + 1) * n);
        for (let j = 0; j < n; j++) sum[j]! += Math.fround(weights[slot]! * result[j]!);
      }
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

function normalise(out: Float32Array, x: Float32Array, weight: Float32Array, eps: number): void {
  const { fround } = Math;
  let squares = 0;
  for (const value of x) squares += fround(value * value);
  const mean = fround(squares / x.length);
  const scale = fround(1 / Math.sqrt(fround(mean + fround(eps))));
  for (let j = 0; j < out.length; j++) out[j] = fround(x[j]! * scale) * weight[j]!;
}

function addTo(sum: Float32Array, other: Float32Array): void {
  for (let j = 0; j < sum.length; j++) sum[j]! += other[j]!;
}

function scaleRow(x: Float32Array, factor: number): void {
  const scale = Math.fround(factor);
  for (let j = 0; j < x.length; j++) x[j]! *= scale;
}

function capped(x: number, cap: number): number {
  const { fround, tanh } = Math;
  return fround(tanh(fround(x * fround(1 / cap)))) * fround(cap);
}

function silu(x: number): number {
  return x / (1 + Math.exp(-x));
}

/** ggml looks it up by the f16 that is nearest to x, in a table of f16; beyond 10 it takes the limits. */
function gelu(x: number): number {
  if (x <= -10) return 0;
  if (x >= 10) return x;
  const nearest = f16ToF32(f32ToF16(x));
  const inner = Math.sqrt(2 / Math.PI) * nearest * (1 + 0.044715 * nearest * nearest);
  return f16ToF32(f32ToF16(0.5 * nearest * (1 + Math.tanh(inner))));
}

/** Expert `e`'s matrix of a stack of them. */
function matrixOf(weight: ScalarTensor, e: number): ScalarTensor {
  const [nIn, nOut] = weight.shape as [number, number];
  const size = nIn * nOut;
  const matrix = { ...weight, shape: [nIn, nOut], data: weight.data.subarray(e * size, (e + 1) * size) };
  const { mins } = weight;
  if (!mins) return matrix;
  const nMins = mins.length / weight.shape[2]!;
  return { ...matrix, mins: mins.subarray(e * nMins, (e + 1) * nMins) };
}

function multiplyRow(out: Float32Array, x: Float32Array, weight: ScalarTensor): void {
  const input = x.slice();
  const excess = activations[weight.activation](input);
  multiply(out, input, weight.data);
  if (excess && weight.mins) addMins(out, excess, weight.mins);
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
