import { ggufValue, writeGguf, type GgufEntries, type GgufTensorData } from '../../src/gguf/writer.ts';
import { quantize, type QuantizedType } from './quantize/index.ts';
import { N_VOCAB, vocabMetadata } from './tokenizer/starterVocab.ts';
import type { Merges } from './tokenizer/trainBpe.ts';

/** Positions that it was trained on. */
export const N_CTX = 1024;

/** What train.py says of its weights: their names in the file, and their shapes with rows first. */
export interface TrainedWeights {
  readonly hparams: { readonly nLayer: number; readonly nHead: number; readonly nHeadKv: number };
  readonly tensors: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

export interface StarterModelParts {
  readonly merges: Merges;
  readonly trained: TrainedWeights;
  /** All tensors, one after another. */
  readonly weights: Float32Array;
  /** Of matrices; norms are F32. */
  readonly type: QuantizedType;
}

/** The whole GGUF file. */
export function starterModel({ merges, trained, weights, type }: StarterModelParts): Uint8Array {
  let at = 0;
  const tensors = trained.tensors.map(({ name, shape }): GgufTensorData => {
    const nWeights = shape.reduce((product, n) => product * n, 1);
    const ggmlShape = shape.toReversed();
    const tensorType = shape.length === 1 ? 'F32' : type;
    const data = quantize(tensorType, weights.subarray(at, at + nWeights), ggmlShape);
    at += nWeights;
    return { name, type: tensorType, shape: ggmlShape, data };
  });
  return writeGguf({ metadata: { ...modelMetadata(trained, type), ...vocabMetadata(merges) }, tensors });
}

/** llama_ftype */
const fileTypes: Readonly<Record<QuantizedType, number>> = { F32: 0, Q8_0: 7, Q4_K: 14, Q6_K: 18 };

function modelMetadata({ hparams, tensors }: TrainedWeights, type: QuantizedType): GgufEntries {
  const shapeOf = (name: string): readonly number[] => tensors.find((tensor) => tensor.name === name)!.shape;
  const nEmbd = shapeOf('token_embd.weight')[1]!;
  const nFf = shapeOf('blk.0.ffn_up.weight')[0]!;
  const { uint32, float32, string } = ggufValue;
  return {
    'general.architecture': string('llama'),
    'general.type': string('model'),
    'general.name': string('Burrow Starter'),
    'general.description': string('Explains short functions and answers questions about Burrow.'),
    'general.license': string('mit'),
    'general.languages': ggufValue.strings(['en']),
    'general.quantization_version': uint32(2),
    'general.file_type': uint32(fileTypes[type]),
    'llama.vocab_size': uint32(N_VOCAB),
    'llama.context_length': uint32(N_CTX),
    'llama.embedding_length': uint32(nEmbd),
    'llama.block_count': uint32(hparams.nLayer),
    'llama.feed_forward_length': uint32(nFf),
    'llama.attention.head_count': uint32(hparams.nHead),
    'llama.attention.head_count_kv': uint32(hparams.nHeadKv),
    'llama.attention.layer_norm_rms_epsilon': float32(1e-5),
    'llama.rope.dimension_count': uint32(nEmbd / hparams.nHead),
    'llama.rope.freq_base': float32(10_000),
  };
}
