// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { Q8_K_WIDE_BYTES, TAIL_K_BYTES, TAIL_K_OFFSETS, TAIL_K_SUMS16 } from './activations';
import { addSumsK } from './finish';
import { f16ToF32One } from './half';
import { bothS, pairS } from './lanes';
import { HALF_PANEL_K, IN_SUMS, matmulK, putD, putScalesS, tileK } from './panelK';
import { NO_MINS, putDWide, putQuadsWide, tileKWide } from './panelKWide';
import { dotWide4 } from './quads';
import { vectorScratch } from './scratch';
import { addDot, bits45, dot16, dotsFrom, high, loadF16x4, lowNibbles, scaleDots, scaleOfDots, thirtyTwo } from './simd';

/*
 * Q6_K: 256 weights in 210 bytes, 16 sub-blocks of 16; lower four and upper two bits apart.
 *
 *   u8 ql[128] | u8 qh[64] | i8 scales[16] | f16 d
 *
 *   Of weights 128h + 32s … + 31, s in 0 … 3: lower bits are ql[64h + 32 (s % 2) …], low nibbles for s < 2, else high;
 *   upper bits are bits 2s and 2s + 1 of qh[32h …].     x = d · scale · (q - 32)
 */

const BYTES: usize = 210;

export function decode_Q6_K(out: usize, row: usize, nCols: i32): void {
  for (const end = out + (<usize>nCols << 2); out < end; out += 1024, row += BYTES) {
    const d = f16ToF32One(load<u16>(row, 208));
    for (let j: usize = 0; j < 16; j++) {
      const scale = d * <f32>load<i8>(row + j, 192);
      const half = j >> 3;
      const ql = row + (half << 6) + ((j & 3) << 4);
      const qh = row + 128 + (half << 5) + ((j & 1) << 4);
      const nibble = <i32>(j & 4);
      const pair = <i32>(j & 6);
      for (let i: usize = 0; i < 16; i++) {
        const q = ((<i32>load<u8>(ql + i) >> nibble) & 15) | (((<i32>load<u8>(qh + i) >> pair) & 3) << 4);
        store<f32>(out + (((j << 4) + i) << 2), scale * <f32>(q - 32));
      }
    }
  }
}

/**
 * Where the words (four bytes) of a block go when it is interleaved, so that they are read one after another: first the
 * scales; then of each half of 128 columns, and of each eight columns of its quarters, two words of qh, two of ql and two
 * of ql 32 bytes on.
 */
// prettier-ignore
export const PLACES_Q6_K: usize = memory.data<u8>([
  6, 7, 12, 13, 18, 19, 24, 25, 8, 9, 14, 15, 20, 21, 26, 27,
  30, 31, 36, 37, 42, 43, 48, 49, 32, 33, 38, 39, 44, 45, 50, 51,
  4, 5, 10, 11, 16, 17, 22, 23, 28, 29, 34, 35, 40, 41, 46, 47,
  0, 1, 2, 3,
]);

/** Where scales begin in an interleaved superblock, and the eight steps of eight columns a quarter. */
const SCALES: usize = 16;
const STEPS: usize = 144;
const STEP: usize = 192;

/** The group's superblock: f16 d[8], then 4 times 8 rows' scales, and 48 times 4 bytes of 8 rows, as PLACES_Q6_K says. */
function unpack(group: usize, panel: usize, _nBlocks: i32): void {
  unpackHalf(group, group, panel);
  unpackHalf(group + 16, group + 8, panel + HALF_PANEL_K);
}

