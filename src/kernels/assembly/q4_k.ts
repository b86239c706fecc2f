// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { Q8_K_WIDE_BYTES, TAIL_K_BYTES } from './activations';
import { addSumsK, subtractMinimaK } from './finish';
import { f16ToF32One } from './half';
import { bothU, pairU } from './lanes';
import { HALF_PANEL_K, MINS_OF_32, matmulK, putD, putDmin, putMinsU, putScalesU, tileK } from './panelK';
import { WIDE_MINS_OF_32, putDWide, putDminWide, putMinsWide, putQuadsWide, tileKWide } from './panelKWide';
import { scaledWide } from './quads';
import { minSums45, mins45, scaleAndMin45, scales45 } from './scales45';
import { vectorScratch } from './scratch';
import { addDot, firstDot, high, loadF16x4, lowNibbles, scaleDots, scaleOfDots } from './simd';

/*
 * Q4_K: 256 weights in 144 bytes, 8 sub-blocks of 32.
 *
 *   f16 d | f16 dmin | u8 scales[12] (scales45.ts) | u8 qs[128]
 *
 *   Bytes 32g … 32g + 31 of qs: low nibbles are sub-block 2g, high nibbles sub-block 2g + 1.
 *   x = d · scale · q - dmin · min
 */

const BYTES: usize = 144;

export function decode_Q4_K(out: usize, row: usize, nCols: i32): void {
  for (const end = out + (<usize>nCols << 2); out < end; out += 1024, row += BYTES) {
    const d = f16ToF32One(load<u16>(row));
    const dmin = f16ToF32One(load<u16>(row, 2));
    for (let j: usize = 0; j < 8; j++) {
      const both = scaleAndMin45(row + 4, j);
      const scale = d * <f32>(both & 255);
      const least = dmin * <f32>(both >> 8);
      const shift = 4 * (<i32>j & 1);
      const qs = row + 16 + ((j >> 1) << 5);
      for (let i: usize = 0; i < 32; i++) {
        const q = (<i32>load<u8>(qs + i) >> shift) & 15;
        store<f32>(out + (((j << 5) + i) << 2), scale * <f32>q - least);
      }
    }
  }
}

/** The group's superblock: f16 d[8], f16 dmin[8], 3 times 8 rows' scales, 32 times 4 bytes of 8 rows. */
function unpack(group: usize, panel: usize, _nBlocks: i32): void {
  unpackHalf(group, group, panel);
  unpackHalf(group + 16, group + 8, panel + HALF_PANEL_K);
}

/** Four of the rows, whose first vector of a group would be at `words` and whose first halves are at `halves`. */
function unpackHalf(words: usize, halves: usize, panel: usize): void {
  const low = lowNibbles();
  const s0 = scales45(words + 32, 0);
  const s1 = scales45(words + 32, 1);
  const m0 = mins45(words + 32, 0);
  const m1 = mins45(words + 32, 1);
  if (RELAXED) {
    putScalesU(panel, 0, s0);
    putScalesU(panel, 1, s1);
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
    for (let g = 0; g < 4; g++) {
      let v = v128.load(words, 128);
      v128.store(panel, v128.and(v, low));
      v128.store(panel, high(v, low), 256);
      v = v128.load(words, 160);
      v128.store(panel, v128.and(v, low), 32);
      v128.store(panel, high(v, low), 288);
      v = v128.load(words, 192);
      v128.store(panel, v128.and(v, low), 64);
      v128.store(panel, high(v, low), 320);
      v = v128.load(words, 224);
      v128.store(panel, v128.and(v, low), 96);
      v128.store(panel, high(v, low), 352);
      v = v128.load(words, 256);
      v128.store(panel, v128.and(v, low), 128);
      v128.store(panel, high(v, low), 384);
      v = v128.load(words, 288);
      v128.store(panel, v128.and(v, low), 160);
      v128.store(panel, high(v, low), 416);
      v = v128.load(words, 320);
      v128.store(panel, v128.and(v, low), 192);
      v128.store(panel, high(v, low), 448);
      v = v128.load(words, 352);
      v128.store(panel, v128.and(v, low), 224);
      v128.store(panel, high(v, low), 480);
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
      const v = v128.load(words + (g << 8) + (i << 5), 128);
      putQuadsWide(panel, 16 * g + i, v128.and(v, low), scaleLo);
      putQuadsWide(panel, 16 * g + 8 + i, high(v, low), scaleHi);
    }
  }
}

