// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { Q8_0_BYTES, Q8_0_WIDE_BYTES } from './activations';
import { addSums, subtractOffset } from './finish';
import { f16ToF32One } from './half';
import { fifthBits } from './lanes';
import { HALF_PANEL_32, OFFSET_16, PANEL_BLOCK_BYTES, matmul32, putD32, putQuads32, tile32 } from './panel32';
import { HALF_PANEL_32_WIDE, WIDE_BLOCK_BYTES, putD32Wide, putQuads32Wide, tile32Wide } from './panel32Wide';
import { dotWide4 } from './quads';
import { addDot, bit4, dotSums, firstDot, high, loadNormalF16x4, lowNibbles, onesI16 } from './simd';

/*
 * Q5_0: 32 weights in 22 bytes; the fifth bits apart.
 *
 *   f16 d | u32 qh | u8 qs[16]       q[j] = (qs[j] & 15) + 16 · (bit j of qh), q[j + 16] = (qs[j] >> 4) + 16 · (bit j + 16)
 *                                    x = d · (q - 16)
 */

const BYTES: usize = 22;

export function decode_Q5_0(out: usize, row: usize, nCols: i32): void {
  for (const end = out + (<usize>nCols << 2); out < end; out += 128, row += BYTES) {
    const d = f16ToF32One(load<u16>(row));
    const qh = load<u32>(row, 2);
    for (let j: usize = 0; j < 16; j++) {
      const q = <i32>load<u8>(row + j, 6);
      const bits = <i32>(qh >>> <u32>j);
      store<f32>(out + (j << 2), d * <f32>(((q & 15) | ((bits << 4) & 16)) - 16));
      store<f32>(out + (j << 2), d * <f32>(((q >> 4) | ((bits >>> 12) & 16)) - 16), 64);
    }
  }
}

/** The group's block: f16 d[8], u32 qh[8], then 4 times 4 bytes of 8 rows. */
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
  const offset = bit4();
  const qh = v128.load(words, 16);
  for (let i: usize = 0; i < 4; i++) {
    const v = v128.load(words + (i << 5), 48);
    const lo = lowQuad(v, qh, i, low);
    const hi = highQuad(v, qh, i, low);
    if (RELAXED) {
      putQuads32(panel, i, lo);
      putQuads32(panel, i + 4, hi);
    } else {
      putQuads32Wide(panel, i, i8x16.sub(lo, offset));
      putQuads32Wide(panel, i + 4, i8x16.sub(hi, offset));
    }
  }
  if (RELAXED) putD32(panel, halves);
  else putD32Wide(panel, halves);
}

function tile(panel: usize, x: usize, stride: usize, accumulators: usize, nBlocks: i32): void {
  if (RELAXED) tile32(panel, x, stride, accumulators, nBlocks, 4, OFFSET_16);
  else tile32Wide(panel, x, stride, accumulators, nBlocks, 32, false);
}

/** Columns 4i … 4i + 3, and those 16 columns on. */
@inline function lowQuad(v: v128, qh: v128, i: usize, low: v128): v128 {
  return v128.or(v128.and(v, low), fifthBits(qh, i));
}

@inline function highQuad(v: v128, qh: v128, i: usize, low: v128): v128 {
  return v128.or(high(v, low), fifthBits(qh, i + 4));
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
  const qh = v128.load(words, 16);
  const v0 = v128.load(words, 48), v1 = v128.load(words, 80), v2 = v128.load(words, 112), v3 = v128.load(words, 144);
  const sums = i32x4.add(
    dotWide4(x, lowQuad(v0, qh, 0, low), lowQuad(v1, qh, 1, low), lowQuad(v2, qh, 2, low), lowQuad(v3, qh, 3, low)),
    dotWide4(
      x + 32,
      highQuad(v0, qh, 0, low), highQuad(v1, qh, 1, low), highQuad(v2, qh, 2, low), highQuad(v3, qh, 3, low),
    ),
  );
  const tail = x + 64;
  return addSums(subtractOffset(sums, OFFSET_16, tail), loadNormalF16x4(halves), tail, f);
}

/** Each load of the token's columns serves eight rows. An i16 holds eight products. */
function vectorRelaxed(group: usize, x: usize, out: usize, nBlocks: i32): void {
  const low = lowNibbles();
  const ones = onesI16();
  let f = f32x4.splat(0), g = f;
  for (const end = x + Q8_0_BYTES * <usize>nBlocks; x < end; x += Q8_0_BYTES) {
    const qhA = v128.load(group, 16), qhB = v128.load(group, 32);
    let v = v128.load(group, 48), w = v128.load(group, 64), y = v128.load32_splat(x, 0), z = v128.load32_splat(x, 16);
    let la = firstDot(y, lowQuad(v, qhA, 0, low)), ha = firstDot(z, highQuad(v, qhA, 0, low));
    let lb = firstDot(y, lowQuad(w, qhB, 0, low)), hb = firstDot(z, highQuad(w, qhB, 0, low));
    v = v128.load(group, 80), w = v128.load(group, 96), y = v128.load32_splat(x, 4), z = v128.load32_splat(x, 20);
    la = addDot(la, y, lowQuad(v, qhA, 1, low)), ha = addDot(ha, z, highQuad(v, qhA, 1, low));
    lb = addDot(lb, y, lowQuad(w, qhB, 1, low)), hb = addDot(hb, z, highQuad(w, qhB, 1, low));
    v = v128.load(group, 112), w = v128.load(group, 128), y = v128.load32_splat(x, 8), z = v128.load32_splat(x, 24);
    la = addDot(la, y, lowQuad(v, qhA, 2, low)), ha = addDot(ha, z, highQuad(v, qhA, 2, low));
    lb = addDot(lb, y, lowQuad(w, qhB, 2, low)), hb = addDot(hb, z, highQuad(w, qhB, 2, low));
    v = v128.load(group, 144), w = v128.load(group, 160), y = v128.load32_splat(x, 12), z = v128.load32_splat(x, 28);
    la = addDot(la, y, lowQuad(v, qhA, 3, low)), ha = addDot(ha, z, highQuad(v, qhA, 3, low));
    lb = addDot(lb, y, lowQuad(w, qhB, 3, low)), hb = addDot(hb, z, highQuad(w, qhB, 3, low));
    const tail = x + 32;
    const sumsA = subtractOffset(i32x4.add(dotSums(la, ones), dotSums(ha, ones)), OFFSET_16, tail);
    const sumsB = subtractOffset(i32x4.add(dotSums(lb, ones), dotSums(hb, ones)), OFFSET_16, tail);
    f = addSums(sumsA, loadNormalF16x4(group), tail, f);
    g = addSums(sumsB, loadNormalF16x4(group + 8), tail, g);
    group += 8 * BYTES;
  }
  v128.store(out, f);
  v128.store(out, g, 16);
}

export function matmul_Q5_0(
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
