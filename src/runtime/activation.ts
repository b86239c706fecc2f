import { bf16ToF32, f16ToF32, f32ToBf16, f32ToF16 } from '../base/half.ts';

/*
 * What activations become before they meet a quantised weight row, as ggml's CPU code does it on x86 (AVX2): scalar
 * twins of the quantising kernels. ggml's plain C reference differs where it rounds halves away from zero; the SIMD
 * code, and so what people run, rounds them to even.
 */

/** Weights a block. */
export const QK8 = 32;
export const QK_K = 256;

/*
 * Q8_0, 34 bytes for 32 values:   x_i ≈ d · qs_i
 *
 *   0  f16 d     max|x| / 127
 *   2  i8  qs[32]
 */
const Q8_0_BYTES = 34;

export function quantizeRowQ8_0(out: Uint8Array, x: Float32Array): void {
  const bytes = viewOf(out);
  for (let block = 0; block < x.length / QK8; block++) {
    const at = block * Q8_0_BYTES;
    const values = x.subarray(block * QK8, (block + 1) * QK8);
    const max = maxAbs(values);
    bytes.setUint16(at, f32ToF16(Math.fround(max / 127)), true);
    quantize8(bytes, at + 2, values, max);
  }
}

function dequantizeRowQ8_0(out: Float32Array, blocks: Uint8Array): void {
  const bytes = viewOf(blocks);
  for (let i = 0; i < out.length; i++) {
    const at = Math.floor(i / QK8) * Q8_0_BYTES;
    out[i] = f16ToF32(bytes.getUint16(at, true)) * bytes.getInt8(at + 2 + (i % QK8));
  }
}

/*
 * Q8_1, 36 bytes for 32 values:   x_i ≈ d · qs_i
 *
 *   0  f16 d     max|x| / 127
 *   2  f16 s     d · Σ qs_i, with d before its rounding: what a weight block's minimum is multiplied with
 *   4  i8  qs[32]
 */
const Q8_1_BYTES = 36;

export function quantizeRowQ8_1(out: Uint8Array, x: Float32Array): void {
  const bytes = viewOf(out);
  for (let block = 0; block < x.length / QK8; block++) {
    const at = block * Q8_1_BYTES;
    const values = x.subarray(block * QK8, (block + 1) * QK8);
    const max = maxAbs(values);
    const d = Math.fround(max / 127);
    const sum = quantize8(bytes, at + 4, values, max);
    bytes.setUint16(at, f32ToF16(d), true);
    bytes.setUint16(at + 2, f32ToF16(Math.fround(d * sum)), true);
  }
}

function dequantizeRowQ8_1(out: Float32Array, blocks: Uint8Array): void {
  const bytes = viewOf(blocks);
  for (let i = 0; i < out.length; i++) {
    const at = Math.floor(i / QK8) * Q8_1_BYTES;
    out[i] = f16ToF32(bytes.getUint16(at, true)) * bytes.getInt8(at + 4 + (i % QK8));
  }
}

/*
 * Q8_K, 292 bytes for 256 values:   x_i ≈ d · qs_i
 *
 *     0  f32 d          1 / iscale, with iscale = -127 / m, where m is the first x of the largest magnitude, signed:
 *                       so d has the opposite sign of m, and m becomes -127
 *     4  i8  qs[256]
 *   260  i16 bsums[16]  sums of sixteen qs each, for the minima of weight sub-blocks
 */
const Q8_K_BYTES = 292;

export function quantizeRowQ8_K(out: Uint8Array, x: Float32Array): void {
  const { fround } = Math;
  const bytes = viewOf(out);
  for (let block = 0; block < x.length / QK_K; block++) {
    const at = block * Q8_K_BYTES;
    const values = x.subarray(block * QK_K, (block + 1) * QK_K);
    const extreme = extremeOf(values);
    if (extreme === 0) {
      out.fill(0, at, at + Q8_K_BYTES);
      continue;
    }
    const iscale = fround(-127 / extreme);
    bytes.setFloat32(at, fround(1 / iscale), true);
    for (let group = 0; group < QK_K / 16; group++) {
      let sum = 0;
      for (let i = group * 16; i < (group + 1) * 16; i++) {
        const q = Math.min(127, roundEven(fround(iscale * values[i]!)));
        bytes.setInt8(at + 4 + i, q);
        sum += q;
      }
      bytes.setInt16(at + 260 + 2 * group, sum, true);
    }
  }
}

