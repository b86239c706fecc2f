// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { Q8_K_WIDE_BYTES, TAIL_K_BYTES } from './activations';
import { addSumsK, subtractMinimaK } from './finish';
import { f16ToF32One } from './half';
import { bothU, pairU } from './lanes';
import { HALF_PANEL_K, MINS_OF_32, matmulK, putD, putDmin, putMinsU, putScalesTwiceU, tileK } from './panelK';
import { WIDE_MINS_OF_32, putDWide, putDminWide, putMinsWide, putQuadsWide, tileKWide } from './panelKWide';
import { dotWide4 } from './quads';
import { minSums45, mins45, scaleAndMin45, scales45 } from './scales45';
import { vectorScratch } from './scratch';
import { addDot, bit4, firstDot, high, loadF16x4, lowNibbles, scaleDots, scaleOfDots } from './simd';

/*
 * Q5_K: 256 weights in 176 bytes, 8 sub-blocks of 32; the fifth bits apart.
 *
 *   f16 d | f16 dmin | u8 scales[12] (scales45.ts) | u8 qh[32] | u8 qs[128]
 *
 *   qs as in Q4_K; bit j of qh[i] is the fifth bit of weight i of sub-block j.
 *   x = d · scale · q - dmin · min
 */

const BYTES: usize = 176;

export function decode_Q5_K(out: usize, row: usize, nCols: i32): void {
  for (const end = out + (<usize>nCols << 2); out < end; out += 1024, row += BYTES) {
    const d = f16ToF32One(load<u16>(row));
    const dmin = f16ToF32One(load<u16>(row, 2));
    for (let j: usize = 0; j < 8; j++) {
      const both = scaleAndMin45(row + 4, j);
      const scale = d * <f32>(both & 255);
      const least = dmin * <f32>(both >> 8);
      const shift = 4 * (<i32>j & 1);
      const qs = row + 48 + ((j >> 1) << 5);
      for (let i: usize = 0; i < 32; i++) {
        const bit = (<i32>load<u8>(row + i, 16) >> <i32>j) & 1;
        const q = ((<i32>load<u8>(qs + i) >> shift) & 15) | (bit << 4);
        store<f32>(out + (((j << 5) + i) << 2), scale * <f32>q - least);
      }
    }
  }
}

/** The group's superblock: f16 d[8], f16 dmin[8], 3 times 8 rows' scales, 8 of qh, 32 of qs, 4 bytes a row each. */
function unpack(group: usize, panel: usize, _nBlocks: i32): void {
  unpackHalf(group, group, panel);
  unpackHalf(group + 16, group + 8, panel + HALF_PANEL_K);
}

/** Four of the rows, whose first vector of a group would be at `words` and whose first halves are at `halves`. */
function unpackHalf(words: usize, halves: usize, panel: usize): void {
  const low = lowNibbles();
  const fifth = bit4();
  const s0 = scales45(words + 32, 0);
  const s1 = scales45(words + 32, 1);
  const m0 = mins45(words + 32, 0);
  const m1 = mins45(words + 32, 1);
  if (RELAXED) {
    putScalesTwiceU(panel, 0, s0);
    putScalesTwiceU(panel, 1, s1);
    putMinsU(panel, 0, m0);
    putMinsU(panel, 1, m1);
    putD(panel, halves);
    putDmin(panel, halves + 16);
  } else {
    putMinsWide(panel, 0, pairU(m0, 0));
    putMinsWide(panel, 1, pairU(m0, 1));
    putMinsWide(panel, 2, pairU(m1, 0));
    putMinsWide(panel, 3, pairU(m1, 1));
    putDWide(panel, halves);
    putDminWide(panel, halves + 16);
  }
  if (RELAXED) {
    const fifths = words;
    for (let g = 0; g < 4; g++) {
      let v = v128.load(words, 384), h = i16x8.shr_u(v128.load(fifths, 128), g << 1);
      v128.store(panel, lowQuad(v, h, low, fifth));
      v128.store(panel, highQuad(v, h, low, fifth), 256);
      v = v128.load(words, 416), h = i16x8.shr_u(v128.load(fifths, 160), g << 1);
      v128.store(panel, lowQuad(v, h, low, fifth), 32);
      v128.store(panel, highQuad(v, h, low, fifth), 288);
      v = v128.load(words, 448), h = i16x8.shr_u(v128.load(fifths, 192), g << 1);
      v128.store(panel, lowQuad(v, h, low, fifth), 64);
      v128.store(panel, highQuad(v, h, low, fifth), 320);
      v = v128.load(words, 480), h = i16x8.shr_u(v128.load(fifths, 224), g << 1);
      v128.store(panel, lowQuad(v, h, low, fifth), 96);
      v128.store(panel, highQuad(v, h, low, fifth), 352);
      v = v128.load(words, 512), h = i16x8.shr_u(v128.load(fifths, 256), g << 1);
      v128.store(panel, lowQuad(v, h, low, fifth), 128);
      v128.store(panel, highQuad(v, h, low, fifth), 384);
      v = v128.load(words, 544), h = i16x8.shr_u(v128.load(fifths, 288), g << 1);
      v128.store(panel, lowQuad(v, h, low, fifth), 160);
      v128.store(panel, highQuad(v, h, low, fifth), 416);
      v = v128.load(words, 576), h = i16x8.shr_u(v128.load(fifths, 320), g << 1);
      v128.store(panel, lowQuad(v, h, low, fifth), 192);
      v128.store(panel, highQuad(v, h, low, fifth), 448);
      v = v128.load(words, 608), h = i16x8.shr_u(v128.load(fifths, 352), g << 1);
      v128.store(panel, lowQuad(v, h, low, fifth), 224);
      v128.store(panel, highQuad(v, h, low, fifth), 480);
      words += 256;
      panel += 512;
    }
    return;
  }
  for (let g: usize = 0; g < 4; g++) {
    const scales = g < 2 ? s0 : s1;
    const scaleLo = bothU(scales, (2 * g) & 3);
    const scaleHi = bothU(scales, (2 * g + 1) & 3);
    for (let i: usize = 0; i < 8; i++) {
      const v = v128.load(words + (g << 8) + (i << 5), 384);
      const h = i16x8.shr_u(v128.load(words + (i << 5), 128), <i32>g << 1);
      putQuadsWide(panel, 16 * g + i, lowQuad(v, h, low, fifth), scaleLo);
      putQuadsWide(panel, 16 * g + 8 + i, highQuad(v, h, low, fifth), scaleHi);
    }
  }
}

