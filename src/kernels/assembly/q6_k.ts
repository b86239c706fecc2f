// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { Q8_K_WIDE_BYTES, TAIL_K_BYTES, TAIL_K_OFFSETS, TAIL_K_SUMS16 } from './activations';
import { addSumsK } from './finish';
import { f16ToF32One } from './half';
import { interleaveGroup } from './interleave';
import { bothS, pairS } from './lanes';
import { HALF_PANEL_K, IN_SUMS, matmulK, putD, putScalesS, tileK } from './panelK';
import { NO_MINS, putDWide, putQuadsWide, tileKWide } from './panelKWide';
import { dotWide4 } from './quads';
import { rowScratch, vectorScratch } from './scratch';
import {
  addDot, bits45, dot16, dotsFrom, high, loadF16x4, lowNibbles, scaleDots, scaleOfDots, sixBits, thirtyTwo,
} from './simd';

/*
 * Q6_K: 256 weights in 210 bytes, 16 sub-blocks of 16; lower four and upper two bits apart.
 *
 *   u8 ql[128] | u8 qh[64] | i8 scales[16] | f16 d
 *
 *   Of weights 128h + 32s … + 31, s in 0 … 3: lower bits are ql[64h + 32 (s % 2) …], low nibbles for s < 2, else high;
 *   upper bits are bits 2s and 2s + 1 of qh[32h …].     x = d · scale · (q - 32)
 *
 * Putting each weight together takes 17 operations for four. So the bits of ql[64h + i], ql[64h + 32 + i] and qh[32h + i]
 * trade places when a weight is loaded: each byte keeps one of three weights in its lower six bits, and two bits of the
 * fourth above them. That takes 11.
 */

const BYTES: usize = 210;

/** Interleaves whole groups as all types are (interleave.ts), with their bits traded; rows that are left stay rows. */
export function repack_Q6_K(weights: usize, nRows: i32, nBlocks: i32): void {
  const copy = rowScratch();
  const groupBytes = BYTES * <usize>(8 * nBlocks);
  for (; nRows >= 8; nRows -= 8, weights += groupBytes) {
    recode(copy, weights, 8 * nBlocks);
    interleaveGroup(weights, copy, 8, nBlocks, 8, <i32>BYTES, 2, 1, PLACES_Q6_K);
  }
  recode(weights, weights, nRows * nBlocks);
}

/** Blocks with their bits traded. */
function recode(out: usize, block: usize, nBlocks: i32): void {
  const low = lowNibbles();
  const upper = bits45();
  const top = i8x16.splat(<i8>0xc0);
  for (const end = block + BYTES * <usize>nBlocks; block < end; block += BYTES, out += BYTES) {
    for (let i: usize = 0; i < 4; i++) {
      const ql = ((i >> 1) << 6) + ((i & 1) << 4), qh = 128 + (i << 4);
      const a = v128.load(block + ql), b = v128.load(block + ql, 32), h = v128.load(block + qh);
      const first = v128.or(v128.and(a, low), v128.and(i16x8.shl(h, 4), upper));
      const second = v128.or(v128.and(b, low), v128.and(i16x8.shl(h, 2), upper));
      v128.store(out + ql, v128.or(first, i16x8.shl(v128.and(b, upper), 2)));
      v128.store(out + ql, v128.or(second, v128.and(b, top)), 32);
      v128.store(out + qh, v128.or(high(a, low), v128.andnot(h, low)));
    }
    v128.store(out, v128.load(block, 192), 192);
    store<u16>(out, load<u16>(block, 208), 208);
  }
}

/** Weights s = 0, 1 and 2 of a recoded byte of ql, of ql 32 bytes on, or of qh; `six` is sixBits(). */
@inline function weightOf(bytes: v128, six: v128): v128 { return v128.and(bytes, six); }

/** Weight s = 3 of all three. */
@inline function lastWeight(a: v128, b: v128, h: v128, six: v128): v128 {
  const lower = v128.or(i16x8.shr_u(v128.andnot(a, six), 2), v128.andnot(b, six));
  return i16x8.shr_u(v128.or(i16x8.shr_u(lower, 2), v128.andnot(h, six)), 2);
}

