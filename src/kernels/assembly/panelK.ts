// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { Q8_K_BYTES, Q8_K_WIDE_BYTES, TAIL_K_OFFSETS, TAIL_K_SUMS16, TAIL_K_SUMS32 } from './activations';
import { Tile, Unpack, Vector, matmulInterleaved } from './driver';
import { addSumsK, subtractMinimaK } from './finish';
import { bothS, bothU, pairS, pairU } from './lanes';
import { addDot, dot16, dotsFrom, firstDot, loadF16x4, scaleDots, scaleOfDots } from './simd';

/*
 * Panels of the K-quants in the relaxed build: one superblock of 256 columns of eight rows, as whole numbers of seven
 * bits, so that the 8-bit dot product applies. Rows 0-3 are the first half of each 32 bytes, rows 4-7 the second.
 *
 *   0     u7 q   [64 quadruples of columns][8 rows][4]
 *   2048  i16 scale [8 or 16 sub-blocks][8 rows][2 equal]
 *   2560  i16 min   [4 or 8 pairs of sub-blocks][8 rows][2]      or the scales again, for an offset
 *   2816  f32 d     [8 rows]
 *   2848  f32 dmin  [8 rows]
 *
 *   row · token = d · dToken · Σ_sub scale · Σ q a  -  dmin · dToken · Σ_sub min · Σ a        (Q4_K, Q5_K, Q2_K)
 *   row · token = d · dToken · (Σ_sub scale · Σ q a - offset · Σ_sub scale · Σ a)             (Q3_K)
 *   row · token = d · dToken · Σ_sub scale · (Σ q a - 32 · Σ a)                               (Q6_K)
 */

export const HALF_PANEL_K: usize = 16;

const SCALES: usize = 2048;
const MINS: usize = 2560;
const D: usize = 2816;
const DMIN: usize = 2848;

/** Four columns of four rows, in 0 … 127. */
@inline export function putQuads(panel: usize, quad: usize, q: v128): void {
  v128.store(panel + (quad << 5), q);
}

/** Four unsigned scales a row, of sub-blocks 4i …. */
@inline export function putScalesU(panel: usize, i: usize, scales: v128): void {
  const at = panel + SCALES + (i << 7);
  v128.store(at, bothU(scales, 0));
  v128.store(at, bothU(scales, 1), 32);
  v128.store(at, bothU(scales, 2), 64);
  v128.store(at, bothU(scales, 3), 96);
}

/** The same for tiles that take a sub-block of 32 as two of 16. */
@inline export function putScalesTwiceU(panel: usize, i: usize, scales: v128): void {
  const at = panel + SCALES + (i << 8);
  v128.store(at, bothU(scales, 0));
  v128.store(at, bothU(scales, 0), 32);
  v128.store(at, bothU(scales, 1), 64);
  v128.store(at, bothU(scales, 1), 96);
  v128.store(at, bothU(scales, 2), 128);
  v128.store(at, bothU(scales, 2), 160);
  v128.store(at, bothU(scales, 3), 192);
  v128.store(at, bothU(scales, 3), 224);
}

@inline export function putScalesS(panel: usize, i: usize, scales: v128): void {
  const at = panel + SCALES + (i << 7);
  v128.store(at, bothS(scales, 0));
  v128.store(at, bothS(scales, 1), 32);
  v128.store(at, bothS(scales, 2), 64);
  v128.store(at, bothS(scales, 3), 96);
}

@inline export function putMinsU(panel: usize, i: usize, mins: v128): void {
  v128.store(panel + MINS + (i << 6), pairU(mins, 0));
  v128.store(panel + MINS + (i << 6), pairU(mins, 1), 32);
}

@inline export function putMinsS(panel: usize, i: usize, mins: v128): void {
  v128.store(panel + MINS + (i << 6), pairS(mins, 0));
  v128.store(panel + MINS + (i << 6), pairS(mins, 1), 32);
}

/** `d` is the address of the rows' four f16. */
@inline export function putD(panel: usize, d: usize): void {
  v128.store(panel, loadF16x4(d), D);
}

@inline export function putDmin(panel: usize, dmin: usize): void {
  v128.store(panel, loadF16x4(dmin), DMIN);
}

