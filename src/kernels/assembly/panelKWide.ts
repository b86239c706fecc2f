// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { Q8_K_WIDE_BYTES, TAIL_K_SUMS16, TAIL_K_SUMS32 } from './activations';
import { Unpack, Vector, matmulInterleaved } from './driver';
import { addSumsK, subtractMinimaK } from './finish';
import { dotWide4 } from './quads';
import { dot16, loadF16x4 } from './simd';

/*
 * Panels of the K-quants with whole numbers of sixteen bits: one superblock of eight rows, each weight already times its
 * sub-block's scale. The plain build uses them for all K-quants, the relaxed one where a weight needs eight bits.
 *
 *   0     i16 scale · q [128 pairs of columns][8 rows][2]
 *   4096  i16 min   [4 or 8 pairs of sub-blocks][8 rows][2]      where the type has minima
 *   4352  f32 d     [8 rows]
 *   4384  f32 dmin  [8 rows]
 *
 *   row · token = d · dToken · Σ scale q a  -  dmin · dToken · Σ_sub min · Σ a
 */

export const HALF_PANEL_K_WIDE: usize = 16;

const MINS: usize = 4096;
const D: usize = 4352;
const DMIN: usize = 4384;

/** Quadruple `quad` of four rows, as i8, times the scale (both i16 of a lane the same). */
@inline export function putQuadsWide(panel: usize, quad: usize, q: v128, scale: v128): void {
  const lo = i16x8.extend_low_i8x16_s(q);
  const hi = i16x8.extend_high_i8x16_s(q);
  const at = panel + (quad << 6);
  v128.store(at, i16x8.mul(v128.shuffle<i32>(lo, hi, 0, 2, 4, 6), scale));
  v128.store(at, i16x8.mul(v128.shuffle<i32>(lo, hi, 1, 3, 5, 7), scale), 32);
}

/** Minima of sub-blocks 2 · pair and 2 · pair + 1. */
@inline export function putMinsWide(panel: usize, pair: usize, mins: v128): void {
  v128.store(panel + (pair << 5), mins, MINS);
}

@inline export function putDWide(panel: usize, d: usize): void {
  putF32DWide(panel, loadF16x4(d));
}

@inline export function putF32DWide(panel: usize, d: v128): void {
  v128.store(panel, d, D);
}

@inline export function putDminWide(panel: usize, dmin: usize): void {
  v128.store(panel, loadF16x4(dmin), DMIN);
}

/** What a panel's correction is made of. */
export const NO_MINS: i32 = 0;
export const WIDE_MINS_OF_16: i32 = 1;
export const WIDE_MINS_OF_32: i32 = 2;

@inline function finishHalf(panel: usize, tail: usize, accumulators: usize, sums: v128, kind: i32): void {
  let f = addSumsK(sums, v128.load(panel, D), tail, v128.load(accumulators));
  if (kind != NO_MINS) {
    const tokenSums = kind == WIDE_MINS_OF_32 ? tail + TAIL_K_SUMS32 : tail + TAIL_K_SUMS16;
    let n = dot16(v128.load(panel, MINS), v128.load32_splat(tokenSums));
    n = i32x4.add(n, dot16(v128.load(panel, MINS + 32), v128.load32_splat(tokenSums, 4)));
    n = i32x4.add(n, dot16(v128.load(panel, MINS + 64), v128.load32_splat(tokenSums, 8)));
    n = i32x4.add(n, dot16(v128.load(panel, MINS + 96), v128.load32_splat(tokenSums, 12)));
    if (kind == WIDE_MINS_OF_16) {
      n = i32x4.add(n, dot16(v128.load(panel, MINS + 128), v128.load32_splat(tokenSums, 16)));
      n = i32x4.add(n, dot16(v128.load(panel, MINS + 160), v128.load32_splat(tokenSums, 20)));
      n = i32x4.add(n, dot16(v128.load(panel, MINS + 192), v128.load32_splat(tokenSums, 24)));
      n = i32x4.add(n, dot16(v128.load(panel, MINS + 224), v128.load32_splat(tokenSums, 28)));
    }
    f = subtractMinimaK(n, v128.load(panel, DMIN), tail, f);
  }
  v128.store(accumulators, f);
}