/** Of recoded rows. */
export function decode_Q6_K(out: usize, row: usize, nCols: i32): void {
  for (const end = out + (<usize>nCols << 2); out < end; out += 1024, row += BYTES) {
    const d = f16ToF32One(load<u16>(row, 208));
    for (let j: usize = 0; j < 16; j++) {
      const scale = d * <f32>load<i8>(row + j, 192);
      const half = j >> 3;
      const ql = row + (half << 6) + ((j & 1) << 4);
      const qh = row + 128 + (half << 5) + ((j & 1) << 4);
      const s = (j >> 1) & 3;
      for (let i: usize = 0; i < 16; i++) {
        const a = <i32>load<u8>(ql + i), b = <i32>load<u8>(ql + i, 32), h = <i32>load<u8>(qh + i);
        const last = (a >> 6) | ((b >> 4) & 12) | ((h >> 2) & 48);
        const q = s == 3 ? last : (s == 0 ? a : s == 1 ? b : h) & 63;
        store<f32>(out + (((j << 4) + i) << 2), scale * <f32>(q - 32));
      }
    }
  }
}

/**
 * Where the words (four bytes) of a block go when it is interleaved, so that they are read one after another: first the
 * scales; then of each half of 128 columns, and of each four columns of its quarters, a word of qh, one of ql and one of ql
 * 32 bytes on.
 */
// prettier-ignore
export const PLACES_Q6_K: usize = memory.data<u8>([
  5, 8, 11, 14, 17, 20, 23, 26, 6, 9, 12, 15, 18, 21, 24, 27,
  29, 32, 35, 38, 41, 44, 47, 50, 30, 33, 36, 39, 42, 45, 48, 51,
  4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 34, 37, 40, 43, 46, 49,
  0, 1, 2, 3,
]);

/** Where scales begin in an interleaved superblock, and the sixteen steps of four columns a quarter. */
const SCALES: usize = 16;
const STEPS: usize = 144;
const STEP: usize = 96;

/** The group's superblock: f16 d[8], then 4 times 8 rows' scales, and 48 times 4 bytes of 8 rows, as PLACES_Q6_K says. */
function unpack(group: usize, panel: usize, _nBlocks: i32): void {
  unpackHalf(group, group, panel);
  unpackHalf(group + 16, group + 8, panel + HALF_PANEL_K);
}

