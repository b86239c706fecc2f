// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { roundToBf16, roundToF16 } from './half';
import { dot16, maxLanes, onesI16, truncate } from './simd';

/*
 * Activations, quantised once for a matmul. Values are ggml's on x86 (rounding to nearest even); layouts are ours.
 * "Wide" keeps the same whole numbers as i16, for dot products of 16 bits.
 *
 *   q8_0, 32 values: q = round(x · 127 / max|x|), d = f16(max|x| / 127), s = f16(d · sum), as ggml's q8_0 and q8_1 in one
 *     q8_0         i8 q[32]  | f32 d | i32 sum | f32 s | pad      48 bytes
 *     q8_0_wide    i16 q[32] | f32 d | i32 sum | f32 s | pad      80
 *
 *   q8_K, 256 values: q = round(x · 127 / max|x|), d = max|x| / 127 in f32
 *     q8_K         i8 q[256]  | i16 sums of 16 [16] | i16 sums of 32 [8] | f32 d | pad | i16 offsets [16][2]     384
 *     q8_K_wide    i16 q[256] | i16 sums of 16 [16] | i16 sums of 32 [8] | f32 d | pad                           576
 *     The offsets are -32 times the sums of each 16: those of the columns 4i and 4i + 1, and those of 4i + 2 and 4i + 3.
 *
 *   f32, f16, bf16: f32, rounded to the type; the 16-bit ones in another order, see below
 *
 * ggml's q8_K takes its sign from the largest element; negating q and d changes no product.
 */

export const Q8_0_BYTES: usize = 48;
export const Q8_0_WIDE_BYTES: usize = 80;
export const Q8_K_BYTES: usize = 384;
export const Q8_K_WIDE_BYTES: usize = 576;

/** What follows the whole numbers of a block: fields of q8_0 … */
export const TAIL_D: usize = 0;
export const TAIL_SUM: usize = 4;
export const TAIL_S: usize = 8;
/** … and of q8_K. */
export const TAIL_K_SUMS16: usize = 0;
export const TAIL_K_SUMS32: usize = 32;
export const TAIL_K_D: usize = 48;
export const TAIL_K_OFFSETS: usize = 64;
/** All that follows, in the format that this build has for K-quants. */
export const TAIL_K_BYTES: usize = RELAXED ? 128 : 64;

/** Whole numbers of eight f32 at `x` times `scale`, as i16. */
@inline function round8(x: usize, scale: v128): v128 {
  return i16x8.narrow_i32x4_s(
    truncate(f32x4.nearest(f32x4.mul(v128.load(x), scale))),
    truncate(f32x4.nearest(f32x4.mul(v128.load(x, 16), scale))),
  );
}

/** Largest magnitude of n f32, n a multiple of 16. */
@inline function maxMagnitude(x: usize, n: usize): f32 {
  let a = f32x4.splat(0);
  let b = a;
  for (const end = x + (n << 2); x < end; x += 32) {
    a = f32x4.pmax(a, f32x4.abs(v128.load(x)));
    b = f32x4.pmax(b, f32x4.abs(v128.load(x, 16)));
  }
  return maxLanes(f32x4.pmax(a, b));
}

/** What brings `largest` to 127; 0 for a block of zeros, or of numbers so small that f32 has no such factor. */
@inline function factorOf(largest: f32): f32 {
  return largest < 3.74e-37 ? 0 : 127 / largest;
}

@inline function sum32(v: v128): i32 {
  return (
    i32x4.extract_lane(v, 0) + i32x4.extract_lane(v, 1) + (i32x4.extract_lane(v, 2) + i32x4.extract_lane(v, 3))
  );
}

@inline function storeValues(out: usize, lo: v128, hi: v128, wide: bool): void {
  if (wide) {
    v128.store(out, lo);
    v128.store(out, hi, 16);
  } else {
    v128.store(out, i8x16.narrow_i16x8_s(lo, hi));
  }
}

@inline function quantize32(out: usize, x: usize, nCols: i32, wide: bool): void {
  const ones = onesI16();
  const width: usize = wide ? 2 : 1;
  for (const end = x + (<usize>nCols << 2); x < end; x += 128) {
    const largest = maxMagnitude(x, 32);
    const d = largest / 127;
    const scale = f32x4.splat(factorOf(largest));
    const q0 = round8(x, scale);
    const q1 = round8(x + 32, scale);
    const q2 = round8(x + 64, scale);
    const q3 = round8(x + 96, scale);
    storeValues(out, q0, q1, wide);
    storeValues(out + 16 * width, q2, q3, wide);
    const sum = sum32(dot16(i16x8.add(i16x8.add(q0, q1), i16x8.add(q2, q3)), ones));
    out += 32 * width;
    store<f32>(out, roundToF16(d), TAIL_D);
    store<i32>(out, sum, TAIL_SUM);
    store<f32>(out, roundToF16(d * <f32>sum), TAIL_S);
    out += 16;
  }
}

