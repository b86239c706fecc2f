/** The eight signs that seven stored bits stand for: the eighth makes the number of minus signs even. */
export function evenSigns(seven: number): number {
  let parity = seven ^ (seven >> 4);
  parity ^= parity >> 2;
  parity ^= parity >> 1;
  return seven | ((parity & 1) << 7);
}

/** Writes `n` weights: scale times the codebook's values from `entry` on; bit j of `signs` negates weight j. */
export function writeSigned(
  out: Float32Array,
  at: number,
  n: number,
  scale: number,
  grid: Int8Array,
  entry: number,
  signs: number,
): void {
  for (let j = 0; j < n; j++) {
    const magnitude = scale * grid[entry + j]!;
    out[at + j] = (signs >> j) & 1 ? -magnitude : magnitude;
  }
}