function tile(panel: usize, x: usize, stride: usize, accumulators: usize, _nBlocks: i32): void {
  if (RELAXED) tileK(panel, x, stride, accumulators, 4, MINS_OF_32);
  else tileKWide(panel, x, stride, accumulators, WIDE_MINS_OF_32);
}

/** Low nibbles, each with the fifth bit that is the lowest of its byte of `h`; high nibbles, with the next one. */
@inline function lowQuad(v: v128, h: v128, low: v128, fifth: v128): v128 {
  return v128.or(v128.and(v, low), v128.and(i16x8.shl(h, 4), fifth));
}

@inline function highQuad(v: v128, h: v128, low: v128, fifth: v128): v128 {
  return v128.or(high(v, low), v128.and(i16x8.shl(h, 3), fifth));
}

function vectorWide(group: usize, x: usize, out: usize, nBlocks: i32): void {
  let f = f32x4.splat(0), g = f;
  for (let block = 0; block < nBlocks; block++) {
    f = addHalf(group, group, x, f);
    g = addHalf(group + 16, group + 8, x, g);
    group += 8 * BYTES;
    x += Q8_K_WIDE_BYTES;
  }
  v128.store(out, f);
  v128.store(out, g, 16);
}

/** Four of the rows, as in unpackHalf. */
function addHalf(words: usize, halves: usize, x: usize, f: v128): v128 {
  const low = lowNibbles();
  const fifth = bit4();
  const tail = x + 512;
  let sums = i32x4.splat(0);
  for (let g: usize = 0; g < 4; g++) {
    const scales = scales45(words + 32, g < 2 ? 0 : 1);
    const bit = <i32>g << 1;
    for (let side: usize = 0; side < 2; side++) {
      const qs = words + 384 + (g << 8) + (side << 7), qh = words + 128 + (side << 7);
      const v0 = v128.load(qs), v1 = v128.load(qs, 32), v2 = v128.load(qs, 64), v3 = v128.load(qs, 96);
      const h0 = i16x8.shr_u(v128.load(qh), bit), h1 = i16x8.shr_u(v128.load(qh, 32), bit);
      const h2 = i16x8.shr_u(v128.load(qh, 64), bit), h3 = i16x8.shr_u(v128.load(qh, 96), bit);
      const lo = dotWide4(
        x + (side << 5),
        lowQuad(v0, h0, low, fifth), lowQuad(v1, h1, low, fifth),
        lowQuad(v2, h2, low, fifth), lowQuad(v3, h3, low, fifth),
      );
      const hi = dotWide4(
        x + 64 + (side << 5),
        highQuad(v0, h0, low, fifth), highQuad(v1, h1, low, fifth),
        highQuad(v2, h2, low, fifth), highQuad(v3, h3, low, fifth),
      );
      const even: usize = (2 * g) & 3;
      sums = i32x4.add(sums, i32x4.mul(lo, i32x4.shr_s(bothU(scales, even), 16)));
      sums = i32x4.add(sums, i32x4.mul(hi, i32x4.shr_s(bothU(scales, even + 1), 16)));
    }
    x += 128;
  }
  f = addSumsK(sums, loadF16x4(halves), tail, f);
  return subtractMinimaK(minSums45(words + 32, tail), loadF16x4(halves + 16), tail, f);
}