function dequantizeRowQ8_K(out: Float32Array, blocks: Uint8Array): void {
  const bytes = viewOf(blocks);
  for (let i = 0; i < out.length; i++) {
    const at = Math.floor(i / QK_K) * Q8_K_BYTES;
    out[i] = bytes.getFloat32(at, true) * bytes.getInt8(at + 4 + (i % QK_K));
  }
}

/**
 * Rounds a row through an activation type, in place; its length is a multiple of the type's block. Of Q8_1 it returns,
 * block by block, how much the stored sum exceeds the sum of the rounded values: a weight's minimum meets the former.
 */
type RoundTrip = (x: Float32Array) => Float32Array | undefined;

function throughQ8_1(x: Float32Array): Float32Array {
  const blocks = new Uint8Array((x.length / QK8) * Q8_1_BYTES);
  quantizeRowQ8_1(blocks, x);
  dequantizeRowQ8_1(x, blocks);
  const bytes = viewOf(blocks);
  return Float32Array.from({ length: x.length / QK8 }, (_, block) => {
    const values = x.subarray(block * QK8, (block + 1) * QK8);
    return (
      f16ToF32(bytes.getUint16(block * Q8_1_BYTES + 2, true)) - values.reduce((sum, value) => sum + value, 0)
    );
  });
}

function throughBlocks(
  blockSize: number,
  typeSize: number,
  quantize: (out: Uint8Array, x: Float32Array) => void,
  dequantize: (out: Float32Array, blocks: Uint8Array) => void,
): RoundTrip {
  return (x) => {
    const blocks = new Uint8Array((x.length / blockSize) * typeSize);
    quantize(blocks, x);
    dequantize(x, blocks);
    return undefined;
  };
}

function throughEach(round: (value: number) => number): RoundTrip {
  return (x) => {
    for (let i = 0; i < x.length; i++) x[i] = round(x[i]!);
    return undefined;
  };
}

/** By ggml's `vec_dot_type`: what a row of activations is worth after its quantisation. */
export const activations = {
  f32: () => undefined,
  f16: throughEach((value) => f16ToF32(f32ToF16(value))),
  bf16: throughEach((value) => bf16ToF32(f32ToBf16(value))),
  q8_0: throughBlocks(QK8, Q8_0_BYTES, quantizeRowQ8_0, dequantizeRowQ8_0),
  q8_1: throughQ8_1,
  q8_K: throughBlocks(QK_K, Q8_K_BYTES, quantizeRowQ8_K, dequantizeRowQ8_K),
} as const satisfies Record<string, RoundTrip>;

export type ActivationType = keyof typeof activations;

/** Writes round(x · 127 / max) as bytes, and returns their sum. */
function quantize8(bytes: DataView, at: number, x: Float32Array, max: number): number {
  const scale = max === 0 ? 0 : Math.fround(127 / max);
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const q = roundEven(Math.fround(x[i]! * scale));
    bytes.setInt8(at + i, q);
    sum += q;
  }
  return sum;
}

function maxAbs(x: Float32Array): number {
  let max = 0;
  for (const value of x) max = Math.max(max, Math.abs(value));
  return max;
}

/** The first element of the largest magnitude. */
function extremeOf(x: Float32Array): number {
  let extreme = 0;
  for (const value of x) if (Math.abs(value) > Math.abs(extreme)) extreme = value;
  return extreme;
}

/** 1.5 · 2^52: a double this large has a step of 1, so that adding it rounds to the nearest integer, halves to even. */
const ROUNDER = 1.5 * 2 ** 52;

function roundEven(value: number): number {
  return value + ROUNDER - ROUNDER;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
