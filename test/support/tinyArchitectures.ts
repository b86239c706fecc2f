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
  /** How much of each head is rotated. */
  readonly ropeShare: number;
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

const { uint32, float32, string, bool, int32s, bools } = ggufValue;

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
    'rope.dimension_count': uint32(dims.headDim * dims.ropeShare),
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

function llamaBlocks(dims: TinyDims): TinyTensor[] {
  return transformer(dims, { ...attention(dims), ...feedForward(dims) });
}

function postNorms({ nEmbd }: TinyDims): Record<string, readonly number[]> {
  return { post_attention_norm: [nEmbd], post_ffw_norm: [nEmbd] };
}

function graniteMetadata(dims: TinyDims): GgufEntries {
  return {
    ...commonMetadata(dims),
    'attention.scale': float32(0.07),
    embedding_scale: float32(3),
    residual_scale: float32(0.4),
    logit_scale: float32(2),
  };
}

/** No output.weight: the embedding serves for both. */
const tied: TinyOption = {
  tensors: (_, tensors) => tensors.filter(({ name }) => name !== 'output.weight'),
};

function tiedLlamaBlocks(dims: TinyDims): readonly TinyTensor[] {
  return tied.tensors!(dims, llamaBlocks(dims));
}

/** A bias after each of the blocks' matrices of these names. */
function biases(...names: readonly string[]): TinyOption {
  return {
    tensors: (_, tensors) =>
      tensors.flatMap((tensor) => {
        const [, block = '', name = ''] = /^(blk\.\d+\.)(\w+)\.weight$/.exec(tensor.name) ?? [];
        if (!names.includes(name)) return [tensor];
        return [tensor, { name: `${block}${name}.bias`, shape: [tensor.shape[1]!] }];
      }),
  };
}

const qkvBias = biases('attn_q', 'attn_k', 'attn_v');
const attentionBias = biases('attn_q', 'attn_k', 'attn_v', 'attn_output');
const ffnBias = biases('ffn_gate', 'ffn_up', 'ffn_down');

/** q, k and v in one tensor, and so are their biases. */
const fusedQkv: TinyOption = {
  tensors: ({ nHead, nHeadKv, headDim }, tensors) =>
    tensors.flatMap((tensor) => {
      const [, block = '', name = '', what = ''] =
        /^(blk\.\d+\.)attn_([qkv])\.(\w+)$/.exec(tensor.name) ?? [];
      if (name === '') return [tensor];
      const shape = [...tensor.shape.slice(0, -1), (nHead + 2 * nHeadKv) * headDim];
      return name === 'q' ? [{ name: `${block}attn_qkv.${what}`, shape }] : [];
    }),
};

