// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { TAIL_D, TAIL_K_D, TAIL_S, TAIL_SUM } from './activations';
import { madd, nmadd } from './simd';

/*
 * How whole-number sums of a block become part of a row's f32 sum `f`: four rows, one token, whose block's fields are at
 * `tail` (activations.ts). Every path of a type, tile or vector, goes through these in the same order.
 */

/** f + d · dToken · sums, for blocks of 32. */
@inline export function addSums(sums: v128, d: v128, tail: usize, f: v128): v128 {
  return madd(f32x4.mul(d, v128.load32_splat(tail, TAIL_D)), f32x4.convert_i32x4_s(sums), f);
}

/** Σ (q - 2^shift) a of Σ q a. */
@inline export function subtractOffset(sums: v128, shift: i32, tail: usize): v128 {
  return i32x4.sub(sums, i32x4.shl(v128.load32_splat(tail, TAIL_SUM), shift));
}

/** f + m · sToken */
@inline export function addMinimum(m: v128, tail: usize, f: v128): v128 {
  return madd(m, v128.load32_splat(tail, TAIL_S), f);
}

/** f + d · dToken · sums, for superblocks of 256. */
@inline export function addSumsK(sums: v128, d: v128, tail: usize, f: v128): v128 {
  return madd(f32x4.mul(d, v128.load32_splat(tail, TAIL_K_D)), f32x4.convert_i32x4_s(sums), f);
}

/** f - dmin · dToken · minSums */
@inline export function subtractMinimaK(minSums: v128, dmin: v128, tail: usize, f: v128): v128 {
  return nmadd(f32x4.mul(dmin, v128.load32_splat(tail, TAIL_K_D)), f32x4.convert_i32x4_s(minSums), f);
}
