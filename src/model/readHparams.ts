import { LlmError } from '../base/errors.ts';
import { TextTable } from '../gguf/textTable.ts';
import type { GgufMetadata } from '../gguf/types.ts';
import type { TensorShapes } from './arch/arch.ts';
import type {
  AttentionParams,
  ExpertParams,
  HParams,
  LocalAttention,
  RopeParams,
  RopeScaling,
} from './hparams.ts';

/*
 * Hyperparameters from untrusted metadata. Everything that later multiplies into a size or an allocation is bounded
 * here, so that no product of them leaves the exact integers.
 */

/** Largest believable values: several times those of the largest published models (405B: 126 layers of 16384). */
const limits = {
  nVocab: 1 << 20, // Gemma 3 has 262144
  nCtxTrain: 1 << 28, // Llama 4 Scout has 10485760
  nEmbd: 1 << 16,
  nLayer: 1 << 10,
  nFf: 1 << 18,
  nHead: 1 << 11,
  nHeadKv: 1 << 11,
  headDim: 1 << 11,
  ropeDim: 1 << 11,
  nExpert: 1 << 9, // Qwen3-Next has 512
  nConv: 1 << 5,
  window: 1 << 28,
} as const;

/**
 * What nearly all architectures have, under the keys that they share. `partialRope` allows heads of which only the first
 * elements are rotated.
 */
export function readHparams(
  metadata: GgufMetadata,
  arch: string,
  tensors: TensorShapes,
  rope: { readonly style: RopeParams['style']; readonly partial?: boolean; readonly yarnKeys?: boolean },
): HParams {
  const nEmbd = readCount(metadata, `${arch}.embedding_length`, 'nEmbd');
  const nCtxTrain = readCount(metadata, `${arch}.context_length`, 'nCtxTrain');
  const attn = readAttention(metadata, arch, nEmbd);
  return {
    nVocab: readVocabSize(metadata, arch, tensors),
    nCtxTrain,
    nEmbd,
    nLayer: readCount(metadata, `${arch}.block_count`, 'nLayer'),
    nFf: readFeedForward(metadata, arch),
    norm: readNorm(metadata, arch),
    act: 'silu',
    attn,
    rope: readRope(metadata, arch, { ...rope, headDim: attn.headDim, nCtxTrain }),
  };
}

/** A file with experts only may give their width alone. */
function readFeedForward(metadata: GgufMetadata, arch: string): number {
  const expertKey = `${arch}.expert_feed_forward_length`;
  const ofExperts = metadata.has(expertKey) ? metadata.num(expertKey) : undefined;
  return readCount(metadata, `${arch}.feed_forward_length`, 'nFf', ofExperts);
}

/** A positive integer up to the limit of `what`. */
export function readCount(
  metadata: GgufMetadata,
  key: string,
  what: keyof typeof limits,
  fallback?: number,
): number {
  const value = metadata.num(key, fallback);
  if (!Number.isInteger(value) || value < 1 || value > limits[what])
    throw new LlmError('gguf', `${key}: expected an integer from 1 to ${limits[what]}; found ${value}`);
  return value;
}

/** A finite number above zero, up to `max`. */
export function readPositive(metadata: GgufMetadata, key: string, max: number, fallback?: number): number {
  const value = metadata.num(key, fallback);
  if (!(value > 0 && value <= max))
    throw new LlmError('gguf', `${key}: expected a number above 0, at most ${max}; found ${value}`);
  return value;
}

/** llama.cpp counts the tokenizer's tokens; a file without a vocabulary says it by key, or by its embedding's rows. */
function readVocabSize(metadata: GgufMetadata, arch: string, tensors: TensorShapes): number {
  const nTokens = metadata.texts('tokenizer.ggml.tokens', TextTable.from([])).length;
  if (nTokens > 0) {
    if (nTokens > limits.nVocab)
      throw new LlmError(
        'gguf',
        `tokenizer.ggml.tokens: expected at most ${limits.nVocab}; found ${nTokens}`,
      );
    return nTokens;
  }
  return readCount(metadata, `${arch}.vocab_size`, 'nVocab', tensors.get('token_embd.weight')?.shape[1]);
}

function readNorm(metadata: GgufMetadata, arch: string): HParams['norm'] {
  return { kind: 'rms', eps: readPositive(metadata, `${arch}.attention.layer_norm_rms_epsilon`, 1) };
}

