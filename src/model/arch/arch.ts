import type { GgufMetadata } from '../../gguf/types.ts';
import type { HParams } from '../hparams.ts';
import type { Ops, Pass, Tensor } from '../ops.ts';

/** A tensor an architecture wants: its name in the file, and the shape it must have. */
export interface TensorSpec {
  readonly name: string;
  /** GGML order. */
  readonly shape: readonly number[];
  /** May be absent from the file. */
  readonly optional?: true;
}

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
}

/** What a block is computed with. */
export interface BlockContext<T extends Tensor> {
  readonly hp: HParams;
  readonly ops: Ops<T>;
  readonly scratch: Scratch<T>;
  readonly pass: Pass;
  /** Layer index. */
  readonly il: number;
}

/**
 * A model family: one file, and one name in index.ts.
 * `K` names the weights every block of it has, `O` those that a file may lack.
 */
export interface Architecture<
  Name extends string = string,
  K extends string = never,
  O extends string = string,
> {
  /** `general.architecture` */
  readonly name: Name;
  /**
   * From the metadata, and the file's tensors by canonical name. Throws an LlmError that names the key and its value, or
   * the tensor, where the file asks for what cannot be (`gguf`) or is not supported.
   */
  hparams(
    metadata: GgufMetadata,
    tensors: ReadonlyMap<string, { readonly shape: readonly number[] }>,
  ): HParams;
  blockTensors(hp: HParams, il: number): Readonly<Record<K | O, TensorSpec>>;
  /** Updates the residual stream `scratch.x`. */
  block<T extends Tensor>(ctx: BlockContext<T>, w: BlockWeights<T, K, O>): void;
}

/** The weights of one block; an optional tensor that the file lacks is undefined. */
export type BlockWeights<T extends Tensor, K extends string = never, O extends string = string> = Readonly<
  Record<K, T> & Record<O, T | undefined>
>;
