// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { Q8_0_BYTES, Q8_0_WIDE_BYTES } from './activations';
import { addSums, subtractOffset } from './finish';
import { f16ToF32One } from './half';
import { HALF_PANEL_32, OFFSET_8, PANEL_BLOCK_BYTES, matmul32, putD32, putQuads32, tile32 } from './panel32';
import { HALF_PANEL_32_WIDE, WIDE_BLOCK_BYTES, putD32Wide, putQuads32Wide, tile32Wide } from './panel32Wide';
import { dotWide4 } from './quads';
import { addDot, addSumsOfDots, dotSums, firstDot, high, loadNormalF16x4, lowNibbles, onesI16 } from './simd';

/*
 * Q4_0: 32 weights in 18 bytes.
 *
 *   f16 d | u8 qs[16]        x[j] = d · ((qs[j] & 15) - 8), x[j + 16] = d · ((qs[j] >> 4) - 8)
 */

const BYTES: usize = 18;

export function decode_Q4_0(out: usize, row: usize, nCols: i32): void {
  for (const end = out + (<usize>nCols << 2); out < end; out += 128, row += BYTES) {
    const d = f16ToF32One(load<u16>(row));
    for (let j: usize = 0; j < 16; j++) {
      const q = <i32>load<u8>(row + j, 2);
      store<f32>(out + (j << 2), d * <f32>((q & 15) - 8));
      store<f32>(out + (j << 2), d * <f32>((q >> 4) - 8), 64);
    }
  }
}

/** The group's block: f16 d[8], then 4 times 4 bytes of 8 rows. */
function unpack(group: usize, panel: usize, nBlocks: i32): void {
  for (let block = 0; block < nBlocks; block++) {
    unpackHalf(group, group, panel);
    unpackHalf(group + 16, group + 8, panel + (RELAXED ? HALF_PANEL_32 : HALF_PANEL_32_WIDE));
    group += 8 * BYTES;
    panel += RELAXED ? PANEL_BLOCK_BYTES : WIDE_BLOCK_BYTES;
  }
}

/** Four of the rows, whose first vector of a group would be at `words` and whose scales are at `halves`. */
@inline function unpackHalf(words: usize, halves: usize, panel: usize): void {
  const low = lowNibbles();
  const eights = i8x16.splat(8);
  for (let i: usize = 0; i < 4; i++) {
    const v = v128.load(words + (i << 5), 16);
    const lo = v128.and(v, low);
    const hi = high(v, low);
    if (RELAXED) {
      putQuads32(panel, i, lo);
      putQuads32(panel, i + 4, hi);
    } else {
      putQuads32Wide(panel, i, i8x16.sub(lo, eights));
      putQuads32Wide(panel, i + 4, i8x16.sub(hi, eights));
    }
  }
  if (RELAXED) putD32(panel, halves);
  else putD32Wide(panel, halves);
}

function tile(panel: usize, x: usize, stride: usize, accumulators: usize, nBlocks: i32): void {
  if (RELAXED) tile32(panel, x, stride, accumulators, nBlocks, 8, OFFSET_8);
  else tile32Wide(panel, x, stride, accumulators, nBlocks, 32, false);
}

function vectorWide(group: usize, x: usize, out: usize, nBlocks: i32): void {
  let f = f32x4.splat(0), g = f;
  for (let block = 0; block < nBlocks; block++) {
    f = addHalf(group, group, x, f);
    g = addHalf(group + 16, group + 8, x, g);
    group += 8 * BYTES;
    x += Q8_0_WIDE_BYTES;
  }
  v128.store(out, f);
  v128.store(out, g, 16);
}

/** Four of the rows, as in unpackHalf. */
@inline function addHalf(words: usize, halves: usize, x: usize, f: v128): v128 {
  const low = lowNibbles();
  const v0 = v128.load(words, 16), v1 = v128.load(words, 48), v2 = v128.load(words, 80), v3 = v128.load(words, 112);
  const sums = i32x4.add(
    dotWide4(x, v128.and(v0, low), v128.and(v1, low), v128.and(v2, low), v128.and(v3, low)),
    dotWide4(x + 32, high(v0, low), high(v1, low), high(v2, low), high(v3, low)),
  );
  const tail = x + 64;
  return addSums(subtractOffset(sums, OFFSET_8, tail), loadNormalF16x4(halves), tail, f);
}

/** Each load of the token's columns serves eight rows. */
function vectorRelaxed(group: usize, x: usize, out: usize, nBlocks: i32): void {
  const low = lowNibbles();
  const ones = onesI16();
  let f = f32x4.splat(0), g = f;
  for (const end = x + Q8_0_BYTES * <usize>nBlocks; x < end; x += Q8_0_BYTES) {
    let v = v128.load(group, 16), w = v128.load(group, 32), y = v128.load32_splat(x), z = v128.load32_splat(x, 16);
    let la = firstDot(y, v128.and(v, low)), ha = firstDot(z, high(v, low)), lb = firstDot(y, v128.and(w, low)), hb = firstDot(z, high(w, low));
    v = v128.load(group, 48), w = v128.load(group, 64), y = v128.load32_splat(x, 4), z = v128.load32_splat(x, 20);
    la = addDot(la, y, v128.and(v, low)), ha = addDot(ha, z, high(v, low));
    lb = addDot(lb, y, v128.and(w, low)), hb = addDot(hb, z, high(w, low));
    v = v128.load(group, 80), w = v128.load(group, 96), y = v128.load32_splat(x, 8), z = v128.load32_splat(x, 24);
    la = addDot(la, y, v128.and(v, low)), ha = addDot(ha, z, high(v, low));
    lb = addDot(lb, y, v128.and(w, low)), hb = addDot(hb, z, high(w, low));
    v = v128.load(group, 112), w = v128.load(group, 128), y = v128.load32_splat(x, 12), z = v128.load32_splat(x, 28);
    la = addDot(la, y, v128.and(v, low)), ha = addDot(ha, z, high(v, low));
    lb = addDot(lb, y, v128.and(w, low)), hb = addDot(hb, z, high(w, low));
    const tail = x + 32;
    const sumsA = subtractOffset(dotSums(addSumsOfDots(la, ha), ones), OFFSET_8, tail);
    const sumsB = subtractOffset(dotSums(addSumsOfDots(lb, hb), ones), OFFSET_8, tail);
    f = addSums(sumsA, loadNormalF16x4(group), tail, f);
    g = addSums(sumsB, loadNormalF16x4(group + 8), tail, g);
    group += 8 * BYTES;
  }
  v128.store(out, f);
  v128.store(out, g, 16);
}

export function matmul_Q4_0(
  out: usize,
  outStride: i32,
  weights: usize,
  firstRow: i32,
  nRows: i32,
  nCols: i32,
  activations: usize,
  nTokens: i32,
): void {
  matmul32(
    out, outStride, weights, firstRow, nRows, nCols, activations, nTokens,
    32, 8, <i32>BYTES, 2, unpack, tile, RELAXED ? vectorRelaxed : vectorWide,
  );
}