/** Four of the rows, whose first vector of a group would be at `words` and whose first halves are at `halves`. */
function unpackHalf(words: usize, halves: usize, panel: usize): void {
  const six = sixBits();
  if (RELAXED) {
    for (let i: usize = 0; i < 4; i++) putScalesS(panel, i, v128.load(words + (i << 5), SCALES));
    putD(panel, halves);
    // A step of four columns of each quarter of 128; the panel has the quarters one after another.
    let at = words + STEPS;
    for (let step = 0; step < 16; step++) {
      const h = v128.load(at), a = v128.load(at, 32), b = v128.load(at, 64);
      v128.store(panel, weightOf(a, six));
      v128.store(panel, weightOf(b, six), 256);
      v128.store(panel, weightOf(h, six), 512);
      v128.store(panel, lastWeight(a, b, h, six), 768);
      at += STEP;
      panel += step == 7 ? 1024 - 7 * 32 : 32;
    }
    return;
  }
  const offset = thirtyTwo();
  for (let half: usize = 0; half < 2; half++) {
    const first = v128.load(words + (half << 6), SCALES), second = v128.load(words + (half << 6), SCALES + 32);
    for (let j: usize = 0; j < 8; j++) {
      const at = words + STEPS + (8 * half + j) * STEP;
      const quad = 32 * half + j;
      const h = v128.load(at), a = v128.load(at, 32), b = v128.load(at, 64);
      putQuadsWide(panel, quad, i8x16.sub(weightOf(a, six), offset), bothS(first, j >> 2));
      putQuadsWide(panel, quad + 8, i8x16.sub(weightOf(b, six), offset), bothS(first, 2 + (j >> 2)));
      putQuadsWide(panel, quad + 16, i8x16.sub(weightOf(h, six), offset), bothS(second, j >> 2));
      putQuadsWide(panel, quad + 24, i8x16.sub(lastWeight(a, b, h, six), offset), bothS(second, 2 + (j >> 2)));
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
  const six = sixBits();
  const tail = x + 512;
  let sums = i32x4.splat(0);
  for (let half: usize = 0; half < 2; half++) {
    const s0 = v128.load(words + (half << 6), SCALES), s1 = v128.load(words + (half << 6), SCALES + 32);
    const steps = words + STEPS + half * (8 * STEP);
    sums = i32x4.add(sums, quarters(steps, x, six, bothS(s0, 0), bothS(s0, 2), bothS(s1, 0), bothS(s1, 2)));
    sums = i32x4.add(sums, quarters(steps + 4 * STEP, x + 32, six, bothS(s0, 1), bothS(s0, 3), bothS(s1, 1), bothS(s1, 3)));
    x += 256;
  }
  return i32x4.sub(sums, i32x4.shl(offsets(words, tail), 5));
}

/** Four sub-blocks, 32 columns from one another, that share bytes; times their scales. */
@inline function quarters(step: usize, x: usize, six: v128, s0: v128, s1: v128, s2: v128, s3: v128): v128 {
  const h0 = v128.load(step), h1 = v128.load(step, STEP), h2 = v128.load(step, 2 * STEP), h3 = v128.load(step, 3 * STEP);
  const a0 = v128.load(step, 32), a1 = v128.load(step, STEP + 32), a2 = v128.load(step, 2 * STEP + 32), a3 = v128.load(step, 3 * STEP + 32);
  const b0 = v128.load(step, 64), b1 = v128.load(step, STEP + 64), b2 = v128.load(step, 2 * STEP + 64), b3 = v128.load(step, 3 * STEP + 64);
  const first = quarter(x, weightOf(a0, six), weightOf(a1, six), weightOf(a2, six), weightOf(a3, six), s0);
  const second = quarter(x + 64, weightOf(b0, six), weightOf(b1, six), weightOf(b2, six), weightOf(b3, six), s1);
  const third = quarter(x + 128, weightOf(h0, six), weightOf(h1, six), weightOf(h2, six), weightOf(h3, six), s2);
  const last = quarter(
    x + 192,
    lastWeight(a0, b0, h0, six), lastWeight(a1, b1, h1, six), lastWeight(a2, b2, h2, six), lastWeight(a3, b3, h3, six),
    s3,
  );
  return i32x4.add(i32x4.add(first, second), i32x4.add(third, last));
}

@inline function quarter(x: usize, q0: v128, q1: v128, q2: v128, q3: v128, scale: v128): v128 {
  return i32x4.mul(dotWide4(x, q0, q1, q2, q3), i32x4.shr_s(scale, 16));
}

/** Each load serves eight rows: a step's words lie together. */
function vectorRelaxed(group: usize, x: usize, out: usize, nBlocks: i32): void {
  const six = sixBits();
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
    // Half a quarter of 128 columns has one scale: four sub-blocks at once, four steps of four columns of each.
    for (let i: usize = 0; i < 4; i++) {
      const first = ((i & 2) << 2) + (i & 1);
      const offsets = tail + (first << 2);
      let a0 = dotsFrom(v128.load32_splat(offsets, TAIL_K_OFFSETS)), b0 = a0;
      let a1 = dotsFrom(v128.load32_splat(offsets, TAIL_K_OFFSETS + 8)), b1 = a1;
      let a2 = dotsFrom(v128.load32_splat(offsets, TAIL_K_OFFSETS + 16)), b2 = a2;
      let a3 = dotsFrom(v128.load32_splat(offsets, TAIL_K_OFFSETS + 24)), b3 = a3;
      for (const end = x + 16; x < end; step += 2 * STEP, x += 8) {
        let h = v128.load(step), v = v128.load(step, 32), w = v128.load(step, 64);
        a0 = addDot(a0, v128.load32_splat(x), weightOf(v, six));
        a1 = addDot(a1, v128.load32_splat(x, 32), weightOf(w, six));
        a2 = addDot(a2, v128.load32_splat(x, 64), weightOf(h, six));
        a3 = addDot(a3, v128.load32_splat(x, 96), lastWeight(v, w, h, six));
        h = v128.load(step, 16), v = v128.load(step, 48), w = v128.load(step, 80);
        b0 = addDot(b0, v128.load32_splat(x), weightOf(v, six));
        b1 = addDot(b1, v128.load32_splat(x, 32), weightOf(w, six));
        b2 = addDot(b2, v128.load32_splat(x, 64), weightOf(h, six));
        b3 = addDot(b3, v128.load32_splat(x, 96), lastWeight(v, w, h, six));
        h = v128.load(step, 96), v = v128.load(step, 128), w = v128.load(step, 160);
        a0 = addDot(a0, v128.load32_splat(x, 4), weightOf(v, six));
        a1 = addDot(a1, v128.load32_splat(x, 36), weightOf(w, six));
        a2 = addDot(a2, v128.load32_splat(x, 68), weightOf(h, six));
        a3 = addDot(a3, v128.load32_splat(x, 100), lastWeight(v, w, h, six));
        h = v128.load(step, 112), v = v128.load(step, 144), w = v128.load(step, 176);
        b0 = addDot(b0, v128.load32_splat(x, 4), weightOf(v, six));
        b1 = addDot(b1, v128.load32_splat(x, 36), weightOf(w, six));
        b2 = addDot(b2, v128.load32_splat(x, 68), weightOf(h, six));
        b3 = addDot(b3, v128.load32_splat(x, 100), lastWeight(v, w, h, six));
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
