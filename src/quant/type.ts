import type { Codebook } from './codebooks/codebook.ts';

/** What activations become before the dot product with a weight row of a type, as ggml's `vec_dot_type`. */
export type VecDotType = 'f32' | 'f16' | 'bf16' | 'q8_0' | 'q8_1' | 'q8_K';

/** A GGML tensor type: a row is a run of blocks, each `blockSize` weights in `typeSize` bytes. */
export interface QuantType<Name extends string = string> {
  /** ggml's name in capitals, as llama.cpp prints it: `Q4_K`. */
  readonly name: Name;
  /** `enum ggml_type`. */
  readonly id: number;
  /** Weights a block. */
  readonly blockSize: number;
  /** Bytes a block. */
  readonly typeSize: number;
  readonly vecDotType: VecDotType;
  /** What the indices in a block point into, for a type that has them. */
  readonly codebook?: Codebook;
  /** Decodes `out.length` weights (a multiple of `blockSize`) from `blocks`. Scalar: the oracle of the type's kernel. */
  dequantizeInto(out: Float32Array, blocks: Uint8Array): void;
}
