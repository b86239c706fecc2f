// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { TAIL_K_SUMS32 } from './activations';
import { OFFSET_1 as OFFSET_1_K, putD, putMinsU, putQuads, putScalesU, tileK } from './panelK';
import { NO_MINS, putDWide, putQuadsWide, tileKWide } from './panelKWide';
import { OFFSET_1, PANEL_BLOCK_BYTES, putD32, putQuads32, tile32 } from './panel32';
import { WIDE_BLOCK_BYTES, putD32Wide, putQuads32Wide, tile32Wide } from './panel32Wide';
import { COLUMN_BYTES, dot31 } from './quads';
import { dot16, i8Ones, onesI16 } from './simd';

/*
 * What the types share whose weights are d · (q - 1), with q in 0 … 3 and no scales of sub-blocks: TQ1_0 and TQ2_0 with
 * superblocks, Q1_0 and Q2_0 with blocks of several times 32.
 */

/** Like take16 of panelKWide.ts, without a scale. The vector's sums are of q. */
@inline export function takeTernary(
  isVector: bool, to: usize, i: usize, q0: v128, q1: v128, q2: v128, q3: v128, sums: v128,
): v128 {
  if (isVector) return i32x4.add(sums, dot31(to + (i << 4) * COLUMN_BYTES, q0, q1, q2, q3));
  putTernary(to, 4 * i, q0);
  putTernary(to, 4 * i + 1, q1);
  putTernary(to, 4 * i + 2, q2);
  putTernary(to, 4 * i + 3, q3);
  return sums;
}

@inline function putTernary(panel: usize, quad: usize, q: v128): void {
  if (RELAXED) putQuads(panel, quad, q);
  else putQuadsWide(panel, quad, i8x16.sub(q, i8Ones()), onesI16());
}

/** A panel's d, from four f16, and scales and minima of 1. */
@inline export function putTernaryD(panel: usize, d: usize): void {
  if (RELAXED) {
    putD(panel, d);
    putScalesU(panel, 0, i8Ones());
    putScalesU(panel, 1, i8Ones());
    for (let i: usize = 0; i < 4; i++) putMinsU(panel, i, i8Ones());
  } else {
    putDWide(panel, d);
  }
}

export function tileTernary(panel: usize, x: usize, stride: usize, accumulators: usize, _nBlocks: i32): void {
  if (RELAXED) tileK(panel, x, stride, accumulators, 8, OFFSET_1_K);
  else tileKWide(panel, x, stride, accumulators, NO_MINS);
}

/** Σ (q - 1) a of Σ q a, of a superblock. */
@inline export function subtractColumns(sums: v128, tail: usize): v128 {
  const fours = dot16(v128.load(tail, TAIL_K_SUMS32), onesI16());
  const twos = i32x4.add(fours, v128.shuffle<i32>(fours, fours, 2, 3, 0, 1));
  return i32x4.sub(sums, i32x4.add(twos, v128.shuffle<i32>(twos, twos, 1, 0, 3, 2)));
}

/** Bytes of 32 columns of a panel. */
export const TERNARY_PANEL_BYTES: usize = RELAXED ? PANEL_BLOCK_BYTES : WIDE_BLOCK_BYTES;

@inline export function putTernary32(panel: usize, quad: usize, q: v128): void {
  if (RELAXED) putQuads32(panel, quad, q);
  else putQuads32Wide(panel, quad, i8x16.sub(q, i8Ones()));
}

@inline export function putTernaryD32(panel: usize, d: usize): void {
  if (RELAXED) putD32(panel, d);
  else putD32Wide(panel, d);
}

@inline export function tileTernary32(panel: usize, x: usize, stride: usize, accumulators: usize, nBlocks: i32): void {
  if (RELAXED) tile32(panel, x, stride, accumulators, nBlocks, 8, OFFSET_1);
  else tile32Wide(panel, x, stride, accumulators, nBlocks, 32, false);
}