function ropeTensor(name: string): Pick<TinyOption, 'tensors'> {
  return {
    tensors: ({ headDim, ropeShare }, tensors) => [
      ...tensors.slice(0, 1),
      { name: `${name}.weight`, shape: [(headDim * ropeShare) / 2] },
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

/** Factors for contexts up to 32 positions, and for longer ones. */
const longrope: TinyOption = {
  group: 'rope factors',
  metadata: () => ({
    'rope.scaling.original_context_length': uint32(32),
    'rope.scaling.attn_factor': float32(1.19),
  }),
  tensors: (dims, tensors) =>
    ['rope_factors_long', 'rope_factors_short'].reduce(
      (all, name) => ropeTensor(name).tensors!(dims, all),
      tensors,
    ),
};

/** Of each head only the first elements are rotated. */
const partialRope: TinyOption = { dims: { ropeShare: 0.5 } };

const N_EXPERT = 4;

const expertMetadata: GgufEntries = { expert_count: uint32(N_EXPERT), expert_used_count: uint32(2) };

function experts({ nEmbd, nFf }: TinyDims): Record<string, readonly number[]> {
  return {
    ffn_norm: [nEmbd],
    ffn_gate_inp: [nEmbd, N_EXPERT],
    ffn_gate_exps: [nEmbd, nFf, N_EXPERT],
    ffn_up_exps: [nEmbd, nFf, N_EXPERT],
    ffn_down_exps: [nFf, nEmbd, N_EXPERT],
  };
}

/** Not of the width of the others. */
const N_FF_SHARED = 512;

function sharedExpert({ nEmbd }: TinyDims): Record<string, readonly number[]> {
  return {
    ffn_gate_shexp: [nEmbd, N_FF_SHARED],
    ffn_up_shexp: [nEmbd, N_FF_SHARED],
    ffn_down_shexp: [N_FF_SHARED, nEmbd],
  };
}

/** Experts in place of the feed-forward network. */
const mixture: TinyOption = {
  group: 'feed forward',
  metadata: () => expertMetadata,
  tensors: (dims, tensors) =>
    tensors.flatMap((tensor) => {
      const [, block = '', name = 'ffn_norm'] = /^(blk\.\d+\.)(ffn_\w+)\./.exec(tensor.name) ?? [];
      if (name === 'ffn_norm') return [tensor];
      return name === 'ffn_down'
        ? Object.entries(experts(dims))
            .slice(1)
            .map(([key, shape]) => ({ name: `${block}${key}.weight`, shape }))
        : [];
    }),
};

/** Heads of a delta net, of which those of v are twice as many as those of q and k. */
const N_GROUP = 2;
const N_CONV = 4;

function qwen35Metadata(dims: TinyDims): GgufEntries {
  const { headDim, ropeShare } = dims;
  const nPairs = (headDim * ropeShare) / 2;
  const parts = [0, 1, 2].map((part) => Math.ceil((nPairs - part) / 3));
  return {
    ...commonMetadata(dims),
    'rope.dimension_sections': int32s([...parts, 0]),
    'ssm.conv_kernel': uint32(N_CONV),
    'ssm.state_size': uint32(headDim),
    'ssm.group_count': uint32(N_GROUP),
    'ssm.time_step_rank': uint32(2 * N_GROUP),
    'ssm.inner_size': uint32(2 * N_GROUP * headDim),
  };
}

/** Blocks of which every fourth has attention, or the last of fewer. */
function qwen35Blocks(dims: TinyDims, network: Readonly<Record<string, readonly number[]>>): TinyTensor[] {
  const { nEmbd, nLayer, headDim, nHead } = dims;
  const nValue = 2 * N_GROUP * headDim;
  const nMixed = 2 * N_GROUP * headDim + nValue;
  const common = { ...network, post_attention_norm: [nEmbd] };
  const recurrent = {
    attn_norm: [nEmbd],
    attn_qkv: [nEmbd, nMixed],
    attn_gate: [nEmbd, nValue],
    ssm_conv1d: [N_CONV, nMixed],
    ssm_alpha: [nEmbd, 2 * N_GROUP],
    ssm_beta: [nEmbd, 2 * N_GROUP],
    ssm_norm: [headDim],
    ssm_out: [nValue, nEmbd],
  };
  const attentive = { ...attention(dims), ...headNorms(dims), attn_q: [nEmbd, 2 * nHead * headDim] };
  const plain = transformer({ ...dims, nLayer: 0 }, {});
  const blocks = Array.from({ length: nLayer }, (_, il) => {
    const isRecurrent = (il + 1) % Math.min(4, nLayer) !== 0;
    const tensors = { ...(isRecurrent ? recurrent : attentive), ...common };
    const names = Object.entries<readonly number[]>(tensors).filter(([name]) => name !== 'ffn_norm');
    const named = names.map(([name, shape]) => ({ name: `blk.${il}.${name}.weight`, shape }));
    return isRecurrent
      ? [
          ...named,
          { name: `blk.${il}.ssm_dt.bias`, shape: [2 * N_GROUP] },
          { name: `blk.${il}.ssm_a`, shape: [2 * N_GROUP] },
        ]
      : named;
  });
  return [...plain.slice(0, 1), ...blocks.flat(), ...plain.slice(1)];
}

/** A block behind the last, which predicts a further token. */
function predictor(dims: TinyDims, tensors: readonly TinyTensor[]): readonly TinyTensor[] {
  const last = `blk.${dims.nLayer - 1}.`;
  const block = `blk.${dims.nLayer}.`;
  return [
    ...tensors,
    ...tensors
      .filter(({ name }) => name.startsWith(last))
      .map(({ name, shape }) => ({ name: name.replace(last, block), shape })),
    { name: `${block}nextn.eh_proj.weight`, shape: [2 * dims.nEmbd, dims.nEmbd] },
    { name: `${block}nextn.enorm.weight`, shape: [dims.nEmbd] },
    { name: `${block}nextn.hnorm.weight`, shape: [dims.nEmbd] },
  ];
}

const ropeScalings = { linear, yarn } as const;

const headOptions: Readonly<Record<string, TinyOption>> = {
  oneKvHead: { group: 'heads', dims: { nHeadKv: 1 } },
  equalHeads: { group: 'heads', dims: { nHeadKv: 4 } },
  wideHeads: { group: 'heads', dims: { nHead: 2, nHeadKv: 1, headDim: 256 } },
};

export const tinyArchitectures: Readonly<Record<ArchitectureName, TinyArchitecture>> = {
  llama: {
    vocab: { kind: 'spm' },
    metadata: commonMetadata,
    tensors: llamaBlocks,
    options: {
      tied,
      attentionBias,
      fusedQkv,
      ffnBias: { ...ffnBias, group: 'feed forward' },
      experts: mixture,
      ropeFreqs,
      ...ropeScalings,
      ropeBase: { metadata: () => ({ 'rope.freq_base': float32(1e6) }) },
      ...headOptions,
    },
  },
  qwen2: {
    vocab: { kind: 'bpe', pre: 'qwen2' },
    metadata: commonMetadata,
    tensors: (dims) => qkvBias.tensors!(dims, llamaBlocks(dims)),
    options: { tied, fusedQkv, ...ropeScalings },
  },
  qwen3: {
    vocab: { kind: 'bpe', pre: 'qwen2' },
    metadata: commonMetadata,
    tensors: (dims) => transformer(dims, { ...attention(dims), ...headNorms(dims), ...feedForward(dims) }),
    options: { tied, fusedQkv, ...ropeScalings },
  },
  smollm3: {
    vocab: { kind: 'bpe' },
    dims: { nLayer: 4 }, // the last without positions
    metadata: commonMetadata,
    tensors: llamaBlocks,
    options: { tied, fusedQkv, ...ropeScalings },
  },
  gemma: {
    vocab: { kind: 'spm' },
    metadata: commonMetadata,
    tensors: tiedLlamaBlocks,
    options: { fusedQkv, linear },
  },
  gemma2: {
    vocab: { kind: 'spm' },
    dims: { nLayer: 3 }, // the second sees all positions
    metadata: (dims) => ({
      ...commonMetadata(dims),
      'attention.sliding_window': uint32(16),
      attn_logit_softcapping: float32(2),
      final_logit_softcapping: float32(3),
    }),
    tensors: (dims) =>
      tied.tensors!(
        dims,
        transformer(dims, { ...attention(dims), ...feedForward(dims), ...postNorms(dims) }),
      ),
    options: {
      fusedQkv,
      linear,
      localBase: { metadata: () => ({ 'rope.freq_base_swa': float32(20000) }) },
      allLocal: { metadata: () => ({ 'attention.sliding_window_pattern': uint32(8) }) },
    },
  },
  gemma3: {
    vocab: { kind: 'spm' },
    dims: { nLayer: 6 }, // the last sees all positions
    metadata: (dims) => ({
      ...commonMetadata(dims),
      'attention.sliding_window': uint32(16),
      'rope.freq_base': float32(1e6),
    }),
    tensors: (dims) =>
      transformer(dims, {
        ...attention(dims),
        ...headNorms(dims),
        ...feedForward(dims),
        ...postNorms(dims),
      }),
    options: {
      tied,
      fusedQkv,
      linear,
      everySecondLocal: {
        group: 'window',
        dims: { nLayer: 4 },
        metadata: () => ({
          'attention.sliding_window_pattern': uint32(2),
          'rope.freq_base_swa': float32(20000),
        }),
      },
      spelledOut: {
        group: 'window',
        dims: { nLayer: 4 },
        metadata: () => ({ 'attention.sliding_window_pattern': bools([true, false, false, true]) }),
      },
      noWindow: {
        group: 'window',
        dims: { nLayer: 2 },
        metadata: () => ({ 'attention.sliding_window': uint32(0), final_logit_softcapping: float32(3) }),
      },
    },
  },
  phi3: {
    vocab: { kind: 'spm' },
    metadata: commonMetadata,
    tensors: (dims) => {
      const { nEmbd, nHead, nHeadKv, headDim, nFf } = dims;
      return transformer(dims, {
        attn_norm: [nEmbd],
        attn_qkv: [nEmbd, (nHead + 2 * nHeadKv) * headDim],
        attn_output: [nHead * headDim, nEmbd],
        ffn_norm: [nEmbd],
        ffn_up: [nEmbd, 2 * nFf],
        ffn_down: [nFf, nEmbd],
      });
    },
    options: { tied, longrope, partialRope, linear },
  },
  granite: {
    vocab: { kind: 'bpe' },
    metadata: graniteMetadata,
    tensors: llamaBlocks,
    options: {
      tied,
      fusedQkv,
      attentionBias,
      ffnBias,
      notRotated: { group: 'rope scaling', metadata: () => ({ 'rope.scaling.finetuned': bool(false) }) },
      ...ropeScalings,
    },
  },
  granitemoe: {
    vocab: { kind: 'bpe' },
    metadata: (dims) => ({ ...graniteMetadata(dims), ...expertMetadata }),
    tensors: (dims) => transformer(dims, { ...attention(dims), ...experts(dims) }),
    options: {
      tied,
      fusedQkv,
      sharedExpert: {
        metadata: () => ({ expert_shared_feed_forward_length: uint32(N_FF_SHARED) }),
        tensors: (dims, tensors) =>
          tensors.flatMap((tensor) => {
            const [, block] = /^(blk\.\d+\.)ffn_down_exps\./.exec(tensor.name) ?? [];
            if (block === undefined) return [tensor];
            const shared = Object.entries(sharedExpert(dims));
            return [tensor, ...shared.map(([key, shape]) => ({ name: `${block}${key}.weight`, shape }))];
          }),
      },
    },
  },
  mistral3: {
    vocab: { kind: 'bpe' },
    metadata: (dims) => ({ ...commonMetadata(dims), ...yarn.metadata!(dims) }),
    tensors: llamaBlocks,
    options: {
      tied,
      fusedQkv,
      yarnKeys: {
        metadata: () => ({
          'rope.scaling.yarn_beta_fast': float32(4),
          'rope.scaling.yarn_beta_slow': float32(0.5),
          'rope.scaling.yarn_log_multiplier': float32(0.7),
        }),
      },
      temperature: { metadata: () => ({ 'attention.temperature_scale': float32(0.1) }) },
      experts: mixture,
    },
  },
  qwen2moe: {
    vocab: { kind: 'bpe', pre: 'qwen2' },
    metadata: (dims) => ({
      ...commonMetadata(dims),
      ...expertMetadata,
      expert_feed_forward_length: uint32(dims.nFf),
      expert_shared_feed_forward_length: uint32(N_FF_SHARED),
      feed_forward_length: uint32(N_FF_SHARED),
    }),
    tensors: (dims) =>
      qkvBias.tensors!(
        dims,
        transformer(dims, {
          ...attention(dims),
          ...experts(dims),
          ffn_gate_inp_shexp: [dims.nEmbd],
          ...sharedExpert(dims),
        }),
      ),
    options: { fusedQkv, ...ropeScalings },
  },
  qwen35: {
    vocab: { kind: 'bpe', pre: 'qwen2' },
    dims: { nLayer: 4, ropeShare: 0.5 }, // the last with attention
    metadata: qwen35Metadata,
    tensors: (dims) => qwen35Blocks(dims, feedForward(dims)),
    options: {
      tied,
      everySecondRecurrent: { dims: { nLayer: 2 }, metadata: () => ({ full_attention_interval: uint32(2) }) },
      predictor: {
        metadata: ({ nLayer }) => ({ block_count: uint32(nLayer + 1), nextn_predict_layers: uint32(1) }),
        tensors: predictor,
      },
    },
  },
  qwen35moe: {
    vocab: { kind: 'bpe', pre: 'qwen2' },
    dims: { nLayer: 4, ropeShare: 0.5 },
    metadata: (dims) => ({
      ...qwen35Metadata(dims),
      ...expertMetadata,
      expert_feed_forward_length: uint32(dims.nFf),
      expert_shared_feed_forward_length: uint32(N_FF_SHARED),
    }),
    tensors: (dims) =>
      qwen35Blocks(dims, { ...experts(dims), ffn_gate_inp_shexp: [dims.nEmbd], ...sharedExpert(dims) }),
    options: { tied },
  },
  qwen3moe: {
    vocab: { kind: 'bpe', pre: 'qwen2' },
    metadata: (dims) => ({
      ...commonMetadata(dims),
      ...expertMetadata,
      expert_feed_forward_length: uint32(dims.nFf),
    }),
    tensors: (dims) => transformer(dims, { ...attention(dims), ...headNorms(dims), ...experts(dims) }),
    options: { tied, fusedQkv, ...ropeScalings },
  },
};
