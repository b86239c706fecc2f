import type { Activation, AttentionParams, ExpertParams, RecurrentParams, RopeParams } from './hparams.ts';

/**
 * A handle of whoever computes: a weight, or an activation of up to `nBatch` rows of which the running pass uses the
 * first `nRows`. Each implementation of Ops has its own kind, and `forward` only passes handles around.
 */
export interface Tensor {
  /** GGML order: shape[0] is contiguous. */
  readonly shape: readonly number[];
}

/** What one pass computes. Rows of activations are tokens. */
export interface Pass {
  /** Ids of the batch; the first `nTokens` count. */
  readonly tokens: Int32Array;
  readonly nTokens: number;
  /** Position of the first token: how many positions the KV cache holds before this pass. */
  readonly pos: number;
  /** How many of the last tokens get logits. */
  readonly nOut: number;
  /** Positions the KV cache has room for. */
  readonly nCtx: number;
  /**
   * Of the copies of each recurrent state, the one that the pass begins with, and the one that it leaves. At position 0
   * it begins with zeros.
   */
  readonly stateFrom: number;
  readonly stateTo: number;
}

/**
 * The vocabulary of the forward pass. Collective: every thread calls each op in the same order, does its share, and
 * returns when all are done (or when what it reads next is safe to read). A call may also only record the work.
 *
 * One summation order per output element, whatever the number of threads or rows: so logits do not depend on either.
 */
export interface Ops<T extends Tensor> {
  /** Row counts of all ops from here on: the first `nRows` rows of each activation. */
  setRows(nRows: number): void;
  /** out[i] = weight[tokens[i]], decoded. */
  getRows(out: T, weight: T, tokens: Int32Array): void;
  /** out = x / sqrt(mean(x²) + eps) · weight, row by row. */
  rmsNorm(out: T, x: T, weight: T, eps: number): void;
  /** The same for each head of each row, in place; the weight is as long as a head. */
  headNorm(x: T, weight: T, eps: number): void;
  /** out = x · weightᵀ; x is quantised to the weight type's `vecDotType` on the way, as in ggml. */
  matmul(out: T, x: T, weight: T): void;
  /** q, k, v = x · weightᵀ each: three matmuls that wait for their input together, in whatever forms they want it. */
  matmulQkv(q: T, k: T, v: T, x: T, qWeight: T, kWeight: T, vWeight: T): void;
  /**
   * out = act(x · gateᵀ) · (x · upᵀ), as swiglu or geglu of two matmuls; `up` is room for the second. Done at once, so that
   * of a single row, too, each thread takes a part.
   */
  matmulGated(out: T, up: T, x: T, gateWeight: T, upWeight: T, act: Activation): void;
  /** Each row of x += bias */
  addBias(x: T, bias: T): void;
  /** Rotates each head of each row in place; row i is at position pos + i. `freqFactors` divides each frequency. */
  rope(x: T, headDim: number, pos: number, rope: RopeParams, freqFactors: T | undefined): void;
  /** Writes the batch's keys and values into layer `il` of the cache at positions pos, pos + 1, … */
  storeKv(il: number, k: T, v: T, pos: number): void;
  /** Causal attention of the batch's queries over positions 0 … pos + i of layer `il`, or the latest of them. */
  attention(out: T, q: T, il: number, pos: number, attn: AttentionParams): void;
  /** out = silu(gate) · up */
  swiglu(out: T, gate: T, up: T): void;
  /** out = gelu(gate) · up, with the tanh approximation of gelu rounded to f16 and back, as in ggml. */
  geglu(out: T, gate: T, up: T): void;
  /** x += y */
  add(x: T, y: T): void;
  /** x *= factor */
  scale(x: T, factor: number): void;
  /** Row i *= factor(pos + i) */
  scaleByPosition(x: T, pos: number, factor: (position: number) => number): void;
  /** x *= sigmoid(gate), of which each row has as many elements as x, or one. */
  sigmoidGate(x: T, gate: T): void;
  /** x = cap · tanh(x / cap) */
  softcap(x: T, cap: number): void;
  /** out's row i = x's row first + i, for the rows set; also moves the residual stream between banks. */
  copyRows(out: T, x: T, first: number): void;
  /** Of each row of x the heads at even places go to a, those at odd places to b. */
  splitHeads(a: T, b: T, x: T, headDim: number): void;
  /** Divides each of the first `nHead` heads of each row by its length, if that is more than eps. */
  l2Norm(x: T, headDim: number, nHead: number, eps: number): void;
  /** out = silu of the convolution of each channel of x with the tokens before; those of earlier passes are state. */
  shortConv(out: T, x: T, weight: T, il: number, pass: Pass, recurrent: RecurrentParams): void;
  /** decay = e^(a · softplus(decay + bias)), beta = sigmoid(beta): one of each for each head of each row. */
  deltaGates(decay: T, beta: T, bias: T, a: T): void;
  /**
   * The gated delta rule, token by token and for each head: S = decay · S; S += k ⊗ beta · (v - S k); out = S q / sqrt(headDim).
   * Rows of x hold q, k and v, head after head.
   */
  deltaNet(out: T, x: T, decay: T, beta: T, il: number, pass: Pass, recurrent: RecurrentParams): void;
  /** Which experts each row goes through, and with what weights: of softmax(logits) the largest, in descending order. */
  chooseExperts(choice: T, logits: T, experts: ExpertParams): void;
  /**
   * Multiplies with the matrices of each row's experts. Of `out` a row holds one result per expert; of `x` it holds one
   * input for all of them, or one each. Their order in a row is the implementation's own.
   */
  matmulExperts(out: T, x: T, weight: T, choice: T): void;
  /** out = Σ weight · result, over each row's experts in the order chosen. */
  sumExperts(out: T, results: T, choice: T): void;
}