/** Each load of the token's columns serves eight rows. An i16 holds eight products. */
function vectorRelaxed(group: usize, x: usize, out: usize, nBlocks: i32): void {
  const low = lowNibbles();
  const fifth = bit4();
  const scales = vectorScratch();
  let f = f32x4.splat(0), g = f;
  for (let block = 0; block < nBlocks; block++) {
    const tail = x + 256;
    const dA = loadF16x4(group), dB = loadF16x4(group + 8);
    const dminA = loadF16x4(group + 16), dminB = loadF16x4(group + 24);
    const minsA = minSums45(group + 32, tail), minsB = minSums45(group + 48, tail);
    v128.store(scales, scales45(group + 32, 0));
    v128.store(scales, scales45(group + 32, 1), 16);
    v128.store(scales, scales45(group + 48, 0), 32);
    v128.store(scales, scales45(group + 48, 1), 48);
    let sumsA = i32x4.splat(0), sumsB = sumsA;
    let qs = group + 384;
    for (let sub: usize = 0; sub < 4; sub++) {
      const s = v128.load(scales + ((sub >> 1) << 4)), t = v128.load(scales + ((sub >> 1) << 4), 32);
      const even: usize = (2 * sub) & 3;
      const scaleLoA = scaleOfDots(bothU(s, even)), scaleHiA = scaleOfDots(bothU(s, even + 1));
      const scaleLoB = scaleOfDots(bothU(t, even)), scaleHiB = scaleOfDots(bothU(t, even + 1));
      const bit = <i32>sub << 1;
      let qh = group + 128;
      for (const end = qh + 256; qh < end; qh += 128, qs += 128, x += 16) {
        let h = i16x8.shr_u(v128.load(qh, 0), bit), i = i16x8.shr_u(v128.load(qh, 16), bit);
        let v = v128.load(qs, 0), w = v128.load(qs, 16), y = v128.load32_splat(x, 0), z = v128.load32_splat(x, 32);
        let la = firstDot(y, lowQuad(v, h, low, fifth)), ha = firstDot(z, highQuad(v, h, low, fifth));
        let lb = firstDot(y, lowQuad(w, i, low, fifth)), hb = firstDot(z, highQuad(w, i, low, fifth));
        h = i16x8.shr_u(v128.load(qh, 32), bit), i = i16x8.shr_u(v128.load(qh, 48), bit);
        v = v128.load(qs, 32), w = v128.load(qs, 48), y = v128.load32_splat(x, 4), z = v128.load32_splat(x, 36);
        la = addDot(la, y, lowQuad(v, h, low, fifth)), ha = addDot(ha, z, highQuad(v, h, low, fifth));
        lb = addDot(lb, y, lowQuad(w, i, low, fifth)), hb = addDot(hb, z, highQuad(w, i, low, fifth));
        h = i16x8.shr_u(v128.load(qh, 64), bit), i = i16x8.shr_u(v128.load(qh, 80), bit);
        v = v128.load(qs, 64), w = v128.load(qs, 80), y = v128.load32_splat(x, 8), z = v128.load32_splat(x, 40);
        la = addDot(la, y, lowQuad(v, h, low, fifth)), ha = addDot(ha, z, highQuad(v, h, low, fifth));
        lb = addDot(lb, y, lowQuad(w, i, low, fifth)), hb = addDot(hb, z, highQuad(w, i, low, fifth));
        h = i16x8.shr_u(v128.load(qh, 96), bit), i = i16x8.shr_u(v128.load(qh, 112), bit);
        v = v128.load(qs, 96), w = v128.load(qs, 112), y = v128.load32_splat(x, 12), z = v128.load32_splat(x, 44);
        la = addDot(la, y, lowQuad(v, h, low, fifth)), ha = addDot(ha, z, highQuad(v, h, low, fifth));
        lb = addDot(lb, y, lowQuad(w, i, low, fifth)), hb = addDot(hb, z, highQuad(w, i, low, fifth));
        sumsA = i32x4.add(sumsA, i32x4.add(scaleDots(la, scaleLoA), scaleDots(ha, scaleHiA)));
        sumsB = i32x4.add(sumsB, i32x4.add(scaleDots(lb, scaleLoB), scaleDots(hb, scaleHiB)));
      }
      x += 32;
    }
    f = subtractMinimaK(minsA, dminA, tail, addSumsK(sumsA, dA, tail, f));
    g = subtractMinimaK(minsB, dminB, tail, addSumsK(sumsB, dB, tail, g));
    group += 8 * BYTES;
    x = tail + TAIL_K_BYTES;
  }
  v128.store(out, f);
  v128.store(out, g, 16);
}

export function matmul_Q5_K(
  out: usize,
  outStride: i32,
  weights: usize,
  firstRow: i32,
  nRows: i32,
  nCols: i32,
  activations: usize,
  nTokens: i32,
): void {
  matmulK(
    out, outStride, weights, firstRow, nRows, nCols, activations, nTokens,
    8, <i32>BYTES, 4, 0, 0, unpack, tile, RELAXED ? vectorRelaxed : vectorWide,
  );
}
