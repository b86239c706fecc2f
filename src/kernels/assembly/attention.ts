// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { exp1, exp4 } from './exp';
import { hadamard, keyRotation, valueRotation } from './hadamard';
import { attentionScratch } from './scratch';
import { evenHalves, halfMask, madd, maxLanes, oddHalves, sumLanes } from './simd';

/*
 * Attention of one token for one KV head and the query heads that share it. The caches of a head, as kvCache.ts has
 * them:
 *
 *   K   [positions / 8][headDim][8]                   V   [positions / 128][headDim / 8][128][8]
 *       q8_0: f32 [positions / 8][headDim / 32][8]        q8_0: f32 [headDim / 32][positions]
 *
 * Positions are taken in blocks of 128, cut at multiples of 128, so that both are read straight through. For each block and query head a partial result:
 *
 *   f32 max | f32 sum of e^(score - max) | pad to 16 | f32 Σ e^(score - max) · v [headDim, rounded up to 8]
 *
 * and these are merged in the order of the blocks. Nothing depends on who computes a block, or on which positions beyond
 * `nPositions` the cache holds: their scores are overwritten and their values never read.
 *
 * f16 values are not converted: their bits, shifted into an f32, are the value times 2^-112. Queries (for K) and
 * probabilities (for V) carry the 2^112, which also keeps the products out of the subnormal range. A q8_0 value times its
 * scale is exact in f32: 8 bits times 11. Such a cache is rotated (hadamard.ts), so queries and results are too.
 *
 * The type parameter is how the cache is stored: u16 (f16 bits), f32, or i8 (q8_0).
 */

const BLOCK: i32 = 128;

/** Query heads that share one pass over K and V. */
const HEADS: i32 = 4;

const REBIAS: f32 = reinterpret<f32>(0x77800000); // 2^112

/*
 * Scratch:
 *   0      f32 queries   [HEADS][headDim <= 512], scaled
 *   8192   f32 scores    [HEADS][BLOCK]
 *   10240  f32 weights   [BLOCK][HEADS], the probabilities interleaved
 *   12288  f32 partial   [HEADS] of one block, 16 + 4 · 512 bytes each
 *   20608  f32 merged    [HEADS]
 */
const SCORES: usize = 8192;
const WEIGHTS: usize = 10240;
const PARTIAL: usize = 12288;
const MERGED: usize = 20608;

@inline function partialBytes(headDim: i32): usize {
  return 16 + (((<usize>headDim + 7) & ~7) << 2);
}

@inline function isHalf<T>(): bool {
  return sizeof<T>() == 2;
}

@inline function isQ8<T>(): bool {
  return sizeof<T>() == 1;
}

@inline function lowInts(v: v128): v128 { return f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(v)); }
@inline function highInts(v: v128): v128 { return f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(v)); }

/** scores[h][i] = queries[h] · K[i] for `nHeads` (1, 2 or 4) heads and eight positions at a time. */
@inline function scoreBlock<T>(
  k: usize,
  scales: usize,
  scratch: usize,
  headDim: usize,
  nGroups: i32,
  nHeads: i32,
): void {
  const mask = halfMask();
  const rowBytes = headDim << 2;
  const zero = f32x4.splat(0);
  let scores = scratch + SCORES;
  for (let group = 0; group < nGroups; group++) {
    let a0 = zero, b0 = zero, a1 = zero, b1 = zero, a2 = zero, b2 = zero, a3 = zero, b3 = zero;
    let scaleLo = zero, scaleHi = zero;
    let q = scratch;
    for (const end = scratch + rowBytes; q < end; q += 4) {
      let lo: v128, hi: v128;
      if (isFloat<T>()) {
        lo = v128.load(k), hi = v128.load(k, 16);
      } else if (isQ8<T>()) {
        // Every 32 dimensions another scale for each of the eight positions.
        if (((q - scratch) & 127) == 0) scaleLo = v128.load(scales), scaleHi = v128.load(scales, 16), scales += 32;
        const v = v128.load8x8_s(k);
        lo = f32x4.mul(lowInts(v), scaleLo), hi = f32x4.mul(highInts(v), scaleHi);
      } else {
        const v = v128.load(k);
        lo = evenHalves(v, mask), hi = oddHalves(v, mask);
      }
      let w = v128.load32_splat(q);
      a0 = madd(w, lo, a0), b0 = madd(w, hi, b0);
      if (nHeads > 1) w = v128.load32_splat(q + rowBytes), a1 = madd(w, lo, a1), b1 = madd(w, hi, b1);
      if (nHeads > 2) {
        w = v128.load32_splat(q + 2 * rowBytes), a2 = madd(w, lo, a2), b2 = madd(w, hi, b2);
        w = v128.load32_splat(q + 3 * rowBytes), a3 = madd(w, lo, a3), b3 = madd(w, hi, b3);
      }
      k += 8 * sizeof<T>();
    }
    storeEight<T>(scores, a0, b0);
    if (nHeads > 1) storeEight<T>(scores + 4 * BLOCK, a1, b1);
    if (nHeads > 2) {
      storeEight<T>(scores + 8 * BLOCK, a2, b2);
      storeEight<T>(scores + 12 * BLOCK, a3, b3);
    }
    scores += 32;
  }
}

