// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { Q8_0_BYTES, Q8_0_WIDE_BYTES } from './activations';
import { Tile, Unpack, Vector, matmulInterleaved } from './driver';
import { addMinimum, addSums, subtractOffset } from './finish';
import { HALF_PANEL_32_WIDE } from './panel32Wide';
import { addDot, dotSums, firstDot, loadNormalF16x4, onesI16 } from './simd';

/*
 * Panels of the types with blocks of 32, in the relaxed build: up to PANEL_BLOCKS blocks of eight rows, as whole numbers
 * of four or five bits. Rows 0-3 are the first half of each 32 bytes, rows 4-7 the second. A block:
 *
 *   0     u7 q  [8 quadruples of columns][8 rows][4]
 *   256   f32 d [8 rows]
 *   288   f32 m [8 rows]      Q4_1 and Q5_1
 *
 *   row · token = Σ_blocks d · dToken · (Σ q a - offset · Σ a)  +  m · sToken
 */

export const PANEL_BLOCKS: i32 = 8;
export const HALF_PANEL_32: usize = 16;
export const PANEL_BLOCK_BYTES: usize = 320;

const D: usize = 256;
const M: usize = 288;

@inline export function putQuads32(panel: usize, quad: usize, q: v128): void {
  v128.store(panel + (quad << 5), q);
}

@inline export function putD32(panel: usize, d: usize): void {
  v128.store(panel, loadNormalF16x4(d), D);
}

@inline export function putM32(panel: usize, m: usize): void {
  v128.store(panel, loadNormalF16x4(m), M);
}

/** What is added to Σ q a: the block's own minima, or an offset of 2^kind. */
export const HAS_M: i32 = -1;
export const OFFSET_1: i32 = 0;
export const OFFSET_8: i32 = 3;
export const OFFSET_16: i32 = 4;

@inline function finish(panel: usize, tail: usize, accumulators: usize, a: v128, b: v128, kind: i32): void {
  if (kind != HAS_M) a = subtractOffset(a, kind, tail), b = subtractOffset(b, kind, tail);
  let f = addSums(a, v128.load(panel, D), tail, v128.load(accumulators));
  let g = addSums(b, v128.load(panel, D + 16), tail, v128.load(accumulators, 16));
  if (kind == HAS_M) f = addMinimum(v128.load(panel, M), tail, f), g = addMinimum(v128.load(panel, M + 16), tail, g);
  v128.store(accumulators, f);
  v128.store(accumulators, g, 16);
}

