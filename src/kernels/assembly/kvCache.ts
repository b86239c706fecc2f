// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { f32ToF16One } from './half';

/*
 * One layer's caches, in f16 or f32, with room for `positions` (a multiple of eight):
 *
 *   K   [nHeadKv][positions / 8][headDim][8 positions]
 *   V   [nHeadKv][headDim / 8][positions][8 dimensions]
 *
 * The type parameter is how values are stored: u16 (f16 bits) or f32.
 */

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
  const chunkBytes = <usize>positions * 8 * size;
  let kTo = kCache + (<usize>(position >> 3) * <usize>headDim * 8 + <usize>(position & 7)) * size;
  let vTo = vCache + <usize>position * 8 * size;
  for (let head = 0; head < nHeadKv; head++) {
    for (let d = 0; d < headDim; d++) {
      put<T>(kTo + <usize>d * 8 * size, load<f32>(k));
      put<T>(vTo + <usize>(d >> 3) * chunkBytes + <usize>(d & 7) * size, load<f32>(v));
      k += 4;
      v += 4;
    }
    kTo += kHeadBytes;
    vTo += chunkBytes * <usize>((headDim + 7) >> 3);
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