/** Scores of one head to cap · tanh(score / cap). */
function capScores(scores: usize, n: i32, cap: f32): void {
  const inverse = f32x4.splat(1 / cap);
  const one = f32x4.splat(1);
  for (const end = scores + (<usize>((n + 3) & ~3) << 2); scores < end; scores += 16) {
    const u = f32x4.mul(v128.load(scores), inverse);
    const e = exp4(f32x4.add(u, u));
    const tanh = f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(one, e)));
    v128.store(scores, f32x4.mul(tanh, f32x4.splat(cap)));
  }
}

/** Stores eight sums in their natural order: `a` and `b` are the even and odd ones where the cache is f16, else halves. */
@inline function storeEight<T>(out: usize, a: v128, b: v128): void {
  if (!isHalf<T>()) {
    v128.store(out, a);
    v128.store(out, b, 16);
  } else {
    v128.store(out, v128.shuffle<i32>(a, b, 0, 4, 1, 5));
    v128.store(out, v128.shuffle<i32>(a, b, 2, 6, 3, 7), 16);
  }
}

/**
 * Scores of one head to e^(score - max), in place and, times `scale`, interleaved; max and sum to `partial`. The first
 * `skip` of the n count for nothing.
 */
function exponentials(scores: usize, weights: usize, partial: usize, skip: i32, n: i32, scale: f32): void {
  const whole = <usize>((n + 3) & ~3) << 2;
  for (let i: usize = 0; i < <usize>skip << 2; i += 4) store<f32>(scores + i, -f32.MAX_VALUE);
  for (let i = <usize>n << 2; i < whole; i += 4) store<f32>(scores + i, -f32.MAX_VALUE);
  let largest4 = v128.load(scores);
  for (let i: usize = 16; i < whole; i += 16) largest4 = f32x4.pmax(largest4, v128.load(scores + i));
  const largest = maxLanes(largest4);
  const shift = f32x4.splat(largest);
  const scales = f32x4.splat(scale);
  let sum = f32x4.splat(0);
  for (let i: usize = 0; i < whole; i += 16) {
    const e = exp4(f32x4.sub(v128.load(scores + i), shift));
    sum = f32x4.add(sum, e);
    const w = f32x4.mul(e, scales);
    const to = weights + (i << 2);
    v128.store32_lane(to, w, 0);
    v128.store32_lane(to, w, 1, 16);
    v128.store32_lane(to, w, 2, 32);
    v128.store32_lane(to, w, 3, 48);
  }
  store<f32>(partial, largest);
  store<f32>(partial, sumLanes(sum), 4);
}