/** Eight rows, four tokens. An i16 adds up `depth` products: 8 of at most 15 · 127, or 4 of at most 31 · 127. */
@inline export function tile32(
  panel: usize,
  x: usize,
  stride: usize,
  accumulators: usize,
  nBlocks: i32,
  depth: usize,
  kind: i32,
): void {
  const ones = onesI16();
  const zero = i32x4.splat(0);
  let x0 = x;
  let x1 = x0 + stride;
  let x2 = x1 + stride;
  let x3 = x2 + stride;
  for (let block = 0; block < nBlocks; block++) {
    let v = v128.load(panel), w = v128.load(panel, 16), a = v128.load32_splat(x0);
    let a0 = firstDot(a, v), b0 = firstDot(a, w); a = v128.load32_splat(x1);
    let a1 = firstDot(a, v), b1 = firstDot(a, w); a = v128.load32_splat(x2);
    let a2 = firstDot(a, v), b2 = firstDot(a, w); a = v128.load32_splat(x3);
    let a3 = firstDot(a, v), b3 = firstDot(a, w);
    v = v128.load(panel, 32), w = v128.load(panel, 48), a = v128.load32_splat(x0, 4);
    a0 = addDot(a0, a, v), b0 = addDot(b0, a, w), a = v128.load32_splat(x1, 4);
    a1 = addDot(a1, a, v), b1 = addDot(b1, a, w), a = v128.load32_splat(x2, 4);
    a2 = addDot(a2, a, v), b2 = addDot(b2, a, w), a = v128.load32_splat(x3, 4);
    a3 = addDot(a3, a, v), b3 = addDot(b3, a, w);
    v = v128.load(panel, 64), w = v128.load(panel, 80), a = v128.load32_splat(x0, 8);
    a0 = addDot(a0, a, v), b0 = addDot(b0, a, w), a = v128.load32_splat(x1, 8);
    a1 = addDot(a1, a, v), b1 = addDot(b1, a, w), a = v128.load32_splat(x2, 8);
    a2 = addDot(a2, a, v), b2 = addDot(b2, a, w), a = v128.load32_splat(x3, 8);
    a3 = addDot(a3, a, v), b3 = addDot(b3, a, w);
    v = v128.load(panel, 96), w = v128.load(panel, 112), a = v128.load32_splat(x0, 12);
    a0 = addDot(a0, a, v), b0 = addDot(b0, a, w), a = v128.load32_splat(x1, 12);
    a1 = addDot(a1, a, v), b1 = addDot(b1, a, w), a = v128.load32_splat(x2, 12);
    a2 = addDot(a2, a, v), b2 = addDot(b2, a, w), a = v128.load32_splat(x3, 12);
    a3 = addDot(a3, a, v), b3 = addDot(b3, a, w);
    let i0 = zero, j0 = zero, i1 = zero, j1 = zero, i2 = zero, j2 = zero, i3 = zero, j3 = zero;
    if (depth == 4) {
      i0 = dotSums(a0, ones), j0 = dotSums(b0, ones), i1 = dotSums(a1, ones), j1 = dotSums(b1, ones);
      i2 = dotSums(a2, ones), j2 = dotSums(b2, ones), i3 = dotSums(a3, ones), j3 = dotSums(b3, ones);
      v = v128.load(panel, 128), w = v128.load(panel, 144), a = v128.load32_splat(x0, 16);
      a0 = firstDot(a, v), b0 = firstDot(a, w), a = v128.load32_splat(x1, 16);
      a1 = firstDot(a, v), b1 = firstDot(a, w), a = v128.load32_splat(x2, 16);
      a2 = firstDot(a, v), b2 = firstDot(a, w), a = v128.load32_splat(x3, 16);
      a3 = firstDot(a, v), b3 = firstDot(a, w);
    } else {
      v = v128.load(panel, 128), w = v128.load(panel, 144), a = v128.load32_splat(x0, 16);
      a0 = addDot(a0, a, v), b0 = addDot(b0, a, w), a = v128.load32_splat(x1, 16);
      a1 = addDot(a1, a, v), b1 = addDot(b1, a, w), a = v128.load32_splat(x2, 16);
      a2 = addDot(a2, a, v), b2 = addDot(b2, a, w), a = v128.load32_splat(x3, 16);
      a3 = addDot(a3, a, v), b3 = addDot(b3, a, w);
    }
    v = v128.load(panel, 160), w = v128.load(panel, 176), a = v128.load32_splat(x0, 20);
    a0 = addDot(a0, a, v), b0 = addDot(b0, a, w), a = v128.load32_splat(x1, 20);
    a1 = addDot(a1, a, v), b1 = addDot(b1, a, w), a = v128.load32_splat(x2, 20);
    a2 = addDot(a2, a, v), b2 = addDot(b2, a, w), a = v128.load32_splat(x3, 20);
    a3 = addDot(a3, a, v), b3 = addDot(b3, a, w);
    v = v128.load(panel, 192), w = v128.load(panel, 208), a = v128.load32_splat(x0, 24);
    a0 = addDot(a0, a, v), b0 = addDot(b0, a, w), a = v128.load32_splat(x1, 24);
    a1 = addDot(a1, a, v), b1 = addDot(b1, a, w), a = v128.load32_splat(x2, 24);
    a2 = addDot(a2, a, v), b2 = addDot(b2, a, w), a = v128.load32_splat(x3, 24);
    a3 = addDot(a3, a, v), b3 = addDot(b3, a, w);
    v = v128.load(panel, 224), w = v128.load(panel, 240), a = v128.load32_splat(x0, 28);
    a0 = addDot(a0, a, v), b0 = addDot(b0, a, w), a = v128.load32_splat(x1, 28);
    a1 = addDot(a1, a, v), b1 = addDot(b1, a, w), a = v128.load32_splat(x2, 28);
    a2 = addDot(a2, a, v), b2 = addDot(b2, a, w), a = v128.load32_splat(x3, 28);
    a3 = addDot(a3, a, v), b3 = addDot(b3, a, w);
    if (depth == 4) {
      i0 = i32x4.add(i0, dotSums(a0, ones)), j0 = i32x4.add(j0, dotSums(b0, ones));
      i1 = i32x4.add(i1, dotSums(a1, ones)), j1 = i32x4.add(j1, dotSums(b1, ones));
      i2 = i32x4.add(i2, dotSums(a2, ones)), j2 = i32x4.add(j2, dotSums(b2, ones));
      i3 = i32x4.add(i3, dotSums(a3, ones)), j3 = i32x4.add(j3, dotSums(b3, ones));
    } else {
      i0 = dotSums(a0, ones), j0 = dotSums(b0, ones), i1 = dotSums(a1, ones), j1 = dotSums(b1, ones);
      i2 = dotSums(a2, ones), j2 = dotSums(b2, ones), i3 = dotSums(a3, ones), j3 = dotSums(b3, ones);
    }
    finish(panel, x0 + 32, accumulators, i0, j0, kind);
    finish(panel, x1 + 32, accumulators + 32, i1, j1, kind);
    finish(panel, x2 + 32, accumulators + 64, i2, j2, kind);
    finish(panel, x3 + 32, accumulators + 96, i3, j3, kind);
    panel += PANEL_BLOCK_BYTES;
    x0 += Q8_0_BYTES;
    x1 += Q8_0_BYTES;
    x2 += Q8_0_BYTES;
    x3 += Q8_0_BYTES;
  }
}

/** A type with blocks of `blockSize`, one or more times 32, whose scales come first: its matmul in either build. */
export function matmul32(
  out: usize,
  outStride: i32,
  weights: usize,
  firstRow: i32,
  nRows: i32,
  nCols: i32,
  activations: usize,
  nTokens: i32,
  blockSize: i32,
  groupRows: i32,
  typeSize: i32,
  halfBytes: i32,
  unpack: Unpack,
  tile: Tile,
  vector: Vector,
): void {
  matmulInterleaved(
    out, outStride, weights, firstRow, nRows, nCols / blockSize, activations, nTokens, groupRows, typeSize, halfBytes,
    0, 0, (RELAXED ? Q8_0_BYTES : Q8_0_WIDE_BYTES) * <usize>(blockSize / 32), (32 * PANEL_BLOCKS) / blockSize,
    RELAXED ? HALF_PANEL_32 : HALF_PANEL_32_WIDE,
    unpack, tile, vector,
  );
}