function readAttention(metadata: GgufMetadata, arch: string, nEmbd: number): AttentionParams {
  const nHead = readCount(metadata, `${arch}.attention.head_count`, 'nHead');
  const nHeadKv = readCount(metadata, `${arch}.attention.head_count_kv`, 'nHeadKv', nHead);
  if (nHead % nHeadKv !== 0)
    throw new LlmError(
      'gguf',
      `${arch}.attention.head_count_kv: expected a divisor of the ${nHead} heads; found ${nHeadKv}`,
    );

  const headDim = readHeadDim(metadata, `${arch}.attention.key_length`, nEmbd, nHead);
  const valueDim = readHeadDim(metadata, `${arch}.attention.value_length`, nEmbd, nHead);
  if (valueDim !== headDim)
    throw new LlmError(
      'unsupported',
      `${arch}.attention.value_length: expected the key length ${headDim}; found ${valueDim}`,
    );

  const kind = nHeadKv === nHead ? 'mha' : nHeadKv === 1 ? 'mqa' : 'gqa';
  return { kind, nHead, nHeadKv, headDim, scale: Math.fround(1 / Math.sqrt(headDim)) };
}

function readHeadDim(metadata: GgufMetadata, key: string, nEmbd: number, nHead: number): number {
  if (!metadata.has(key) && nEmbd % nHead !== 0)
    throw new LlmError(
      'gguf',
      `${key}: expected, because ${nEmbd} elements do not split into ${nHead} heads; missing`,
    );
  return readCount(metadata, key, 'headDim', nEmbd / nHead);
}

function readRope(
  metadata: GgufMetadata,
  arch: string,
  {
    style,
    partial = false,
    yarnKeys = false,
    headDim,
    nCtxTrain,
  }: {
    readonly style: RopeParams['style'];
    readonly partial?: boolean;
    readonly yarnKeys?: boolean;
    readonly headDim: number;
    readonly nCtxTrain: number;
  },
): RopeParams {
  const dimKey = `${arch}.rope.dimension_count`;
  const dim = readCount(metadata, dimKey, 'ropeDim', headDim);
  if (dim % 2 !== 0 || dim > headDim || (dim < headDim && !partial)) {
    const expected = partial ? `an even number up to the head dimension` : 'the even head dimension';
    throw new LlmError('gguf', `${dimKey}: expected ${expected} ${headDim}; found ${dim}`);
  }
  const origKey = `${arch}.rope.scaling.original_context_length`;
  const nCtxOrig = metadata.num(origKey, 0) === 0 ? nCtxTrain : readCount(metadata, origKey, 'nCtxTrain');
  const scaling = readScaling(metadata, arch, yarnKeys);
  return {
    style,
    dim,
    base: readPositive(metadata, `${arch}.rope.freq_base`, 1e12, 10000),
    scaling,
    nCtxOrig,
    magnitude: readMagnitude(metadata, arch, scaling, yarnKeys),
  };
}

/**
 * `rope.scaling.factor` or the older `rope.scale_linear`; as in llama.cpp 0 means none, and a factor alone is linear.
 * In longrope the factors of each frequency do the work, and a factor for all is linear.
 */
function readScaling(metadata: GgufMetadata, arch: string, yarnKeys: boolean): RopeScaling {
  const typeKey = `${arch}.rope.scaling.type`;
  const type = metadata.str(typeKey, 'linear');
  if (!['none', 'linear', 'yarn', 'longrope'].includes(type))
    throw new LlmError(
      'unsupported',
      `${typeKey}: expected none, linear, yarn or longrope; found ${JSON.stringify(type)}`,
    );
  if (type === 'none') return { kind: 'none' };

  const factorKey = [`${arch}.rope.scaling.factor`, `${arch}.rope.scale_linear`].find((key) =>
    metadata.has(key),
  );
  const hasFactor = factorKey !== undefined && metadata.num(factorKey) !== 0;
  const factor = hasFactor ? readPositive(metadata, factorKey, 1e6) : 1;
  if (type === 'yarn') {
    const beta = (name: string, usual: number): number =>
      yarnKeys ? readPositive(metadata, `${arch}.rope.scaling.${name}`, 1e6, usual) : usual;
    return {
      kind: 'yarn',
      factor,
      betaFast: beta('yarn_beta_fast', 32),
      betaSlow: beta('yarn_beta_slow', 1),
    };
  }
  return factor === 1 ? { kind: 'none' } : { kind: 'linear', factor };
}

