import { ggufValue, writeGguf, type GgufEntries, type GgufTensorSpec } from '../../src/gguf/writer.ts';
import type { QuantTypeName } from '../../src/quant/index.ts';
import { Random } from './random.ts';
import { randomBlocks } from './randomBlocks.ts';
import { tinyVocab, type VocabKind } from './tinyVocab.ts';

/** The shape of a llama. */
export interface LlamaDims {
  readonly nVocab: number;
  readonly nEmbd: number;
  readonly nLayer: number;
  readonly nHead: number;
  readonly nHeadKv: number;
  readonly nFf: number;
  /** nEmbd / nHead unless given. */
  readonly headDim?: number;
}

export interface LlamaOptions extends LlamaDims {
  /** Of all weight matrices; norms are F32. */
  readonly type: QuantTypeName;
  /** Overrides `type` for single tensors. */
  readonly typeOf?: (name: string) => QuantTypeName | undefined;
  /** No output.weight: the embedding serves for both. */
  readonly tied: boolean;
  /** Writes rope_freqs.weight, as Llama 3.1 has it: from 1 for the fastest frequencies to 8 for the slowest. */
  readonly ropeFreqs: boolean;
  /** `rope.scaling.factor` of linear scaling. */
  readonly ropeLinear?: number;
  readonly ropeBase: number;
  readonly nCtx: number;
  readonly seed: number;
  readonly vocab: VocabKind;
  /** `tokenizer.ggml.pre` of a BPE vocabulary. */
  readonly pre: string;
  /** Control tokens of the vocabulary besides BOS and EOS. */
  readonly control: readonly string[];
  readonly chatTemplate?: string;
  /** More metadata, or other values for keys written anyway. */
  readonly metadata: GgufEntries;
}

export const tinyLlamaDefaults: LlamaOptions = {
  nVocab: 512,
  nEmbd: 64,
  nLayer: 2,
  nHead: 4,
  nHeadKv: 2,
  nFf: 128,
  type: 'F32',
  tied: false,
  ropeFreqs: false,
  ropeBase: 10000,
  nCtx: 256,
  seed: 1,
  vocab: 'spm',
  pre: 'llama-bpe',
  control: [],
  metadata: {},
};

/** A whole GGUF file of architecture llama with seeded random weights; llama.cpp loads it too. */
export function tinyLlama(options: Partial<LlamaOptions> = {}): Uint8Array {
  const all = { ...tinyLlamaDefaults, ...options };
  const vocab = tinyVocab({ kind: all.vocab, nVocab: all.nVocab, pre: all.pre, control: all.control });
  const rng = new Random(all.seed);
  return writeGguf({
    metadata: {
      ...llamaMetadata(all),
      ...vocab.metadata,
      ...(all.chatTemplate === undefined
        ? {}
        : { 'tokenizer.chat_template': ggufValue.string(all.chatTemplate) }),
      ...all.metadata,
    },
    tensors: llamaTensors(all).map((spec) => ({ ...spec, data: randomTensor(spec, rng) })),
  });
}

/** The hyperparameters' keys. */
export function llamaMetadata(
  o: LlamaDims & Pick<LlamaOptions, 'nCtx' | 'ropeBase'> & { readonly ropeLinear?: number },
): GgufEntries {
  const headDim = headDimOf(o);
  const { uint32, float32, string } = ggufValue;
  return {
    'general.architecture': string('llama'),
    'general.name': string('tiny'),
    'llama.vocab_size': uint32(o.nVocab),
    'llama.context_length': uint32(o.nCtx),
    'llama.embedding_length': uint32(o.nEmbd),
    'llama.block_count': uint32(o.nLayer),
    'llama.feed_forward_length': uint32(o.nFf),
    'llama.attention.head_count': uint32(o.nHead),
    'llama.attention.head_count_kv': uint32(o.nHeadKv),
    'llama.attention.key_length': uint32(headDim),
    'llama.attention.value_length': uint32(headDim),
    'llama.attention.layer_norm_rms_epsilon': float32(1e-5),
    'llama.rope.dimension_count': uint32(headDim),
    'llama.rope.freq_base': float32(o.ropeBase),
    ...(o.ropeLinear === undefined
      ? {}
      : {
          'llama.rope.scaling.type': string('linear'),
          'llama.rope.scaling.factor': float32(o.ropeLinear),
        }),
  };
}

/** Every tensor of a llama, in the order files have them. */
export function llamaTensors(
  o: LlamaDims & Pick<LlamaOptions, 'type' | 'typeOf' | 'tied' | 'ropeFreqs'>,
): GgufTensorSpec[] {
  const headDim = headDimOf(o);
  const matrix = (name: string, nIn: number, nOut: number): GgufTensorSpec => ({
    name,
    type: o.typeOf?.(name) ?? o.type,
    shape: [nIn, nOut],
  });
  const vector = (name: string, n: number): GgufTensorSpec => ({ name, type: 'F32', shape: [n] });
  const tensors = [matrix('token_embd.weight', o.nEmbd, o.nVocab)];
  if (o.ropeFreqs) tensors.push(vector('rope_freqs.weight', headDim / 2));
  for (let il = 0; il < o.nLayer; il++) {
    tensors.push(
      vector(`blk.${il}.attn_norm.weight`, o.nEmbd),
      matrix(`blk.${il}.attn_q.weight`, o.nEmbd, o.nHead * headDim),
      matrix(`blk.${il}.attn_k.weight`, o.nEmbd, o.nHeadKv * headDim),
      matrix(`blk.${il}.attn_v.weight`, o.nEmbd, o.nHeadKv * headDim),
      matrix(`blk.${il}.attn_output.weight`, o.nHead * headDim, o.nEmbd),
      vector(`blk.${il}.ffn_norm.weight`, o.nEmbd),
      matrix(`blk.${il}.ffn_gate.weight`, o.nEmbd, o.nFf),
      matrix(`blk.${il}.ffn_up.weight`, o.nEmbd, o.nFf),
      matrix(`blk.${il}.ffn_down.weight`, o.nFf, o.nEmbd),
    );
  }
  tensors.push(vector('output_norm.weight', o.nEmbd));
  if (!o.tied) tensors.push(matrix('output.weight', o.nEmbd, o.nVocab));
  return tensors;
}

/** Weights that keep activations near 1 and let the logits differ. */
export function randomTensor(spec: GgufTensorSpec, rng: Random): Uint8Array {
  const [nIn, nOut = 1, nMatrices = 1] = spec.shape as [number, number?, number?];
  if (spec.name.startsWith('rope_f')) {
    const most = spec.name.includes('short') ? 1 : 7;
    return floatBytes(Float32Array.from({ length: nIn }, (_, i) => 1 + (most * i) / Math.max(1, nIn - 1)));
  }
  if (spec.name.endsWith('.ssm_a')) return floatBytes(rng.normals(nIn, 1).map((w) => -Math.exp(w)));
  if (spec.name.endsWith('.bias')) return floatBytes(rng.normals(nIn, 0.2));
  if (spec.shape.length === 1) return floatBytes(rng.normals(nIn, 0.1).map((w) => 1 + w));
  const isOutside = spec.name === 'token_embd.weight' || spec.name === 'output.weight';
  return randomBlocks(spec.type, nIn * nOut * nMatrices, rng, (isOutside ? 2 : 1) / Math.sqrt(nIn));
}

export function headDimOf(dims: LlamaDims): number {
  return dims.headDim ?? dims.nEmbd / dims.nHead;
}

function floatBytes(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