/** What a panel's correction is made of; an offset is 2^kind. */
export const MINS_OF_32: i32 = -2;
export const MINS_OF_16: i32 = -1;
export const OFFSET_1: i32 = 0;
export const OFFSET_4: i32 = 2;
/** Or none is needed, since the sums begin with the token's offsets. */
export const IN_SUMS: i32 = -3;

/** Adds the superblock of eight rows, their halves' sums being `a` and `b`, and one token. */
@inline function finish(panel: usize, tail: usize, accumulators: usize, a: v128, b: v128, kind: i32): void {
  if (kind == IN_SUMS) {
    addHalf(panel, tail, accumulators, a);
    addHalf(panel + HALF_PANEL_K, tail, accumulators + 16, b);
    return;
  }
  // Σ min · Σ a, with each load of the token's sums serving both halves.
  const sums = kind == MINS_OF_32 ? tail + TAIL_K_SUMS32 : tail + TAIL_K_SUMS16;
  let y = v128.load32_splat(sums), z = v128.load32_splat(sums, 4);
  let m = i32x4.add(dot16(v128.load(panel, MINS), y), dot16(v128.load(panel, MINS + 32), z));
  let n = i32x4.add(dot16(v128.load(panel, MINS + 16), y), dot16(v128.load(panel, MINS + 48), z));
  y = v128.load32_splat(sums, 8), z = v128.load32_splat(sums, 12);
  m = i32x4.add(m, i32x4.add(dot16(v128.load(panel, MINS + 64), y), dot16(v128.load(panel, MINS + 96), z)));
  n = i32x4.add(n, i32x4.add(dot16(v128.load(panel, MINS + 80), y), dot16(v128.load(panel, MINS + 112), z)));
  if (kind != MINS_OF_32) {
    y = v128.load32_splat(sums, 16), z = v128.load32_splat(sums, 20);
    m = i32x4.add(m, i32x4.add(dot16(v128.load(panel, MINS + 128), y), dot16(v128.load(panel, MINS + 160), z)));
    n = i32x4.add(n, i32x4.add(dot16(v128.load(panel, MINS + 144), y), dot16(v128.load(panel, MINS + 176), z)));
    y = v128.load32_splat(sums, 24), z = v128.load32_splat(sums, 28);
    m = i32x4.add(m, i32x4.add(dot16(v128.load(panel, MINS + 192), y), dot16(v128.load(panel, MINS + 224), z)));
    n = i32x4.add(n, i32x4.add(dot16(v128.load(panel, MINS + 208), y), dot16(v128.load(panel, MINS + 240), z)));
  }
  finishHalf(panel, tail, accumulators, a, m, kind);
  finishHalf(panel + HALF_PANEL_K, tail, accumulators + 16, b, n, kind);
}

@inline function addHalf(panel: usize, tail: usize, accumulators: usize, sums: v128): void {
  v128.store(accumulators, addSumsK(sums, v128.load(panel, D), tail, v128.load(accumulators)));
}

@inline function finishHalf(panel: usize, tail: usize, accumulators: usize, sums: v128, mins: v128, kind: i32): void {
  if (kind >= OFFSET_1) sums = i32x4.sub(sums, i32x4.shl(mins, kind));
  let f = addSumsK(sums, v128.load(panel, D), tail, v128.load(accumulators));
  if (kind < OFFSET_1) f = subtractMinimaK(mins, v128.load(panel, DMIN), tail, f);
  v128.store(accumulators, f);
}

/** Σ_sub scale · Σ q a of a tile: i32 [4 tokens][8 rows], behind the panel. */
const SUMS: usize = 2880;

/**
 * Eight rows, four tokens, one superblock. `quads` is how many quadruples of columns share a scale, and also how many
 * products an i16 can add up: 8 of at most 15 · 127, or 4 of at most 31 · 127. With IN_SUMS 4 of at most 63 · 127, since
 * less 32 each they are within 32 · 127, and sums on the way there may wrap.
 */
