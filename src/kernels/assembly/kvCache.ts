// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { hadamard, keyRotation, valueRotation } from './hadamard';
import { f32ToF16One, roundToF16 } from './half';
import { attentionScratch } from './scratch';

/*
 * One layer's caches with room for `positions` (a multiple of eight), head after head. Of one head:
 *
 *   K   [positions / 8][headDim][8 positions]
 *   V   [positions / 128][headDim / 8][128 positions][8 dimensions]      the last block has as many positions as are left
 *
 * in f16, f32, or i8 with scales behind them, one for each position and 32 dimensions, f32 of f16 precision:
 *
 *   K   [positions / 8][headDim / 32][8 positions]
 *   V   [headDim / 32][positions]
 *
 * The type parameter is how values are stored: u16 (f16 bits) or f32.
 */

const BLOCK: i32 = 128;

/** Where the head's V cache has the first dimensions of a position, counted in values, and how far off the next eight are. */
@inline function valueAt(position: i32, headDim: i32): usize {
  const first = position & ~(BLOCK - 1);
  return <usize>first * ((<usize>headDim + 7) & ~7) + (<usize>(position - first) << 3);
}
@inline function chunkStep(position: i32, positions: i32): usize {
  return <usize>min(positions - (position & ~(BLOCK - 1)), BLOCK) << 3;
}

/** Keys and values of one token, [nHeadKv][headDim], into the caches of all KV heads. */
@inline function storeKv<T>(
  kCache: usize,
  vCache: usize,
  k: usize,
  v: usize,
  position: i32,
  positions: i32,
  nHeadKv: i32,
  headDim: i32,
): void {
  const size = sizeof<T>();
  const kHeadBytes = <usize>positions * <usize>headDim * size;
  const vHeadBytes = <usize>positions * ((<usize>headDim + 7) & ~7) * size;
  const chunkBytes = chunkStep(position, positions) * size;
  let kTo = kCache + (<usize>(position >> 3) * <usize>headDim * 8 + <usize>(position & 7)) * size;
  let vTo = vCache + valueAt(position, headDim) * size;
  for (let head = 0; head < nHeadKv; head++) {
    for (let d = 0; d < headDim; d++) {
      put<T>(kTo + <usize>d * 8 * size, load<f32>(k));
      put<T>(vTo + <usize>(d >> 3) * chunkBytes + <usize>(d & 7) * size, load<f32>(v));
      k += 4;
      v += 4;
    }
    kTo += kHeadBytes;
    vTo += vHeadBytes;
  }
}

@inline function put<T>(to: usize, x: f32): void {
  if (isFloat<T>()) store<f32>(to, x);
  else store<u16>(to, <u16>f32ToF16One(x));
}

export function storeKvF16(
  kCache: usize,
  vCache: usize,
  k: usize,
  v: usize,
  position: i32,
  positions: i32,
  nHeadKv: i32,
  headDim: i32,
): void {
  storeKv<u16>(kCache, vCache, k, v, position, positions, nHeadKv, headDim);
}

export function storeKvF32(
  kCache: usize,
  vCache: usize,
  k: usize,
  v: usize,
  position: i32,
  positions: i32,
  nHeadKv: i32,
  headDim: i32,
): void {
  storeKv<f32>(kCache, vCache, k, v, position, positions, nHeadKv, headDim);
}

/**
 * Keys and values of one token as ggml's Q8_0 has them: 32 neighbours of a head share the scale max|x| / 127. They are
 * rotated first (hadamard.ts).
 */
export function storeKvQ8(
  kCache: usize,
  vCache: usize,
  k: usize,
  v: usize,
  position: i32,
  positions: i32,
  nHeadKv: i32,
  headDim: i32,
): void {
  const head = attentionScratch(); // f32 [headDim]
  const headBytes = <usize>headDim << 2;
  const nScales = (headDim + 31) >> 5;
  const kValues = <usize>positions * <usize>headDim;
  const vValues = <usize>positions * <usize>((headDim + 7) & ~7);
  const scaleBytes = <usize>(positions * nScales) << 2;
  const kAt = <usize>(position >> 3) * <usize>headDim * 8 + <usize>(position & 7);
  const kScaleAt = kValues + (<usize>((position >> 3) * nScales * 8 + (position & 7)) << 2);
  const vAt = valueAt(position, headDim);
  const vStep = chunkStep(position, positions);
  const vScaleAt = vValues + (<usize>position << 2);
  for (let n = 0; n < nHeadKv; n++) {
    memory.copy(head, k, headBytes);
    hadamard(head, headDim, keyRotation(headDim));
    for (let group = 0; group < nScales; group++) {
      const end = min(headDim, (group + 1) << 5);
      const factor = storeScale(kCache + kScaleAt + <usize>group * 32, head, group << 5, end);
      for (let d = group << 5; d < end; d++) store<i8>(kCache + kAt + <usize>d * 8, quantum(head, d, factor));
    }
    memory.copy(head, v, headBytes);
    hadamard(head, headDim, valueRotation(headDim));
    for (let group = 0; group < nScales; group++) {
      const end = min(headDim, (group + 1) << 5);
      const factor = storeScale(vCache + vScaleAt + (<usize>(group * positions) << 2), head, group << 5, end);
      for (let d = group << 5; d < end; d++) {
        const at = vAt + <usize>(d >> 3) * vStep + <usize>(d & 7);
        store<i8>(vCache + at, quantum(head, d, factor));
      }
    }
    k += headBytes;
    v += headBytes;
    kCache += kValues + scaleBytes;
    vCache += vValues + scaleBytes;
  }
}

/** Stores the scale of x[first … end), and returns what these are multiplied with before they are rounded. */
@inline function storeScale(to: usize, x: usize, first: i32, end: i32): f32 {
  let largest: f32 = 0;
  for (let i = first; i < end; i++) largest = max(largest, abs(load<f32>(x + (<usize>i << 2))));
  store<f32>(to, roundToF16(largest / 127));
  return largest == 0 ? 0 : 127 / largest;
}

@inline function quantum(x: usize, i: i32, factor: f32): i8 {
  return <i8>nearest(load<f32>(x + (<usize>i << 2)) * factor);
}