/** In the lowest lane: -32 times the sum of every first two of four columns, and that of every last two, as i16. */
@inline function offset32(lo: v128, hi: v128, ones: v128): v128 {
  const twos = i32x4.add(dot16(lo, ones), dot16(hi, ones));
  const both = i32x4.shl(i32x4.neg(i32x4.add(twos, v128.shuffle<i32>(twos, twos, 2, 3, 0, 1))), 5);
  return i16x8.narrow_i32x4_s(both, both);
}

@inline function quantize256(out: usize, x: usize, nCols: i32, wide: bool): void {
  const ones = onesI16();
  const width: usize = wide ? 2 : 1;
  for (const end = x + (<usize>nCols << 2); x < end; x += 1024) {
    const largest = maxMagnitude(x, 256);
    const factor = factorOf(largest);
    const scale = f32x4.splat(factor);
    const tail = out + 256 * width;
    for (let i: usize = 0; i < 8; i++) {
      const from = x + (i << 7);
      const q0 = round8(from, scale);
      const q1 = round8(from + 32, scale);
      const q2 = round8(from + 64, scale);
      const q3 = round8(from + 96, scale);
      storeValues(out + (i << 5) * width, q0, q1, wide);
      storeValues(out + ((i << 5) + 16) * width, q2, q3, wide);
      const first = sum32(dot16(i16x8.add(q0, q1), ones));
      const second = sum32(dot16(i16x8.add(q2, q3), ones));
      store<i16>(tail + (i << 2), <i16>first, TAIL_K_SUMS16);
      store<i16>(tail + (i << 2), <i16>second, TAIL_K_SUMS16 + 2);
      store<i16>(tail + (i << 1), <i16>(first + second), TAIL_K_SUMS32);
      if (!wide) {
        v128.store32_lane(tail + (i << 3), offset32(q0, q1, ones), 0, TAIL_K_OFFSETS);
        v128.store32_lane(tail + (i << 3), offset32(q2, q3, ones), 0, TAIL_K_OFFSETS + 4);
      }
    }
    store<f32>(tail, factor == 0 ? 0 : 1 / factor, TAIL_K_D);
    out = tail + (wide ? 64 : 128);
  }
}

export function quantize_q8_0(out: usize, x: usize, nCols: i32): void {
  quantize32(out, x, nCols, false);
}

export function quantize_q8_0_wide(out: usize, x: usize, nCols: i32): void {
  quantize32(out, x, nCols, true);
}

export function quantize_q8_K(out: usize, x: usize, nCols: i32): void {
  quantize256(out, x, nCols, false);
}

export function quantize_q8_K_wide(out: usize, x: usize, nCols: i32): void {
  quantize256(out, x, nCols, true);
}

export function quantize_f32(out: usize, x: usize, nCols: i32): void {
  memory.copy(out, x, <usize>nCols << 2);
}

/**
 * ggml multiplies F16 weights by f16 activations: rounded here, but kept as f32, in the order of floats.ts and, but for
 * the columns after the last eight, times 2^104.
 */
export function quantize_f16(out: usize, x: usize, nCols: i32): void {
  const scale = reinterpret<f32>(0x73800000); // 2^104
  const whole = nCols & ~7;
  for (let i = 0; i < whole; i++) store<f32>(out + halvesOrder(i), roundToF16(column(x, i)) * scale);
  for (let i = whole; i < nCols; i++) store<f32>(out + (<usize>i << 2), roundToF16(column(x, i)));
}

export function quantize_bf16(out: usize, x: usize, nCols: i32): void {
  const whole = nCols & ~7;
  for (let i = 0; i < whole; i++) store<f32>(out + halvesOrder(i), roundToBf16(column(x, i)));
  for (let i = whole; i < nCols; i++) store<f32>(out + (<usize>i << 2), roundToBf16(column(x, i)));
}

@inline function column(x: usize, i: i32): f32 {
  return load<f32>(x + (<usize>i << 2));
}

/** Byte offset of column i: of each eight, the even ones come first. */
@inline function halvesOrder(i: i32): usize {
  return <usize>((i & ~7) | ((i & 1) << 2) | ((i & 7) >> 1)) << 2;
}