@inline export function tileK(panel: usize, x: usize, stride: usize, accumulators: usize, quads: usize, kind: i32): void {
  let x0 = x;
  let x1 = x0 + stride;
  let x2 = x1 + stride;
  let x3 = x2 + stride;
  const zero = i32x4.splat(0);
  v128.store(panel, zero, SUMS);
  v128.store(panel, zero, SUMS + 16);
  v128.store(panel, zero, SUMS + 32);
  v128.store(panel, zero, SUMS + 48);
  v128.store(panel, zero, SUMS + 64);
  v128.store(panel, zero, SUMS + 80);
  v128.store(panel, zero, SUMS + 96);
  v128.store(panel, zero, SUMS + 112);
  let scales = panel + SCALES;
  let offsets = x + 256 + TAIL_K_OFFSETS;
  for (let p = panel; p < panel + 2048; scales += 32) {
    let v = v128.load(p), w = v128.load(p, 16), a = v128.load32_splat(x0);
    let a0 = zero, b0 = zero, a1 = zero, b1 = zero, a2 = zero, b2 = zero, a3 = zero, b3 = zero;
    if (kind == IN_SUMS) {
      a0 = dotsFrom(v128.load32_splat(offsets)), a1 = dotsFrom(v128.load32_splat(offsets + stride));
      b0 = addDot(a0, a, w), a0 = addDot(a0, a, v), a = v128.load32_splat(x1);
      a2 = dotsFrom(v128.load32_splat(offsets + 2 * stride)), a3 = dotsFrom(v128.load32_splat(offsets + 3 * stride));
      b1 = addDot(a1, a, w), a1 = addDot(a1, a, v), a = v128.load32_splat(x2);
      b2 = addDot(a2, a, w), a2 = addDot(a2, a, v), a = v128.load32_splat(x3);
      b3 = addDot(a3, a, w), a3 = addDot(a3, a, v);
      offsets += 4;
    } else {
      a0 = firstDot(a, v), b0 = firstDot(a, w), a = v128.load32_splat(x1);
      a1 = firstDot(a, v), b1 = firstDot(a, w), a = v128.load32_splat(x2);
      a2 = firstDot(a, v), b2 = firstDot(a, w), a = v128.load32_splat(x3);
      a3 = firstDot(a, v), b3 = firstDot(a, w);
    }
    v = v128.load(p, 32), w = v128.load(p, 48), a = v128.load32_splat(x0, 4);
    a0 = addDot(a0, a, v), b0 = addDot(b0, a, w), a = v128.load32_splat(x1, 4);
    a1 = addDot(a1, a, v), b1 = addDot(b1, a, w), a = v128.load32_splat(x2, 4);
    a2 = addDot(a2, a, v), b2 = addDot(b2, a, w), a = v128.load32_splat(x3, 4);
    a3 = addDot(a3, a, v), b3 = addDot(b3, a, w);
    v = v128.load(p, 64), w = v128.load(p, 80), a = v128.load32_splat(x0, 8);
    a0 = addDot(a0, a, v), b0 = addDot(b0, a, w), a = v128.load32_splat(x1, 8);
    a1 = addDot(a1, a, v), b1 = addDot(b1, a, w), a = v128.load32_splat(x2, 8);
    a2 = addDot(a2, a, v), b2 = addDot(b2, a, w), a = v128.load32_splat(x3, 8);
    a3 = addDot(a3, a, v), b3 = addDot(b3, a, w);
    v = v128.load(p, 96), w = v128.load(p, 112), a = v128.load32_splat(x0, 12);
    a0 = addDot(a0, a, v), b0 = addDot(b0, a, w), a = v128.load32_splat(x1, 12);
    a1 = addDot(a1, a, v), b1 = addDot(b1, a, w), a = v128.load32_splat(x2, 12);
    a2 = addDot(a2, a, v), b2 = addDot(b2, a, w), a = v128.load32_splat(x3, 12);
    a3 = addDot(a3, a, v), b3 = addDot(b3, a, w);
    if (quads == 8) {
      v = v128.load(p, 128), w = v128.load(p, 144), a = v128.load32_splat(x0, 16);
      a0 = addDot(a0, a, v), b0 = addDot(b0, a, w), a = v128.load32_splat(x1, 16);
      a1 = addDot(a1, a, v), b1 = addDot(b1, a, w), a = v128.load32_splat(x2, 16);
      a2 = addDot(a2, a, v), b2 = addDot(b2, a, w), a = v128.load32_splat(x3, 16);
      a3 = addDot(a3, a, v), b3 = addDot(b3, a, w);
      v = v128.load(p, 160), w = v128.load(p, 176), a = v128.load32_splat(x0, 20);
      a0 = addDot(a0, a, v), b0 = addDot(b0, a, w), a = v128.load32_splat(x1, 20);
      a1 = addDot(a1, a, v), b1 = addDot(b1, a, w), a = v128.load32_splat(x2, 20);
      a2 = addDot(a2, a, v), b2 = addDot(b2, a, w), a = v128.load32_splat(x3, 20);
      a3 = addDot(a3, a, v), b3 = addDot(b3, a, w);
      v = v128.load(p, 192), w = v128.load(p, 208), a = v128.load32_splat(x0, 24);
      a0 = addDot(a0, a, v), b0 = addDot(b0, a, w), a = v128.load32_splat(x1, 24);
      a1 = addDot(a1, a, v), b1 = addDot(b1, a, w), a = v128.load32_splat(x2, 24);
      a2 = addDot(a2, a, v), b2 = addDot(b2, a, w), a = v128.load32_splat(x3, 24);
      a3 = addDot(a3, a, v), b3 = addDot(b3, a, w);
      v = v128.load(p, 224), w = v128.load(p, 240), a = v128.load32_splat(x0, 28);
      a0 = addDot(a0, a, v), b0 = addDot(b0, a, w), a = v128.load32_splat(x1, 28);
      a1 = addDot(a1, a, v), b1 = addDot(b1, a, w), a = v128.load32_splat(x2, 28);
      a2 = addDot(a2, a, v), b2 = addDot(b2, a, w), a = v128.load32_splat(x3, 28);
      a3 = addDot(a3, a, v), b3 = addDot(b3, a, w);
    }
    p += quads << 5;
    x0 += quads << 2;
    x1 += quads << 2;
    x2 += quads << 2;
    x3 += quads << 2;
    const s = scaleOfDots(v128.load(scales)), t = scaleOfDots(v128.load(scales, 16));
    v128.store(panel, i32x4.add(v128.load(panel, SUMS), scaleDots(a0, s)), SUMS);
    v128.store(panel, i32x4.add(v128.load(panel, SUMS + 16), scaleDots(b0, t)), SUMS + 16);
    v128.store(panel, i32x4.add(v128.load(panel, SUMS + 32), scaleDots(a1, s)), SUMS + 32);
    v128.store(panel, i32x4.add(v128.load(panel, SUMS + 48), scaleDots(b1, t)), SUMS + 48);
    v128.store(panel, i32x4.add(v128.load(panel, SUMS + 64), scaleDots(a2, s)), SUMS + 64);
    v128.store(panel, i32x4.add(v128.load(panel, SUMS + 80), scaleDots(b2, t)), SUMS + 80);
    v128.store(panel, i32x4.add(v128.load(panel, SUMS + 96), scaleDots(a3, s)), SUMS + 96);
    v128.store(panel, i32x4.add(v128.load(panel, SUMS + 112), scaleDots(b3, t)), SUMS + 112);
  }
  for (let t: usize = 0; t < 4; t++) {
    const sums = panel + (t << 5);
    finish(panel, x + 256, accumulators, v128.load(sums, SUMS), v128.load(sums, SUMS + 16), kind);
    x += stride;
    accumulators += 32;
  }
}

/** A K-quant's matmul in either build: both kinds of panel have their halves 16 bytes apart. */
export function matmulK(
  out: usize,
  outStride: i32,
  weights: usize,
  firstRow: i32,
  nRows: i32,
  nCols: i32,
  activations: usize,
  nTokens: i32,
  groupRows: i32,
  typeSize: i32,
  halfBytes: i32,
  atEnd: i32,
  places: usize,
  unpack: Unpack,
  tile: Tile,
  vector: Vector,
): void {
  matmulInterleaved(
    out, outStride, weights, firstRow, nRows, nCols / 256, activations, nTokens, groupRows, typeSize, halfBytes, atEnd, places,
    RELAXED ? Q8_K_BYTES : Q8_K_WIDE_BYTES, 1, HALF_PANEL_K, unpack, tile, vector,
  );
}
