import { ggufValue, type GgufEntries } from '../../src/gguf/writer.ts';
import type { ArchitectureName } from '../../src/model/arch/index.ts';
import type { VocabOptions } from './tinyVocab.ts';

/*
 * How files of each architecture look: what they always have, and the options that some of them have besides.
 */

export interface TinyDims {
  readonly nVocab: number;
  readonly nCtx: number;
  readonly nEmbd: number;
  readonly nLayer: number;
  readonly nFf: number;
  readonly nHead: number;
  readonly nHeadKv: number;
  readonly headDim: number;
}

export interface TinyTensor {
  readonly name: string;
  /** GGML order. */
  readonly shape: readonly number[];
}

/** Something that files of an architecture may have. All options of one architecture can be combined, but for groups. */
export interface TinyOption {
  /** Of the options of one group a file has at most one. */
  readonly group?: string;
  readonly dims?: Partial<TinyDims>;
  /** Keys to add, without the architecture's name in front; or other values for keys that are there. */
  metadata?(dims: TinyDims): GgufEntries;
  /** The file's tensors, from what they would be without the option. */
  tensors?(dims: TinyDims, tensors: readonly TinyTensor[]): readonly TinyTensor[];
}

export interface TinyArchitecture {
  readonly vocab: Pick<VocabOptions, 'kind' | 'pre'>;
  /** What differs from the dimensions of all. */
  readonly dims?: Partial<TinyDims>;
  /** Keys without the architecture's name in front, unless they begin with `general.`. */
  metadata(dims: TinyDims): GgufEntries;
  /** In the order files have them. */
  tensors(dims: TinyDims): readonly TinyTensor[];
  readonly options: Readonly<Record<string, TinyOption>>;
}

const { uint32, float32, string } = ggufValue;

function commonMetadata(dims: TinyDims): GgufEntries {
  return {
    vocab_size: uint32(dims.nVocab),
    context_length: uint32(dims.nCtx),
    embedding_length: uint32(dims.nEmbd),
    block_count: uint32(dims.nLayer),
    feed_forward_length: uint32(dims.nFf),
    'attention.head_count': uint32(dims.nHead),
    'attention.head_count_kv': uint32(dims.nHeadKv),
    'attention.key_length': uint32(dims.headDim),
    'attention.value_length': uint32(dims.headDim),
    'attention.layer_norm_rms_epsilon': float32(1e-5),
    'rope.dimension_count': uint32(dims.headDim),
    'rope.freq_base': float32(10000),
  };
}

/** Embedding, blocks, output; each block's tensors named without `blk.N.` and `.weight`. */
function transformer(dims: TinyDims, block: Readonly<Record<string, readonly number[]>>): TinyTensor[] {
  const tensors: TinyTensor[] = [{ name: 'token_embd.weight', shape: [dims.nEmbd, dims.nVocab] }];
  for (let il = 0; il < dims.nLayer; il++)
    for (const [name, shape] of Object.entries(block))
      tensors.push({ name: `blk.${il}.${name}.weight`, shape });
  tensors.push(
    { name: 'output_norm.weight', shape: [dims.nEmbd] },
    { name: 'output.weight', shape: [dims.nEmbd, dims.nVocab] },
  );
  return tensors;
}

function attention({ nEmbd, nHead, nHeadKv, headDim }: TinyDims): Record<string, readonly number[]> {
  return {
    attn_norm: [nEmbd],
    attn_q: [nEmbd, nHead * headDim],
    attn_k: [nEmbd, nHeadKv * headDim],
    attn_v: [nEmbd, nHeadKv * headDim],
    attn_output: [nHead * headDim, nEmbd],
  };
}

function headNorms({ headDim }: TinyDims): Record<string, readonly number[]> {
  return { attn_q_norm: [headDim], attn_k_norm: [headDim] };
}

function feedForward({ nEmbd, nFf }: TinyDims): Record<string, readonly number[]> {
  return { ffn_norm: [nEmbd], ffn_gate: [nEmbd, nFf], ffn_up: [nEmbd, nFf], ffn_down: [nFf, nEmbd] };
}

const llamaBlock = (dims: TinyDims) => transformer(dims, { ...attention(dims), ...feedForward(dims) });

/** No output.weight: the embedding serves for both. */
const tied: TinyOption = {
  tensors: (_, tensors) => tensors.filter(({ name }) => name !== 'output.weight'),
};

/** A bias after each of the blocks' matrices of these names. */
function biases(...names: readonly string[]): TinyOption {
  return {
    tensors: (_, tensors) =>
      tensors.flatMap((tensor) => {
        const [, block, name] = /^(blk\.\d+\.)(\w+)\.weight$/.exec(tensor.name) ?? [];
        if (name === undefined || !names.includes(name)) return [tensor];
        return [tensor, { name: `${block}${name}.bias`, shape: [tensor.shape[1]!] }];
      }),
  };
}

const attentionBias = biases('attn_q', 'attn_k', 'attn_v', 'attn_output');
const ffnBias = biases('ffn_gate', 'ffn_up', 'ffn_down');

function ropeTensor(name: string): Pick<TinyOption, 'tensors'> {
  return {
    tensors: ({ headDim }, tensors) => [
      ...tensors.slice(0, 1),
      { name: `${name}.weight`, shape: [headDim / 2] },
      ...tensors.slice(1),
    ],
  };
}

const ropeFreqs: TinyOption = { group: 'rope factors', ...ropeTensor('rope_freqs') };

const linear: TinyOption = {
  group: 'rope scaling',
  metadata: () => ({ 'rope.scaling.type': string('linear'), 'rope.scaling.factor': float32(2) }),
};

/** From 32 positions, so that short prompts already lie beyond. */
const yarn: TinyOption = {
  group: 'rope scaling',
  metadata: () => ({
    'rope.scaling.type': string('yarn'),
    'rope.scaling.factor': float32(4),
    'rope.scaling.original_context_length': uint32(32),
  }),
};

const ropeOptions = { linear, yarn } as const;

export const tinyArchitectures: Readonly<Record<ArchitectureName, TinyArchitecture>> = {
  llama: {
    vocab: { kind: 'spm' },
    metadata: commonMetadata,
    tensors: llamaBlock,
    options: { tied, attentionBias, ffnBias, ropeFreqs, ...ropeOptions },
  },
  qwen2: {
    vocab: { kind: 'bpe', pre: 'qwen2' },
    metadata: commonMetadata,
    tensors: (dims) => biases('attn_q', 'attn_k', 'attn_v').tensors!(dims, llamaBlock(dims)),
    options: { tied, ...ropeOptions },
  },
  qwen3: {
    vocab: { kind: 'bpe', pre: 'qwen2' },
    metadata: commonMetadata,
    tensors: (dims) => transformer(dims, { ...attention(dims), ...headNorms(dims), ...feedForward(dims) }),
    options: { tied, ...ropeOptions },
  },
};
