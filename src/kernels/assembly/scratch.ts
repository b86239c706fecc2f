// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
/*
 * This instance's scratch, placed by the caller:
 *
 *   0      PANEL        unpacked weights of eight rows
 *   7168   OFFSETS      into a codebook, u16[16][4 rows][4]
 *   8192   ACCUMULATORS f32[TOKEN_BLOCK][8 rows]
 *   12288  VECTOR       what a matrix-vector kernel unpacks of a block, and the sums of a weight's last rows
 *   16384  ATTENTION    scores, probabilities, partial results
 *   65536  ROWS         eight rows of a weight, as many bytes as the caller said
 */

let scratch: usize = 0;

export function setScratch(address: usize): void {
  scratch = address;
}

/** Tokens whose sums are held at once: their activations of a few blocks stay in the first-level cache. */
export const TOKEN_BLOCK: i32 = 64;

@inline export function panelScratch(): usize { return scratch; }
@inline export function offsetScratch(): usize { return scratch + 7168; }
@inline export function accumulatorScratch(): usize { return scratch + 8192; }
@inline export function vectorScratch(): usize { return scratch + 12288; }
@inline export function vectorSums(): usize { return scratch + 14336; }
@inline export function attentionScratch(): usize { return scratch + 16384; }
@inline export function rowScratch(): usize { return scratch + 65536; }

/** Where this module's constants end; the caller keeps everything else beyond STATIC_BYTES. */
export function heapBase(): usize {
  return __heap_base;
}