/** Four of the rows, whose first vector of a group would be at `words` and whose first halves are at `halves`. */
function unpackHalf(words: usize, halves: usize, panel: usize): void {
  const low = lowNibbles();
  const upper = bits45();
  if (RELAXED) {
    for (let i: usize = 0; i < 4; i++) putScalesS(panel, i, v128.load(words + (i << 5), SCALES));
    putD(panel, halves);
    // A step of eight columns of each quarter of 128; the panel has the quarters one after another.
    let at = words + STEPS;
    for (let step = 0; step < 8; step++) {
      let h = v128.load(at), a = v128.load(at, 64), b = v128.load(at, 128);
      v128.store(panel, v128.or(v128.and(a, low), v128.and(i16x8.shl(h, 4), upper)));
      v128.store(panel, v128.or(v128.and(b, low), v128.and(i16x8.shl(h, 2), upper)), 256);
      v128.store(panel, v128.or(high(a, low), v128.and(h, upper)), 512);
      v128.store(panel, v128.or(high(b, low), v128.and(i16x8.shr_u(h, 2), upper)), 768);
      h = v128.load(at, 32), a = v128.load(at, 96), b = v128.load(at, 160);
      v128.store(panel, v128.or(v128.and(a, low), v128.and(i16x8.shl(h, 4), upper)), 32);
      v128.store(panel, v128.or(v128.and(b, low), v128.and(i16x8.shl(h, 2), upper)), 288);
      v128.store(panel, v128.or(high(a, low), v128.and(h, upper)), 544);
      v128.store(panel, v128.or(high(b, low), v128.and(i16x8.shr_u(h, 2), upper)), 800);
      at += STEP;
      panel += step == 3 ? 1024 - 3 * 64 : 64;
    }
    return;
  }
  const offset = thirtyTwo();
  for (let i: usize = 0; i < 4; i++) {
    const scales = v128.load(words + (i << 5), SCALES);
    // Sub-blocks 4i … 4i + 3 are half a 128: its low nibbles (even i) or its high ones.
    const steps = words + STEPS + (i >> 1) * (4 * STEP);
    const shift = (<i32>i & 1) << 2;
    for (let j: usize = 0; j < 8; j++) {
      const at = steps + (j >> 1) * STEP + ((j & 1) << 5);
      const h = i16x8.shr_u(v128.load(at), shift);
      const a = v128.and(i16x8.shr_u(v128.load(at, 64), shift), low);
      const b = v128.and(i16x8.shr_u(v128.load(at, 128), shift), low);
      const first = v128.or(a, v128.and(i16x8.shl(h, 4), upper));
      const second = v128.or(b, v128.and(i16x8.shl(h, 2), upper));
      putQuadsWide(panel, 16 * i + j, i8x16.sub(first, offset), bothS(scales, j >> 2));
      putQuadsWide(panel, 16 * i + 8 + j, i8x16.sub(second, offset), bothS(scales, 2 + (j >> 2)));
    }
  }
  putDWide(panel, halves);
}

function tile(panel: usize, x: usize, stride: usize, accumulators: usize, _nBlocks: i32): void {
  if (RELAXED) tileK(panel, x, stride, accumulators, 4, IN_SUMS);
  else tileKWide(panel, x, stride, accumulators, NO_MINS);
}

function vectorWide(group: usize, x: usize, out: usize, nBlocks: i32): void {
  let f = f32x4.splat(0), g = f;
  for (let block = 0; block < nBlocks; block++) {
    const tail = x + 512;
    f = addSumsK(sumsOfHalf(group, x), loadF16x4(group), tail, f);
    g = addSumsK(sumsOfHalf(group + 16, x), loadF16x4(group + 8), tail, g);
    group += 8 * BYTES;
    x += Q8_K_WIDE_BYTES;
  }
  v128.store(out, f);
  v128.store(out, g, 16);
}

/** Σ scale · Σ (q - 32) a of four of the rows, as in unpackHalf. */
function sumsOfHalf(words: usize, x: usize): v128 {
  const low = lowNibbles();
  const upper = bits45();
  const tail = x + 512;
  let sums = i32x4.splat(0);
  for (let half: usize = 0; half < 2; half++) {
    const s0 = v128.load(words + (half << 6), SCALES), s1 = v128.load(words + (half << 6), SCALES + 32);
    const steps = words + STEPS + half * (4 * STEP);
    sums = i32x4.add(sums, quarters(steps, x, low, upper, bothS(s0, 0), bothS(s0, 2), bothS(s1, 0), bothS(s1, 2)));
    sums = i32x4.add(
      sums,
      quarters(steps + 2 * STEP, x + 32, low, upper, bothS(s0, 1), bothS(s0, 3), bothS(s1, 1), bothS(s1, 3)),
    );
    x += 256;
  }
  return i32x4.sub(sums, i32x4.shl(offsets(words, tail), 5));
}