/** partial[h].values = Σ weights[i][h] · V[i] over n positions. */
@inline function weighValues<T>(
  v: usize,
  chunkBytes: usize,
  scales: usize,
  scaleBytes: usize,
  scratch: usize,
  partials: usize,
  headDim: i32,
  n: i32,
  nHeads: i32,
): void {
  const mask = halfMask();
  const bytes = partialBytes(headDim);
  const zero = f32x4.splat(0);
  const first = scratch + WEIGHTS;
  const end = first + (<usize>n << 4);
  let out = partials + 16;
  for (let d = 0; d < headDim; d += 8) {
    let a0 = zero, b0 = zero, a1 = zero, b1 = zero, a2 = zero, b2 = zero, a3 = zero, b3 = zero;
    let x = v;
    let scale = scales + <usize>(d >> 5) * scaleBytes;
    for (let weights = first; weights < end; weights += 16) {
      let lo: v128, hi: v128;
      if (isFloat<T>()) {
        lo = v128.load(x), hi = v128.load(x, 16);
      } else if (isQ8<T>()) {
        const u = v128.load8x8_s(x);
        const s = v128.load32_splat(scale);
        lo = f32x4.mul(lowInts(u), s), hi = f32x4.mul(highInts(u), s);
        scale += 4;
      } else {
        const u = v128.load(x);
        lo = evenHalves(u, mask), hi = oddHalves(u, mask);
      }
      let w = v128.load32_splat(weights);
      a0 = madd(w, lo, a0), b0 = madd(w, hi, b0);
      if (nHeads > 1) w = v128.load32_splat(weights, 4), a1 = madd(w, lo, a1), b1 = madd(w, hi, b1);
      if (nHeads > 2) {
        w = v128.load32_splat(weights, 8), a2 = madd(w, lo, a2), b2 = madd(w, hi, b2);
        w = v128.load32_splat(weights, 12), a3 = madd(w, lo, a3), b3 = madd(w, hi, b3);
      }
      x += 8 * sizeof<T>();
    }
    storeEight<T>(out, a0, b0);
    if (nHeads > 1) storeEight<T>(out + bytes, a1, b1);
    if (nHeads > 2) {
      storeEight<T>(out + 2 * bytes, a2, b2);
      storeEight<T>(out + 3 * bytes, a3, b3);
    }
    out += 32;
    v += chunkBytes;
  }
}

/** Scales `nHeads` queries into scratch, and rotates them as the cache's keys are. */
@inline function loadQueries<T>(scratch: usize, q: usize, headDim: i32, nHeads: i32, scale: f32): void {
  const factor: f32 = isHalf<T>() ? scale * REBIAS : scale;
  const bytes = <usize>(nHeads * headDim) << 2;
  for (let i: usize = 0; i < bytes; i += 4) store<f32>(scratch + i, load<f32>(q + i) * factor);
  if (isQ8<T>()) hadamard(scratch, nHeads * headDim, keyRotation(headDim));
}

/** One block's partial results of `nHeads` heads whose queries are in scratch. */
@inline function blockPartials<T>(
  partials: usize,
  scratch: usize,
  k: usize,
  v: usize,
  positions: i32,
  headDim: i32,
  nHeads: i32,
  firstPosition: i32,
  nPositions: i32,
  softcap: f32,
  block: i32,
): void {
  const first = block * BLOCK;
  const n = min(nPositions - first, BLOCK);
  const skip = max(firstPosition - first, 0);
  const nGroups = (n + 7) >> 3;
  const kBlock = k + <usize>first * <usize>headDim * sizeof<T>();
  const vBlock = v + <usize>first * ((<usize>headDim + 7) & ~7) * sizeof<T>();
  const chunkBytes = <usize>min(positions - first, BLOCK) * 8 * sizeof<T>();
  const bytes = partialBytes(headDim);
  // Only q8_0 has scales: behind the values of each head.
  const kScales = k + <usize>positions * <usize>headDim + <usize>(first >> 3) * <usize>((headDim + 31) >> 5) * 32;
  const vScales = v + <usize>positions * <usize>((headDim + 7) & ~7) + (<usize>first << 2);
  const scaleBytes = <usize>positions << 2;

  if (nHeads == 4) scoreBlock<T>(kBlock, kScales, scratch, headDim, nGroups, 4);
  else if (nHeads == 2) scoreBlock<T>(kBlock, kScales, scratch, headDim, nGroups, 2);
  else scoreBlock<T>(kBlock, kScales, scratch, headDim, nGroups, 1);

  const scale: f32 = isHalf<T>() ? REBIAS : 1;
  for (let h: usize = 0; h < <usize>nHeads; h++) {
    const scores = scratch + SCORES + h * 4 * BLOCK;
    if (softcap > 0) capScores(scores, n, softcap);
    exponentials(scores, scratch + WEIGHTS + (h << 2), partials + h * bytes, skip, n, scale);
  }

  if (nHeads == 4) weighValues<T>(vBlock, chunkBytes, vScales, scaleBytes, scratch, partials, headDim, n, 4);
  else if (nHeads == 2) weighValues<T>(vBlock, chunkBytes, vScales, scaleBytes, scratch, partials, headDim, n, 2);
  else weighValues<T>(vBlock, chunkBytes, vScales, scaleBytes, scratch, partials, headDim, n, 1);
}

