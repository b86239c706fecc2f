// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { addDot, addSumsOfDots, dot16, dotSums, firstDot, onesI16, scaleDots, scaleOfDots } from './simd';

/*
 * Dot products of interleaved quadruples (a vector of four rows by four columns, as bytes) with one token, for the
 * matrix-vector kernels. The result has a row's sum in each lane, exactly.
 *
 *   relaxed   sums += dot(token's four bytes in every lane, q), see simd.ts      q in 0 … 127
 *   wide      lo += dot16(token's four i16 twice, q of rows 0 and 1 as i16)     q any signed byte
 *             hi += dot16(the same, q of rows 2 and 3);   then lanes 0 1, 2 3 of each are added
 */

/** Bytes that a column of an activation takes in this build, where both builds take what they are best at. */
export const COLUMN_BYTES: usize = RELAXED ? 1 : 2;

@inline function lo(q: v128, x: v128): v128 {
  return dot16(i16x8.extend_low_i8x16_s(q), x);
}

@inline function hi(q: v128, x: v128): v128 {
  return dot16(i16x8.extend_high_i8x16_s(q), x);
}

@inline function joinRows(lo: v128, hi: v128): v128 {
  return i32x4.add(v128.shuffle<i32>(lo, hi, 0, 2, 4, 6), v128.shuffle<i32>(lo, hi, 1, 3, 5, 7));
}

/** Sixteen columns, wide activations. */
@inline export function dotWide4(x: usize, q0: v128, q1: v128, q2: v128, q3: v128): v128 {
  const x0 = v128.load64_splat(x), x1 = v128.load64_splat(x, 8);
  const x2 = v128.load64_splat(x, 16), x3 = v128.load64_splat(x, 24);
  return joinRows(
    i32x4.add(i32x4.add(lo(q0, x0), lo(q1, x1)), i32x4.add(lo(q2, x2), lo(q3, x3))),
    i32x4.add(i32x4.add(hi(q0, x0), hi(q1, x1)), i32x4.add(hi(q2, x2), hi(q3, x3))),
  );
}

/** Sixteen columns, relaxed. */
@inline function sum4(x: usize, q0: v128, q1: v128, q2: v128, q3: v128): v128 {
  return addSumsOfDots(
    addDot(firstDot(v128.load32_splat(x), q0), v128.load32_splat(x, 4), q1),
    addDot(firstDot(v128.load32_splat(x, 8), q2), v128.load32_splat(x, 12), q3),
  );
}

/** Sixteen columns of at most 31. */
@inline export function dot31(x: usize, q0: v128, q1: v128, q2: v128, q3: v128): v128 {
  if (RELAXED) return dotSums(sum4(x, q0, q1, q2, q3), onesI16());
  return dotWide4(x, q0, q1, q2, q3);
}

/** Sixteen columns of at most 31, times their sub-block's scale: given as i16 twice in a row's lane. */
@inline export function scaled31(x: usize, q0: v128, q1: v128, q2: v128, q3: v128, scale: v128): v128 {
  if (RELAXED) return scaleDots(sum4(x, q0, q1, q2, q3), scaleOfDots(scale));
  return i32x4.mul(dotWide4(x, q0, q1, q2, q3), i32x4.shr_s(scale, 16));
}

/** 32 columns of at most 15. */
@inline export function dot15(
  x: usize, q0: v128, q1: v128, q2: v128, q3: v128, q4: v128, q5: v128, q6: v128, q7: v128,
): v128 {
  if (RELAXED) return dotSums(addSumsOfDots(sum4(x, q0, q1, q2, q3), sum4(x + 16, q4, q5, q6, q7)), onesI16());
  return i32x4.add(dotWide4(x, q0, q1, q2, q3), dotWide4(x + 32, q4, q5, q6, q7));
}

/** 32 columns, wide activations, times their sub-block's scale: given as i16 twice in a row's lane. */
@inline export function scaledWide(
  x: usize, q0: v128, q1: v128, q2: v128, q3: v128, q4: v128, q5: v128, q6: v128, q7: v128, scale: v128,
): v128 {
  const sums = i32x4.add(dotWide4(x, q0, q1, q2, q3), dotWide4(x + 32, q4, q5, q6, q7));
  return i32x4.mul(sums, i32x4.shr_s(scale, 16));
}