/** Four sub-blocks, 32 columns from one another, that share vectors of lower and of upper bits; times their scales. */
@inline function quarters(
  step: usize, x: usize, low: v128, upper: v128, s0: v128, s1: v128, s2: v128, s3: v128,
): v128 {
  const h0 = v128.load(step), h1 = v128.load(step, 32), h2 = v128.load(step, STEP), h3 = v128.load(step, STEP + 32);
  const a0 = v128.load(step, 64), a1 = v128.load(step, 96), b0 = v128.load(step, 128), b1 = v128.load(step, 160);
  const a2 = v128.load(step, STEP + 64), a3 = v128.load(step, STEP + 96);
  const b2 = v128.load(step, STEP + 128), b3 = v128.load(step, STEP + 160);
  let sums = quarter(
    x,
    v128.or(v128.and(a0, low), v128.and(i16x8.shl(h0, 4), upper)),
    v128.or(v128.and(a1, low), v128.and(i16x8.shl(h1, 4), upper)),
    v128.or(v128.and(a2, low), v128.and(i16x8.shl(h2, 4), upper)),
    v128.or(v128.and(a3, low), v128.and(i16x8.shl(h3, 4), upper)),
    s0,
  );
  sums = i32x4.add(
    sums,
    quarter(
      x + 128,
      v128.or(high(a0, low), v128.and(h0, upper)),
      v128.or(high(a1, low), v128.and(h1, upper)),
      v128.or(high(a2, low), v128.and(h2, upper)),
      v128.or(high(a3, low), v128.and(h3, upper)),
      s2,
    ),
  );
  sums = i32x4.add(
    sums,
    quarter(
      x + 64,
      v128.or(v128.and(b0, low), v128.and(i16x8.shl(h0, 2), upper)),
      v128.or(v128.and(b1, low), v128.and(i16x8.shl(h1, 2), upper)),
      v128.or(v128.and(b2, low), v128.and(i16x8.shl(h2, 2), upper)),
      v128.or(v128.and(b3, low), v128.and(i16x8.shl(h3, 2), upper)),
      s1,
    ),
  );
  return i32x4.add(
    sums,
    quarter(
      x + 192,
      v128.or(high(b0, low), v128.and(i16x8.shr_u(h0, 2), upper)),
      v128.or(high(b1, low), v128.and(i16x8.shr_u(h1, 2), upper)),
      v128.or(high(b2, low), v128.and(i16x8.shr_u(h2, 2), upper)),
      v128.or(high(b3, low), v128.and(i16x8.shr_u(h3, 2), upper)),
      s3,
    ),
  );
}

@inline function quarter(x: usize, q0: v128, q1: v128, q2: v128, q3: v128, scale: v128): v128 {
  return i32x4.mul(dotWide4(x, q0, q1, q2, q3), i32x4.shr_s(scale, 16));
}

/** Each load of the token's columns serves eight rows. */
function vectorRelaxed(group: usize, x: usize, out: usize, nBlocks: i32): void {
  const low = lowNibbles();
  const upper = bits45();
  const scales = vectorScratch();
  let f = f32x4.splat(0), g = f;
  for (let block = 0; block < nBlocks; block++) {
    const tail = x + 256;
    for (let i: usize = 0; i < 4; i++) {
      putScales(scales + (i << 6), v128.load(group + (i << 5), SCALES));
      putScales(scales + (i << 6) + 256, v128.load(group + (i << 5), SCALES + 16));
    }
    let sumsA = i32x4.splat(0), sumsB = sumsA;
    let step = group + STEPS;
    // Half a quarter of 128 columns has one scale: four sub-blocks at once, two steps of eight columns of each.
    for (let i: usize = 0; i < 4; i++) {
      const first = ((i & 2) << 2) + (i & 1);
      const offsets = tail + (first << 2);
      let a0 = dotsFrom(v128.load32_splat(offsets, TAIL_K_OFFSETS)), b0 = a0;
      let a1 = dotsFrom(v128.load32_splat(offsets, TAIL_K_OFFSETS + 8)), b1 = a1;
      let a2 = dotsFrom(v128.load32_splat(offsets, TAIL_K_OFFSETS + 16)), b2 = a2;
      let a3 = dotsFrom(v128.load32_splat(offsets, TAIL_K_OFFSETS + 24)), b3 = a3;
      for (const end = x + 16; x < end; step += STEP, x += 8) {
        let hA = v128.load(step), hB = v128.load(step, 16);
        let v = v128.load(step, 64), w = v128.load(step, 80), y = v128.load32_splat(x), z = v128.load32_splat(x, 64);
        a0 = addDot(a0, y, v128.or(v128.and(v, low), v128.and(i16x8.shl(hA, 4), upper)));
        b0 = addDot(b0, y, v128.or(v128.and(w, low), v128.and(i16x8.shl(hB, 4), upper)));
        a2 = addDot(a2, z, v128.or(high(v, low), v128.and(hA, upper)));
        b2 = addDot(b2, z, v128.or(high(w, low), v128.and(hB, upper)));
        v = v128.load(step, 128), w = v128.load(step, 144), y = v128.load32_splat(x, 32), z = v128.load32_splat(x, 96);
        a1 = addDot(a1, y, v128.or(v128.and(v, low), v128.and(i16x8.shl(hA, 2), upper)));
        b1 = addDot(b1, y, v128.or(v128.and(w, low), v128.and(i16x8.shl(hB, 2), upper)));
        a3 = addDot(a3, z, v128.or(high(v, low), v128.and(i16x8.shr_u(hA, 2), upper)));
        b3 = addDot(b3, z, v128.or(high(w, low), v128.and(i16x8.shr_u(hB, 2), upper)));
        hA = v128.load(step, 32), hB = v128.load(step, 48);
        v = v128.load(step, 96), w = v128.load(step, 112), y = v128.load32_splat(x, 4), z = v128.load32_splat(x, 68);
        a0 = addDot(a0, y, v128.or(v128.and(v, low), v128.and(i16x8.shl(hA, 4), upper)));
        b0 = addDot(b0, y, v128.or(v128.and(w, low), v128.and(i16x8.shl(hB, 4), upper)));
        a2 = addDot(a2, z, v128.or(high(v, low), v128.and(hA, upper)));
        b2 = addDot(b2, z, v128.or(high(w, low), v128.and(hB, upper)));
        v = v128.load(step, 160), w = v128.load(step, 176), y = v128.load32_splat(x, 36), z = v128.load32_splat(x, 100);
        a1 = addDot(a1, y, v128.or(v128.and(v, low), v128.and(i16x8.shl(hA, 2), upper)));
        b1 = addDot(b1, y, v128.or(v128.and(w, low), v128.and(i16x8.shl(hB, 2), upper)));
        a3 = addDot(a3, z, v128.or(high(v, low), v128.and(i16x8.shr_u(hA, 2), upper)));
        b3 = addDot(b3, z, v128.or(high(w, low), v128.and(i16x8.shr_u(hB, 2), upper)));
      }
      const s = scales + (first << 4);
      sumsA = i32x4.add(sumsA, i32x4.add(scaled(a0, s), scaled(a1, s + 32)));
      sumsA = i32x4.add(sumsA, i32x4.add(scaled(a2, s + 64), scaled(a3, s + 96)));
      sumsB = i32x4.add(sumsB, i32x4.add(scaled(b0, s + 256), scaled(b1, s + 288)));
      sumsB = i32x4.add(sumsB, i32x4.add(scaled(b2, s + 320), scaled(b3, s + 352)));
      if (i == 1) x += 96;
    }
    f = addSumsK(sumsA, loadF16x4(group), tail, f);
    g = addSumsK(sumsB, loadF16x4(group + 8), tail, g);
    group += 8 * BYTES;
    x = tail + TAIL_K_BYTES;
  }
  v128.store(out, f);
  v128.store(out, g, 16);
}

