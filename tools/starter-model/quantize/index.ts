import { quantizedSize } from '../../../src/quant/index.ts';
import { quantizeF32 } from './f32.ts';
import { quantizeQ4_K } from './q4_k.ts';
import { quantizeQ6_K } from './q6_k.ts';
import { quantizeQ8_0 } from './q8_0.ts';
import type { Quantizer } from './quantizer.ts';

/** The types that a model can be written in. */
export const quantizers = {
  F32: quantizeF32,
  Q8_0: quantizeQ8_0,
  Q6_K: quantizeQ6_K,
  Q4_K: quantizeQ4_K,
} as const satisfies Readonly<Record<string, Quantizer>>;

export type QuantizedType = keyof typeof quantizers;

/** The bytes of a tensor. `shape` is GGML's: rows of shape[0] weights. */
export function quantize(type: QuantizedType, weights: Float32Array, shape: readonly number[]): Uint8Array {
  const out = new Uint8Array(quantizedSize(type, shape));
  quantizers[type](weights, out);
  return out;
}
