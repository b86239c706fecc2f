/*
 * The 8 scales and 8 minima of a Q4_K or Q5_K block, six bits each, in 12 bytes:
 *
 *   byte      7 6          5 … 0
 *   0 … 3     scale 4+i     scale i        the two high bits of scale 4 + i
 *   4 … 7     min 4+i       min i          the two high bits of min 4 + i
 *
 *   byte      7 … 4         3 … 0
 *   8 … 11    min 4+i       scale 4+i      their four low bits
 */

/** Scale of sub-block `s` (0 … 7); `scales` is where the 12 bytes begin. */
export function scaleK4(blocks: Uint8Array, scales: number, s: number): number {
  if (s < 4) return blocks[scales + s]! & 63;
  return (blocks[scales + s + 4]! & 15) | ((blocks[scales + s - 4]! >> 6) << 4);
}

/** Minimum of sub-block `s` (0 … 7). */
export function minK4(blocks: Uint8Array, scales: number, s: number): number {
  if (s < 4) return blocks[scales + s + 4]! & 63;
  return (blocks[scales + s + 4]! >> 4) | ((blocks[scales + s]! >> 6) << 4);
}