/** merged ⊕= partial, for one head; both are scaled to the larger maximum. */
function merge(merged: usize, partial: usize, headDim: i32): void {
  const before = load<f32>(merged);
  const block = load<f32>(partial);
  const largest = max(before, block);
  const keep = exp1(before - largest);
  const join = exp1(block - largest);
  store<f32>(merged, largest);
  store<f32>(merged, load<f32>(merged, 4) * keep + load<f32>(partial, 4) * join, 4);
  const keeps = f32x4.splat(keep);
  const joins = f32x4.splat(join);
  const bytes = partialBytes(headDim);
  for (let i: usize = 16; i < bytes; i += 16) {
    const joined = f32x4.mul(v128.load(partial + i), joins);
    v128.store(merged + i, madd(v128.load(merged + i), keeps, joined));
  }
}

/** out = values / sum, for one head. */
function normalise(out: usize, merged: usize, headDim: i32): void {
  const scale: f32 = 1 / load<f32>(merged, 4);
  const bytes = <usize>headDim << 2;
  for (let i: usize = 0; i < bytes; i += 4) store<f32>(out + i, load<f32>(merged + 16 + i) * scale);
}

@inline function headsAtOnce(left: i32): i32 {
  return left >= HEADS ? HEADS : left >= 2 ? 2 : 1;
}

@inline function attention<T>(
  out: usize,
  q: usize,
  k: usize,
  v: usize,
  positions: i32,
  headDim: i32,
  nGroup: i32,
  nPositions: i32,
  scale: f32,
  firstPosition: i32,
  softcap: f32,
): void {
  const scratch = attentionScratch();
  const partials = scratch + PARTIAL;
  const merged = scratch + MERGED;
  const bytes = partialBytes(headDim);
  const rowBytes = <usize>headDim << 2;
  for (let head = 0; head < nGroup; ) {
    const nHeads = headsAtOnce(nGroup - head);
    loadQueries<T>(scratch, q, headDim, nHeads, scale);
    const firstBlock = firstPosition / BLOCK;
    blockPartials<T>(merged, scratch, k, v, positions, headDim, nHeads, firstPosition, nPositions, softcap, firstBlock);
    for (let block = firstBlock + 1; block * BLOCK < nPositions; block++) {
      blockPartials<T>(partials, scratch, k, v, positions, headDim, nHeads, firstPosition, nPositions, softcap, block);
      for (let h: usize = 0; h < <usize>nHeads; h++) merge(merged + h * bytes, partials + h * bytes, headDim);
    }
    for (let h: usize = 0; h < <usize>nHeads; h++) normalise(out + h * rowBytes, merged + h * bytes, headDim);
    if (isQ8<T>()) hadamard(out, nHeads * headDim, valueRotation(headDim));
    q += <usize>nHeads * rowBytes;
    out += <usize>nHeads * rowBytes;
    head += nHeads;
  }
}

