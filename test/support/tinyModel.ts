import { ggufValue, writeGguf, type GgufEntries, type GgufTensorSpec } from '../../src/gguf/writer.ts';
import type { ArchitectureName } from '../../src/model/arch/index.ts';
import type { QuantTypeName } from '../../src/quant/index.ts';
import { Random } from './random.ts';
import { randomTensor } from './tinyLlama.ts';
import { tinyArchitectures, type TinyDims, type TinyOption } from './tinyArchitectures.ts';
import { tinyVocab, type VocabKind } from './tinyVocab.ts';

export interface TinyModelOptions {
  /** Overrides of what the architecture's entry and the options say. */
  readonly dims?: Partial<TinyDims>;
  /** Names of the architecture's options, all of which the file then has. */
  readonly options?: readonly string[];
  /** Of all weight matrices; what has one dimension is F32, and so are the experts' routers. */
  readonly type?: QuantTypeName;
  /** Overrides `type` for single tensors. */
  readonly typeOf?: (name: string) => QuantTypeName | undefined;
  readonly seed?: number;
  /** The architecture's own unless given. */
  readonly vocab?: VocabKind;
  readonly chatTemplate?: string;
  /** Control tokens of the vocabulary besides BOS and EOS. */
  readonly control?: readonly string[];
  /** More metadata, or other values for keys written anyway. */
  readonly metadata?: GgufEntries;
}

/** Small, but its rows are long enough for every tensor type. */
export const tinyDims: TinyDims = {
  nVocab: 512,
  nCtx: 256,
  nEmbd: 256,
  nLayer: 2,
  nFf: 256,
  nHead: 4,
  nHeadKv: 2,
  headDim: 64,
  ropeShare: 1,
};

/** What a file of these options holds, without the data. */
export interface TinyContents {
  readonly dims: TinyDims;
  /** All but the vocabulary. */
  readonly metadata: GgufEntries;
  readonly tensors: readonly GgufTensorSpec[];
}

/** A whole GGUF file of a registered architecture with seeded random weights; llama.cpp loads it too. */
export function tinyModel(name: ArchitectureName, options: TinyModelOptions = {}): Uint8Array {
  const { seed = 1, chatTemplate, control = [] } = options;
  const { dims, metadata, tensors } = tinyContents(name, options);
  const kind = options.vocab ?? tinyArchitectures[name].vocab.kind;
  const vocab = tinyVocab({ ...tinyArchitectures[name].vocab, kind, nVocab: dims.nVocab, control });
  const rng = new Random(seed);
  return writeGguf({
    metadata: {
      ...metadata,
      ...vocab.metadata,
      ...(chatTemplate === undefined ? {} : { 'tokenizer.chat_template': ggufValue.string(chatTemplate) }),
      ...options.metadata,
    },
    tensors: tensors.map((spec) => ({ ...spec, data: randomTensor(spec, rng) })),
  });
}

export function tinyContents(name: ArchitectureName, options: TinyModelOptions = {}): TinyContents {
  const architecture = tinyArchitectures[name];
  const chosen = (options.options ?? []).map((option) => optionOf(name, option));
  const dims = Object.assign(
    { ...tinyDims, ...architecture.dims },
    ...chosen.map((option) => option.dims),
    options.dims,
  ) as TinyDims;

  const keys = Object.assign(
    architecture.metadata(dims),
    ...chosen.map((option) => option.metadata?.(dims)),
  ) as GgufEntries;
  const metadata = Object.fromEntries(
    Object.entries(keys).map(([key, value]) => [key.startsWith('general.') ? key : `${name}.${key}`, value]),
  );

  const specs = chosen.reduce(
    (tensors, option) => option.tensors?.(dims, tensors) ?? tensors,
    architecture.tensors(dims),
  );
  const tensors = specs.map(({ name: tensor, shape }): GgufTensorSpec => {
    const isMatrix = shape.length > 1 && !/ffn_gate_inp|ssm_conv1d/.test(tensor);
    return {
      name: tensor,
      shape,
      type: isMatrix ? (options.typeOf?.(tensor) ?? options.type ?? 'F32') : 'F32',
    };
  });
  return {
    dims,
    metadata: {
      'general.architecture': ggufValue.string(name),
      'general.name': ggufValue.string('tiny'),
      ...metadata,
    },
    tensors,
  };
}

function optionOf(name: ArchitectureName, option: string): TinyOption {
  const { options } = tinyArchitectures[name];
  const found = options[option];
  if (!found) throw new Error(`${name} has no option ${option}, only ${Object.keys(options).join(', ')}`);
  return found;
}
