// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
/*
 * The Walsh-Hadamard rotation, orthonormal and its own inverse:
 *
 *   H[i][j] = (-1)^popcount(i & j) / sqrt(n)
 *
 * Keys and values are rotated before they are quantised, because a block that holds an outlier has coarse steps, and the
 * rotation shares outliers out over the block. Queries are rotated with the keys, which leaves every q · k as it was, and
 * results back with the values. As llama.cpp does it (src/llama-kv-cache.cpp): keys by the largest power of two that
 * divides the head, values by 64, and neither where 64 does not divide it.
 */

// prettier-ignore
const SIGNS: usize = memory.data<f32>([
  1, -1, 1, -1,
  1, 1, -1, -1,
], 16);

/** Elements that a key's rotation mixes; 0 for none. */
@inline export function keyRotation(headDim: i32): i32 {
  return (headDim & 63) == 0 ? headDim & -headDim : 0;
}

/** Elements that a value's rotation mixes; 0 for none. */
@inline export function valueRotation(headDim: i32): i32 {
  return (headDim & 63) == 0 ? 64 : 0;
}

/** Rotates `length` elements in place, `n` at a time: a power of two from 64 on, or 0 for none. */
export function hadamard(x: usize, length: i32, n: i32): void {
  if (n == 0) return;
  const blockBytes = <usize>n << 2;
  const scale = f32x4.splat(1 / sqrt(<f32>n));
  const signs1 = v128.load(SIGNS);
  const signs2 = v128.load(SIGNS, 16);
  for (const end = x + (<usize>length << 2); x < end; x += blockBytes) {
    // Neighbours at a distance of 1 and of 2 lie in one vector.
    for (let i: usize = 0; i < blockBytes; i += 16) {
      let v = f32x4.mul(v128.load(x + i), scale);
      v = f32x4.add(v128.shuffle<i32>(v, v, 1, 0, 3, 2), f32x4.mul(v, signs1));
      v = f32x4.add(v128.shuffle<i32>(v, v, 2, 3, 0, 1), f32x4.mul(v, signs2));
      v128.store(x + i, v);
    }
    for (let distance: usize = 16; distance < blockBytes; distance <<= 1) {
      for (let from: usize = 0; from < blockBytes; from += distance << 1) {
        for (let i = from; i < from + distance; i += 16) {
          const a = v128.load(x + i);
          const b = v128.load(x + i + distance);
          v128.store(x + i, f32x4.add(a, b));
          v128.store(x + i + distance, f32x4.sub(a, b));
        }
      }
    }
  }
}
