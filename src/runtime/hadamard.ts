/*
 * The Walsh-Hadamard rotation of a quantised KV cache, as llama.cpp has it (src/llama-kv-cache.cpp): orthonormal and its
 * own inverse,
 *
 *   H[i][j] = (-1)^popcount(i & j) / sqrt(n)
 *
 * Keys and values are rotated before they are stored, because a block that holds an outlier has coarse steps, and the
 * rotation shares outliers out over the block. Queries are rotated with the keys, which leaves every q · k as it was, and
 * results back with the values.
 */

/** How many neighbours of a head's key, and of its value, are mixed; undefined where 64 does not divide the head. */
export function kvRotation(headDim: number): { readonly key: number; readonly value: number } | undefined {
  return headDim % 64 === 0 ? { key: headDim & -headDim, value: 64 } : undefined;
}

/** Rotates x in place, `n` elements at a time: a power of two that divides its length. */
export function hadamard(x: Float32Array, n: number): void {
  const { fround } = Math;
  const scale = fround(1 / fround(Math.sqrt(n)));
  for (let i = 0; i < x.length; i++) x[i]! *= scale;
  for (let block = 0; block < x.length; block += n) {
    for (let distance = 1; distance < n; distance *= 2) {
      for (let from = block; from < block + n; from += 2 * distance) {
        for (let i = from; i < from + distance; i++) {
          const a = x[i]!;
          const b = x[i + distance]!;
          x[i] = a + b;
          x[i + distance] = a - b;
        }
      }
    }
  }
}
