/*
 * How attention may be shared out among threads without changing a bit of its result.
 *
 * The positions 0 … p of a query are cut at multiples of ATTENTION_BLOCK, whatever the batch or the number of threads.
 * A block b of one query head is a unit of work. In position order, with s_j = scale · (q · k_j):
 *
 *     max_b = max s_j        p_j = exp(s_j - max_b)        sum_b = Σ p_j        acc_b = Σ p_j · v_j     [headDim]
 *
 * The blocks are then merged in order, b = 0, 1, …:
 *
 *     max = max max_b        w_b = exp(max_b - max)        out = Σ w_b · acc_b  /  Σ w_b · sum_b
 *
 * With one block w_0 is exactly 1, and this is the textbook softmax.
 */

/** Positions a block: its F16 keys at headDim 64 are 16 KiB, half a first-level cache; and the kernels' own constant. */
export const ATTENTION_BLOCK = 128;

/** Blocks of a query that sees `nKv` positions. */
export function attentionBlocks(nKv: number): number {
  return Math.ceil(nKv / ATTENTION_BLOCK);
}
