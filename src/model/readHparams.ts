import { LlmError } from '../base/errors.ts';
import type { GgufMetadata } from '../gguf/types.ts';
import type { AttentionParams, HParams, RopeParams, RopeScaling } from './hparams.ts';

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
} as const;

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
function readPositive(metadata: GgufMetadata, key: string, max: number, fallback?: number): number {
  const value = metadata.num(key, fallback);
  if (!(value > 0 && value <= max))
    throw new LlmError('gguf', `${key}: expected a number above 0, at most ${max}; found ${value}`);
  return value;
}

/** llama.cpp counts the tokenizer's tokens; a file without a vocabulary says it by key, or by its embedding's rows. */
export function readVocabSize(
  metadata: GgufMetadata,
  arch: string,
  tensors: ReadonlyMap<string, { readonly shape: readonly number[] }>,
): number {
  const nTokens = metadata.strs('tokenizer.ggml.tokens', []).length;
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

export function readNorm(metadata: GgufMetadata, arch: string): HParams['norm'] {
  return { kind: 'rms', eps: readPositive(metadata, `${arch}.attention.layer_norm_rms_epsilon`, 1) };
}

export function readAttention(metadata: GgufMetadata, arch: string, nEmbd: number): AttentionParams {
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

export function readRope(
  metadata: GgufMetadata,
  arch: string,
  style: RopeParams['style'],
  headDim: number,
): RopeParams {
  const key = `${arch}.rope.dimension_count`;
  const dim = readCount(metadata, key, 'ropeDim', headDim);
  if (dim !== headDim || dim % 2 !== 0)
    throw new LlmError('gguf', `${key}: expected the even head dimension ${headDim}; found ${dim}`);
  return {
    style,
    dim,
    base: readPositive(metadata, `${arch}.rope.freq_base`, 1e12, 10000),
    scaling: readScaling(metadata, arch),
  };
}

/** `rope.scaling.factor` or the older `rope.scale_linear`; as in llama.cpp 0 means none, and a factor alone is linear. */
function readScaling(metadata: GgufMetadata, arch: string): RopeScaling {
  const typeKey = `${arch}.rope.scaling.type`;
  const type = metadata.str(typeKey, 'linear');
  if (type === 'none') return { kind: 'none' };
  if (type !== 'linear')
    throw new LlmError('unsupported', `${typeKey}: expected none or linear; found ${JSON.stringify(type)}`);

  const factorKey = [`${arch}.rope.scaling.factor`, `${arch}.rope.scale_linear`].find((key) =>
    metadata.has(key),
  );
  if (factorKey === undefined || metadata.num(factorKey) === 0) return { kind: 'none' };
  const factor = readPositive(metadata, factorKey, 1e6);
  return factor === 1 ? { kind: 'none' } : { kind: 'linear', factor };
}
