/*
 * The IQ types store four or eight weights as one index into a codebook. Its entries are points of the lattice
 * {0 … k-1}^dims of codes, each code standing for one of `k` values; those of IQ2 and IQ3_XXS have an even sum of codes
 * (for IQ2, where the codes stand for 1, 3 and 5, that makes them points of the lattice E8, but for their signs).
 *
 * ggml lists the entries in ascending order of the number Σ code_i · k^i. So a codebook is known from which points are in
 * it: one bit a point, in this order, the first one in the top bit of the first hex digit.
 */

/** Values of all entries, one entry after another. [nEntries, dims] */
export type Codebook = () => Int8Array;

/** The codebook whose members are given bit by bit in hex; decoded when first asked for. */
export function codebook(dims: number, values: readonly number[], members: string): Codebook {
  let entries: Int8Array | undefined;
  return () => (entries ??= entriesOf(dims, values, members));
}

function entriesOf(dims: number, values: readonly number[], members: string): Int8Array {
  const entries: number[] = [];
  for (let point = 0; point < values.length ** dims; point++) {
    const digit = Number.parseInt(members[point >> 2]!, 16);
    if (((digit << (point & 3)) & 8) === 0) continue;
    for (let i = 0, codes = point; i < dims; i++, codes = Math.floor(codes / values.length)) {
      entries.push(values[codes % values.length]!);
    }
  }
  return Int8Array.from(entries);
}