/** Eight rows, four tokens, one superblock. */
@inline export function tileKWide(panel: usize, x: usize, stride: usize, accumulators: usize, kind: i32): void {
  let x0 = x;
  let x1 = x0 + stride;
  let x2 = x1 + stride;
  let x3 = x2 + stride;
  const zero = i32x4.splat(0);
  let a0 = zero, b0 = zero, a1 = zero, b1 = zero, a2 = zero, b2 = zero, a3 = zero, b3 = zero;
  for (let p = panel; p < panel + 4096; p += 64) {
    let v = v128.load(p), w = v128.load(p, 16), a = v128.load32_splat(x0);
    a0 = i32x4.add(a0, dot16(a, v)), b0 = i32x4.add(b0, dot16(a, w)), a = v128.load32_splat(x1);
    a1 = i32x4.add(a1, dot16(a, v)), b1 = i32x4.add(b1, dot16(a, w)), a = v128.load32_splat(x2);
    a2 = i32x4.add(a2, dot16(a, v)), b2 = i32x4.add(b2, dot16(a, w)), a = v128.load32_splat(x3);
    a3 = i32x4.add(a3, dot16(a, v)), b3 = i32x4.add(b3, dot16(a, w));
    v = v128.load(p, 32), w = v128.load(p, 48), a = v128.load32_splat(x0, 4);
    a0 = i32x4.add(a0, dot16(a, v)), b0 = i32x4.add(b0, dot16(a, w)), a = v128.load32_splat(x1, 4);
    a1 = i32x4.add(a1, dot16(a, v)), b1 = i32x4.add(b1, dot16(a, w)), a = v128.load32_splat(x2, 4);
    a2 = i32x4.add(a2, dot16(a, v)), b2 = i32x4.add(b2, dot16(a, w)), a = v128.load32_splat(x3, 4);
    a3 = i32x4.add(a3, dot16(a, v)), b3 = i32x4.add(b3, dot16(a, w));
    x0 += 8;
    x1 += 8;
    x2 += 8;
    x3 += 8;
  }
  // The pointers have come to the ends of the tokens' whole numbers.
  finishHalf(panel, x0, accumulators, a0, kind);
  finishHalf(panel + HALF_PANEL_K_WIDE, x0, accumulators + 16, b0, kind);
  finishHalf(panel, x1, accumulators + 32, a1, kind);
  finishHalf(panel + HALF_PANEL_K_WIDE, x1, accumulators + 48, b1, kind);
  finishHalf(panel, x2, accumulators + 64, a2, kind);
  finishHalf(panel + HALF_PANEL_K_WIDE, x2, accumulators + 80, b2, kind);
  finishHalf(panel, x3, accumulators + 96, a3, kind);
  finishHalf(panel + HALF_PANEL_K_WIDE, x3, accumulators + 112, b3, kind);
}

/**
 * Takes columns 16i … 16i + 15 of four rows, as i8, times their scale (i32, not negative), and returns the sums of the
 * superblock so far: so that one walk over a superblock serves both ways. For a vector `to` is the token and the sums are
 * added to; for a tile it is the panel.
 */
@inline export function take16(
  isVector: bool, to: usize, i: usize, q0: v128, q1: v128, q2: v128, q3: v128, scale: v128, sums: v128,
): v128 {
  if (isVector) return i32x4.add(sums, i32x4.mul(dotWide4(to + (i << 5), q0, q1, q2, q3), scale));
  const both = v128.or(scale, i32x4.shl(scale, 16));
  putQuadsWide(to, 4 * i, q0, both);
  putQuadsWide(to, 4 * i + 1, q1, both);
  putQuadsWide(to, 4 * i + 2, q2, both);
  putQuadsWide(to, 4 * i + 3, q3, both);
  return sums;
}

function tileWithoutMins(panel: usize, x: usize, stride: usize, accumulators: usize, _nBlocks: i32): void {
  tileKWide(panel, x, stride, accumulators, NO_MINS);
}

/** The matmul of a type with superblocks and no minima, wide in either build. */
export function matmulKWide(
  out: usize,
  outStride: i32,
  weights: usize,
  firstRow: i32,
  nRows: i32,
  nCols: i32,
  activations: usize,
  nTokens: i32,
  typeSize: i32,
  halfBytes: i32,
  unpack: Unpack,
  vector: Vector,
): void {
  matmulInterleaved(
    out, outStride, weights, firstRow, nRows, nCols / 256, activations, nTokens, 4, typeSize, halfBytes, 0, 0,
    Q8_K_WIDE_BYTES, 1, HALF_PANEL_K_WIDE, unpack, tileWithoutMins, vector,
  );
}