@inline function attentionPartials<T>(
  partials: usize,
  q: usize,
  k: usize,
  v: usize,
  positions: i32,
  headDim: i32,
  nGroup: i32,
  nPositions: i32,
  scale: f32,
  firstBlock: i32,
  nBlocks: i32,
  firstPosition: i32,
  softcap: f32,
): void {
  const scratch = attentionScratch();
  const bytes = partialBytes(headDim);
  for (let head = 0; head < nGroup; ) {
    const nHeads = headsAtOnce(nGroup - head);
    loadQueries<T>(scratch, q + (<usize>(head * headDim) << 2), headDim, nHeads, scale);
    for (let block = firstBlock; block < firstBlock + nBlocks; block++) {
      const to = partials + <usize>(block * nGroup + head) * bytes;
      blockPartials<T>(to, scratch, k, v, positions, headDim, nHeads, firstPosition, nPositions, softcap, block);
    }
    head += nHeads;
  }
}

export function attentionMerge(out: usize, partials: usize, headDim: i32, nGroup: i32, nBlocks: i32): void {
  const merged = attentionScratch() + MERGED;
  const bytes = partialBytes(headDim);
  for (let head = 0; head < nGroup; head++) {
    memory.copy(merged, partials + <usize>head * bytes, bytes);
    for (let block = 1; block < nBlocks; block++) {
      merge(merged, partials + <usize>(block * nGroup + head) * bytes, headDim);
    }
    normalise(out + (<usize>(head * headDim) << 2), merged, headDim);
  }
}

export function attentionMergeQ8(out: usize, partials: usize, headDim: i32, nGroup: i32, nBlocks: i32): void {
  attentionMerge(out, partials, headDim, nGroup, nBlocks);
  hadamard(out, nGroup * headDim, valueRotation(headDim));
}

export function attentionF16(
  out: usize,
  q: usize,
  k: usize,
  v: usize,
  positions: i32,
  headDim: i32,
  nGroup: i32,
  nPositions: i32,
  scale: f32,
  firstPosition: i32,
  softcap: f32,
): void {
  attention<u16>(out, q, k, v, positions, headDim, nGroup, nPositions, scale, firstPosition, softcap);
}

export function attentionF32(
  out: usize,
  q: usize,
  k: usize,
  v: usize,
  positions: i32,
  headDim: i32,
  nGroup: i32,
  nPositions: i32,
  scale: f32,
  firstPosition: i32,
  softcap: f32,
): void {
  attention<f32>(out, q, k, v, positions, headDim, nGroup, nPositions, scale, firstPosition, softcap);
}

export function attentionQ8(
  out: usize,
  q: usize,
  k: usize,
  v: usize,
  positions: i32,
  headDim: i32,
  nGroup: i32,
  nPositions: i32,
  scale: f32,
  firstPosition: i32,
  softcap: f32,
): void {
  attention<i8>(out, q, k, v, positions, headDim, nGroup, nPositions, scale, firstPosition, softcap);
}

export function attentionPartialsF16(
  partials: usize,
  q: usize,
  k: usize,
  v: usize,
  positions: i32,
  headDim: i32,
  nGroup: i32,
  nPositions: i32,
  scale: f32,
  firstBlock: i32,
  nBlocks: i32,
  firstPosition: i32,
  softcap: f32,
): void {
  attentionPartials<u16>(
    partials, q, k, v, positions, headDim, nGroup, nPositions, scale, firstBlock, nBlocks, firstPosition, softcap,
  ); // prettier-ignore
}

export function attentionPartialsF32(
  partials: usize,
  q: usize,
  k: usize,
  v: usize,
  positions: i32,
  headDim: i32,
  nGroup: i32,
  nPositions: i32,
  scale: f32,
  firstBlock: i32,
  nBlocks: i32,
  firstPosition: i32,
  softcap: f32,
): void {
  attentionPartials<f32>(
    partials, q, k, v, positions, headDim, nGroup, nPositions, scale, firstBlock, nBlocks, firstPosition, softcap,
  ); // prettier-ignore
}

export function attentionPartialsQ8(
  partials: usize,
  q: usize,
  k: usize,
  v: usize,
  positions: i32,
  headDim: i32,
  nGroup: i32,
  nPositions: i32,
  scale: f32,
  firstBlock: i32,
  nBlocks: i32,
  firstPosition: i32,
  softcap: f32,
): void {
  attentionPartials<i8>(
    partials, q, k, v, positions, headDim, nGroup, nPositions, scale, firstBlock, nBlocks, firstPosition, softcap,
  ); // prettier-ignore
}