/**
 * YaRN makes rotated vectors longer by 0.1 · ln(factor) + 1, unless the file has a multiplier for that logarithm which
 * says otherwise. In the f32 steps of llama.cpp's context, which divides by what ggml multiplies with again.
 */
function readMagnitude(
  metadata: GgufMetadata,
  arch: string,
  scaling: RopeScaling,
  yarnKeys: boolean,
): number {
  const { fround, log } = Math;
  const attnFactor = readAttnFactor(metadata, arch);
  if (scaling.kind !== 'yarn') return attnFactor;

  const factor = fround(scaling.factor);
  const growth = (multiplier: number): number =>
    factor <= 1 ? 1 : fround(fround(fround(fround(0.1) * multiplier) * fround(log(factor))) + 1);
  const multiplier = yarnKeys ? fround(metadata.num(`${arch}.rope.scaling.yarn_log_multiplier`, 0)) : 0;
  const wanted = multiplier === 0 ? growth(1) : fround(growth(1) / growth(multiplier));
  const ggml = fround(1 + fround(fround(0.1) * fround(log(factor))));
  return fround(fround(fround(wanted * fround(1 / ggml)) * attnFactor) * ggml);
}

/** A factor of the magnitude, whatever the scaling. */
export function readAttnFactor(metadata: GgufMetadata, arch: string): number {
  return Math.fround(readPositive(metadata, `${arch}.rope.scaling.attn_factor`, 1e3, 1));
}

/** A model that has experts in any case. */
export type MixtureHParams = HParams & { readonly experts: ExpertParams };

/** A mixture's parameters; each expert is `nFf` wide. */
export function readExperts(
  metadata: GgufMetadata,
  arch: string,
  others: Omit<ExpertParams, 'n' | 'nUsed'>,
): ExpertParams {
  const n = readCount(metadata, `${arch}.expert_count`, 'nExpert');
  const usedKey = `${arch}.expert_used_count`;
  const nUsed = readCount(metadata, usedKey, 'nExpert');
  if (nUsed > n) throw new LlmError('gguf', `${usedKey}: expected at most the ${n} experts; found ${nUsed}`);
  return { n, nUsed, ...others };
}

/** Hidden width of each expert: said by the file, or the whole width divided among the experts in use. */
export function readExpertWidth(metadata: GgufMetadata, arch: string, nFf: number): number {
  const key = `${arch}.expert_feed_forward_length`;
  if (metadata.num(key, 0) !== 0) return readCount(metadata, key, 'nFf');
  return Math.floor(nFf / readCount(metadata, `${arch}.expert_used_count`, 'nExpert'));
}

/**
 * Layers with a sliding window. Undefined if the file has none; `usual` is what it means where it does not say.
 */
export function readLocalAttention(
  metadata: GgufMetadata,
  arch: string,
  { attn, nLayer }: HParams,
  usual: { readonly window: number; readonly period: number; readonly rope: RopeParams },
): LocalAttention | undefined {
  const windowKey = `${arch}.attention.sliding_window`;
  if (metadata.num(windowKey, usual.window) === 0) return undefined;

  const base = readPositive(metadata, `${arch}.rope.freq_base_swa`, 1e12, usual.rope.base);
  return {
    layers: readLocalLayers(metadata, arch, nLayer, usual.period),
    attn: { ...attn, window: readCount(metadata, windowKey, 'window', usual.window) },
    rope: { ...usual.rope, base },
  };
}

/** By layer: all but the last of each period, unless the file says it of each. */
function readLocalLayers(metadata: GgufMetadata, arch: string, nLayer: number, usual: number): boolean[] {
  const key = `${arch}.attention.sliding_window_pattern`;
  const raw = metadata.raw(key);
  if (raw?.type !== 'array') {
    const period = readCount(metadata, key, 'nLayer', usual);
    return Array.from({ length: nLayer }, (_, il) => il % period < period - 1);
  }
  const { of, items } = raw.value;
  if (of === 'string' || of === 'array' || items.length !== nLayer)
    throw new LlmError(
      'gguf',
      `${key}: expected a flag for each of the ${nLayer} layers; found ${items.length} of ${of}`,
    );
  return Array.from(items, Boolean);
}