@inline function scaled(sums: v128, scale: usize): v128 {
  return scaleDots(sums, scaleOfDots(v128.load(scale)));
}

/** Four scales of each row, each as both i16 of the row's lane. */
@inline function putScales(to: usize, scales: v128): void {
  v128.store(to, bothS(scales, 0));
  v128.store(to, bothS(scales, 1), 16);
  v128.store(to, bothS(scales, 2), 32);
  v128.store(to, bothS(scales, 3), 48);
}

/** Σ scale · Σ a of four rows' superblock and one token. */
@inline function offsets(words: usize, tail: usize): v128 {
  const s0 = v128.load(words, SCALES), s1 = v128.load(words, SCALES + 32);
  const s2 = v128.load(words, SCALES + 64), s3 = v128.load(words, SCALES + 96);
  let n = dot16(pairS(s0, 0), v128.load32_splat(tail, TAIL_K_SUMS16));
  n = i32x4.add(n, dot16(pairS(s0, 1), v128.load32_splat(tail, TAIL_K_SUMS16 + 4)));
  n = i32x4.add(n, dot16(pairS(s1, 0), v128.load32_splat(tail, TAIL_K_SUMS16 + 8)));
  n = i32x4.add(n, dot16(pairS(s1, 1), v128.load32_splat(tail, TAIL_K_SUMS16 + 12)));
  n = i32x4.add(n, dot16(pairS(s2, 0), v128.load32_splat(tail, TAIL_K_SUMS16 + 16)));
  n = i32x4.add(n, dot16(pairS(s2, 1), v128.load32_splat(tail, TAIL_K_SUMS16 + 20)));
  n = i32x4.add(n, dot16(pairS(s3, 0), v128.load32_splat(tail, TAIL_K_SUMS16 + 24)));
  return i32x4.add(n, dot16(pairS(s3, 1), v128.load32_splat(tail, TAIL_K_SUMS16 + 28)));
}

export function matmul_Q6_K(
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
    8, <i32>BYTES, 2, 1, PLACES_Q6_K, unpack, tile, RELAXED ? vectorRelaxed : vectorWide,
  );
}
