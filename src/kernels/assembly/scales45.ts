// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { TAIL_K_SUMS32 } from './activations';
import { pairU } from './lanes';
import { bits45, dot16, lowNibbles, sixBits } from './simd';

/*
 * The scales and minima of Q4_K and Q5_K: eight of each, six bits a piece, in twelve bytes.
 *
 *   byte j        scale j,     its upper two bits hold the upper two of scale j + 4         j in 0 … 3
 *   byte j + 4    minimum j,   its upper two bits hold the upper two of minimum j + 4
 *   byte j + 8    low nibble: lower four bits of scale j + 4; high nibble: of minimum j + 4
 *
 * Interleaved, the twelve bytes of eight rows are three times two vectors, and each row's lane is taken apart like the
 * bytes above. `packed` is the first vector of four of the rows.
 */

/** Six-bit scales of sub-blocks 0-3 (i = 0) or 4-7 of each row. */
@inline export function scales45(packed: usize, i: i32): v128 {
  const u0 = v128.load(packed);
  if (i == 0) return v128.and(u0, sixBits());
  return v128.or(v128.and(v128.load(packed, 64), lowNibbles()), v128.and(i16x8.shr_u(u0, 2), bits45()));
}

@inline export function mins45(packed: usize, i: i32): v128 {
  const u1 = v128.load(packed, 32);
  if (i == 0) return v128.and(u1, sixBits());
  return v128.or(
    v128.and(i16x8.shr_u(v128.load(packed, 64), 4), lowNibbles()),
    v128.and(i16x8.shr_u(u1, 2), bits45()),
  );
}

/** Σ min · Σ a of four rows' superblock and one token. */
@inline export function minSums45(packed: usize, tail: usize): v128 {
  const m0 = mins45(packed, 0);
  const m1 = mins45(packed, 1);
  const n0 = dot16(pairU(m0, 0), v128.load32_splat(tail, TAIL_K_SUMS32));
  const n1 = dot16(pairU(m0, 1), v128.load32_splat(tail, TAIL_K_SUMS32 + 4));
  const n2 = dot16(pairU(m1, 0), v128.load32_splat(tail, TAIL_K_SUMS32 + 8));
  const n3 = dot16(pairU(m1, 1), v128.load32_splat(tail, TAIL_K_SUMS32 + 12));
  return i32x4.add(i32x4.add(n0, n1), i32x4.add(n2, n3));
}

/** Scale and minimum of one row, for its decoder: scale in the low byte, minimum in the next. */
@inline export function scaleAndMin45(packed: usize, j: usize): u32 {
  if (j < 4) return (<u32>load<u8>(packed + j) & 63) | ((<u32>load<u8>(packed + j, 4) & 63) << 8);
  const last = <u32>load<u8>(packed + j, 4);
  const scale = (last & 15) | ((<u32>load<u8>(packed + j - 4) >> 6) << 4);
  const least = (last >> 4) | ((<u32>load<u8>(packed + j) >> 6) << 4);
  return scale | (least << 8);
}