function tile(panel: usize, x: usize, stride: usize, accumulators: usize, _nBlocks: i32): void {
  if (RELAXED) tileK(panel, x, stride, accumulators, 8, MINS_OF_32);
  else tileKWide(panel, x, stride, accumulators, WIDE_MINS_OF_32);
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
@inline function addHalf(words: usize, halves: usize, x: usize, f: v128): v128 {
  const s0 = scales45(words + 32, 0);
  const s1 = scales45(words + 32, 1);
  let sums = sixtyFour(words, x, bothU(s0, 0), bothU(s0, 1));
  sums = i32x4.add(sums, sixtyFour(words + 256, x + 128, bothU(s0, 2), bothU(s0, 3)));
  sums = i32x4.add(sums, sixtyFour(words + 512, x + 256, bothU(s1, 0), bothU(s1, 1)));
  sums = i32x4.add(sums, sixtyFour(words + 768, x + 384, bothU(s1, 2), bothU(s1, 3)));
  const tail = x + 512;
  f = addSumsK(sums, loadF16x4(halves), tail, f);
  return subtractMinimaK(minSums45(words + 32, tail), loadF16x4(halves + 16), tail, f);
}

/** 64 columns: a sub-block of low nibbles and one of high ones, each times its scale. */
function sixtyFour(words: usize, x: usize, scaleLo: v128, scaleHi: v128): v128 {
  const low = lowNibbles();
  const v0 = v128.load(words, 128), v1 = v128.load(words, 160), v2 = v128.load(words, 192), v3 = v128.load(words, 224);
  const v4 = v128.load(words, 256), v5 = v128.load(words, 288), v6 = v128.load(words, 320), v7 = v128.load(words, 352);
  return i32x4.add(
    scaledWide(
      x,
      v128.and(v0, low), v128.and(v1, low), v128.and(v2, low), v128.and(v3, low),
      v128.and(v4, low), v128.and(v5, low), v128.and(v6, low), v128.and(v7, low),
      scaleLo,
    ),
    scaledWide(
      x + 64,
      high(v0, low), high(v1, low), high(v2, low), high(v3, low),
      high(v4, low), high(v5, low), high(v6, low), high(v7, low),
      scaleHi,
    ),
  );
}

/** Each load of the token's columns serves eight rows. */
function vectorRelaxed(group: usize, x: usize, out: usize, nBlocks: i32): void {
  const low = lowNibbles();
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
    for (let i: usize = 0; i < 4; i++) {
      let v = v128.load(group, 128), w = v128.load(group, 144), y = v128.load32_splat(x), z = v128.load32_splat(x, 32);
      let la = firstDot(y, v128.and(v, low)), ha = firstDot(z, high(v, low));
      let lb = firstDot(y, v128.and(w, low)), hb = firstDot(z, high(w, low));
      v = v128.load(group, 160), w = v128.load(group, 176), y = v128.load32_splat(x, 4), z = v128.load32_splat(x, 36);
      la = addDot(la, y, v128.and(v, low)), ha = addDot(ha, z, high(v, low));
      lb = addDot(lb, y, v128.and(w, low)), hb = addDot(hb, z, high(w, low));
      v = v128.load(group, 192), w = v128.load(group, 208), y = v128.load32_splat(x, 8), z = v128.load32_splat(x, 40);
      la = addDot(la, y, v128.and(v, low)), ha = addDot(ha, z, high(v, low));
      lb = addDot(lb, y, v128.and(w, low)), hb = addDot(hb, z, high(w, low));
      v = v128.load(group, 224), w = v128.load(group, 240), y = v128.load32_splat(x, 12), z = v128.load32_splat(x, 44);
      la = addDot(la, y, v128.and(v, low)), ha = addDot(ha, z, high(v, low));
      lb = addDot(lb, y, v128.and(w, low)), hb = addDot(hb, z, high(w, low));
      v = v128.load(group, 256), w = v128.load(group, 272), y = v128.load32_splat(x, 16), z = v128.load32_splat(x, 48);
      la = addDot(la, y, v128.and(v, low)), ha = addDot(ha, z, high(v, low));
      lb = addDot(lb, y, v128.and(w, low)), hb = addDot(hb, z, high(w, low));
      v = v128.load(group, 288), w = v128.load(group, 304), y = v128.load32_splat(x, 20), z = v128.load32_splat(x, 52);
      la = addDot(la, y, v128.and(v, low)), ha = addDot(ha, z, high(v, low));
      lb = addDot(lb, y, v128.and(w, low)), hb = addDot(hb, z, high(w, low));
      v = v128.load(group, 320), w = v128.load(group, 336), y = v128.load32_splat(x, 24), z = v128.load32_splat(x, 56);
      la = addDot(la, y, v128.and(v, low)), ha = addDot(ha, z, high(v, low));
      lb = addDot(lb, y, v128.and(w, low)), hb = addDot(hb, z, high(w, low));
      v = v128.load(group, 352), w = v128.load(group, 368), y = v128.load32_splat(x, 28), z = v128.load32_splat(x, 60);
      la = addDot(la, y, v128.and(v, low)), ha = addDot(ha, z, high(v, low));
      lb = addDot(lb, y, v128.and(w, low)), hb = addDot(hb, z, high(w, low));
      const s = v128.load(scales + ((i >> 1) << 4)), t = v128.load(scales + ((i >> 1) << 4), 32);
      const even = <usize>(2 * i) & 3;
      sumsA = i32x4.add(sumsA, i32x4.add(scaleDots(la, scaleOfDots(bothU(s, even))), scaleDots(ha, scaleOfDots(bothU(s, even + 1)))));
      sumsB = i32x4.add(sumsB, i32x4.add(scaleDots(lb, scaleOfDots(bothU(t, even))), scaleDots(hb, scaleOfDots(bothU(t, even + 1)))));
      group += 256;
      x += 64;
    }
    f = subtractMinimaK(minsA, dminA, tail, addSumsK(sumsA, dA, tail, f));
    g = subtractMinimaK(minsB, dminB, tail, addSumsK(sumsB, dB, tail, g));
    group += 128;
    x += TAIL_K_BYTES;
  }
  v128.store(out, f);
  v128.store(out, g, 16);
}

export function matmul_Q4_K(
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
