// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { f16ToF32One } from './half';
import { evenHalves, halfMask, madd, oddHalves, sumLanes } from './simd';

/*
 * F32, F16 and BF16 weights, with activations in f32. Rows lie as in the file and have any length: eight columns go into
 * the lanes of two sums, and the last few are added one by one.
 *
 * Two sums take the upper and lower half of eight f32, but the even and odd ones of eight 16-bit weights, since these are
 * cheap to take apart; activations.ts stores the columns in that order. An f16 weight is used as 2^-112 times itself and
 * its activations are stored times 2^104, so that no product is subnormal: the sum is 2^-8 of what it should be.
 *
 * The type parameter says how a weight is stored: f32, u16 for f16 bits, i16 for bf16 bits (an f32's upper half).
 */

// prettier-ignore
const UPPER_HALVES: usize = memory.data<u32>([0xffff0000, 0xffff0000, 0xffff0000, 0xffff0000], 16);

/** Columns 0-3 or the even ones of the eight at `weight`. */
@inline function first4<T>(weight: usize, mask: v128): v128 {
  if (isFloat<T>()) return v128.load(weight);
  if (isSigned<T>()) return i32x4.shl(v128.load(weight), 16);
  return evenHalves(v128.load(weight), mask);
}

/** Columns 4-7 or the odd ones. */
@inline function second4<T>(weight: usize, mask: v128): v128 {
  if (isFloat<T>()) return v128.load(weight, 16);
  if (isSigned<T>()) return v128.and(v128.load(weight), mask);
  return oddHalves(v128.load(weight), mask);
}

/** The mask that the two above take. */
@inline function maskOf<T>(): v128 {
  return isSigned<T>() ? v128.load(UPPER_HALVES) : halfMask();
}

@inline function one<T>(weight: usize): f32 {
  if (isFloat<T>()) return load<f32>(weight);
  if (isSigned<T>()) return reinterpret<f32>(<u32>load<u16>(weight) << 16);
  return f16ToF32One(load<u16>(weight));
}

/** a + b, and the columns after the last eight, of one row and one token. */
@inline function finish<T>(a: v128, b: v128, weight: usize, end: usize, x: usize): f32 {
  let sum = sumLanes(f32x4.add(a, b));
  if (!isFloat<T>() && !isSigned<T>()) sum *= 256; // 2^112 / 2^104
  for (; weight < end; weight += sizeof<T>(), x += 4) sum += one<T>(weight) * load<f32>(x);
  return sum;
}

@inline function matmulFloats<T>(
  out: usize,
  outStride: i32,
  weights: usize,
  firstRow: i32,
  nRows: i32,
  nCols: i32,
  activations: usize,
  nTokens: i32,
): void {
  const stride = ((<usize>nCols << 2) + 15) & ~15;
  const rowBytes = <usize>nCols * sizeof<T>();
  const whole = (<usize>nCols & ~7) * sizeof<T>();
  const step = <usize>outStride << 2;
  const mask = maskOf<T>();
  weights += <usize>firstRow * rowBytes;
  out += <usize>firstRow << 2;
  for (let row = 0; row < nRows; row++, weights += rowBytes, out += 4) {
    const end = weights + rowBytes;
    const last = weights + whole;
    let x0 = activations;
    let to = out;
    let t = 0;
    for (; t + 4 <= nTokens; t += 4) {
      const zero = f32x4.splat(0);
      let a0 = zero, b0 = zero, a1 = zero, b1 = zero, a2 = zero, b2 = zero, a3 = zero, b3 = zero;
      let y0 = x0, y1 = y0 + stride, y2 = y1 + stride, y3 = y2 + stride;
      let w = weights;
      for (; w < last; w += 8 * sizeof<T>()) {
        const u = first4<T>(w, mask), v = second4<T>(w, mask);
        a0 = madd(v128.load(y0), u, a0), b0 = madd(v128.load(y0, 16), v, b0);
        a1 = madd(v128.load(y1), u, a1), b1 = madd(v128.load(y1, 16), v, b1);
        a2 = madd(v128.load(y2), u, a2), b2 = madd(v128.load(y2, 16), v, b2);
        a3 = madd(v128.load(y3), u, a3), b3 = madd(v128.load(y3, 16), v, b3);
        y0 += 32;
        y1 += 32;
        y2 += 32;
        y3 += 32;
      }
      store<f32>(to, finish<T>(a0, b0, w, end, y0));
      to += step;
      store<f32>(to, finish<T>(a1, b1, w, end, y1));
      to += step;
      store<f32>(to, finish<T>(a2, b2, w, end, y2));
      to += step;
      store<f32>(to, finish<T>(a3, b3, w, end, y3));
      to += step;
      x0 += stride << 2;
    }
    for (; t < nTokens; t++) {
      let a = f32x4.splat(0), b = a, y = x0, w = weights;
      for (; w < last; w += 8 * sizeof<T>(), y += 32) {
        a = madd(v128.load(y), first4<T>(w, mask), a), b = madd(v128.load(y, 16), second4<T>(w, mask), b);
      }
      store<f32>(to, finish<T>(a, b, w, end, y));
      to += step;
      x0 += stride;
    }
  }
}

@inline function decodeFloats<T>(out: usize, row: usize, nCols: i32): void {
  for (const end = out + (<usize>nCols << 2); out < end; out += 4, row += sizeof<T>()) store<f32>(out, one<T>(row));
}

export function matmul_F32(
  out: usize,
  outStride: i32,
  weights: usize,
  firstRow: i32,
  nRows: i32,
  nCols: i32,
  activations: usize,
  nTokens: i32,
): void {
  matmulFloats<f32>(out, outStride, weights, firstRow, nRows, nCols, activations, nTokens);
}

export function decode_F32(out: usize, row: usize, nCols: i32): void {
  decodeFloats<f32>(out, row, nCols);
}

export function matmul_F16(
  out: usize,
  outStride: i32,
  weights: usize,
  firstRow: i32,
  nRows: i32,
  nCols: i32,
  activations: usize,
  nTokens: i32,
): void {
  matmulFloats<u16>(out, outStride, weights, firstRow, nRows, nCols, activations, nTokens);
}

export function decode_F16(out: usize, row: usize, nCols: i32): void {
  decodeFloats<u16>(out, row, nCols);
}

export function matmul_BF16(
  out: usize,
  outStride: i32,
  weights: usize,
  firstRow: i32,
  nRows: i32,
  nCols: i32,
  activations: usize,
  nTokens: i32,
): void {
  matmulFloats<i16>(out, outStride, weights, firstRow, nRows, nCols, activations, nTokens);
}

export function decode_BF16(out: usize, row: usize, nCols: i32): void {
  decodeFloats<i16>(out, row, nCols);
}
