import type { GgufMetadata } from '../../gguf/types.ts';
import type { HParams } from '../hparams.ts';
import type { Ops, Pass, Tensor } from '../ops.ts';
import type { TensorSpecs } from '../tensorSpec.ts';

/** The file's tensors by canonical name, as far as hyperparameters depend on them. */
export type TensorShapes = ReadonlyMap<string, { readonly shape: readonly number[] }>;

/** Activations, each [nBatch, width] with the width given. One set per bank. */
export interface Scratch<T extends Tensor> {
  readonly x: T; // [nBatch, nEmbd] the residual stream
  readonly norm: T; // [nBatch, nEmbd]
  readonly q: T; // [nBatch, nHead * headDim]
  readonly k: T; // [nBatch, nHeadKv * headDim]
  readonly v: T; // [nBatch, nHeadKv * headDim]
  readonly att: T; // [nBatch, nHead * headDim]
  readonly proj: T; // [nBatch, nEmbd] what a sublayer adds to x
  readonly gate: T; // [nBatch, nFf]
  readonly up: T; // [nBatch, nFf]
  // Where queries come with a gate, and of recurrent layers; elsewhere their width is 0.
  readonly queryAndGate: T; // [nBatch, 2 * nHead * headDim] of each head its query, then its gate
  readonly queryGate: T; // [nBatch, nHead * headDim]
  readonly mixed: T; // [nBatch, (2 * nHeadK + nHeadV) * headDim] q, k and v before their convolution
  readonly convolved: T; // [nBatch, (2 * nHeadK + nHeadV) * headDim]
  readonly z: T; // [nBatch, nHeadV * headDim] what gates the output
  readonly delta: T; // [nBatch, nHeadV * headDim]
  readonly decay: T; // [nBatch, nHeadV]
  readonly beta: T; // [nBatch, nHeadV]
  // Of experts; without them their width is 0.
  readonly expertLogits: T; // [nBatch, n]
  readonly expertChoice: T; // [nBatch, 2 * nUsed] the numbers of the experts chosen, then their weights
  readonly expertGate: T; // [nBatch, nUsed * nFf]
  readonly expertUp: T; // [nBatch, nUsed * nFf]
  readonly expertDown: T; // [nBatch, nUsed * nEmbd]
  // Of the expert that all tokens share; without one their width is 0.
  readonly shared: T; // [nBatch, nEmbd]
  readonly sharedGate: T; // [nBatch, 1] how much it counts
}

/** What a block is computed with. */
export interface BlockContext<T extends Tensor, H extends HParams = HParams> {
  readonly hp: H;
  readonly ops: Ops<T>;
  readonly scratch: Scratch<T>;
  readonly pass: Pass;
  /** Layer index. */
  readonly il: number;
}

/** The weights of one block, by the names of its tensors; an optional one that the file lacks is undefined. */
export type BlockWeights<T extends Tensor, S extends TensorSpecs = TensorSpecs> = S extends unknown
  ? { readonly [K in keyof S]: S[K]['optional'] extends false ? T : T | undefined }
  : never;

/** A model family: one file, and one name in index.ts. */
export interface Architecture<
  Name extends string = string,
  H extends HParams = HParams,
  S extends TensorSpecs = TensorSpecs,
> {
  /** `general.architecture` */
  readonly name: Name;
  /**
   * Throws an LlmError that names the key and its value where the file asks for what cannot be (`gguf`) or is not
   * supported.
   */
  hparams(metadata: GgufMetadata, tensors: TensorShapes): H;
  blockTensors(hp: H, il: number): S;
  /** Tensors of the file that have no part in computing logits. */
  isIgnored?(hp: H, name: string): boolean;
  /** Updates the residual stream `scratch.x`. */
  block<T extends Tensor>(ctx: BlockContext<T, H>, w: BlockWeights<T, S>): void;
}
