// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { Q8_0_WIDE_BYTES } from './activations';
import { addMinimum, addSums } from './finish';
import { dot16, loadNormalF16x4 } from './simd';

/*
 * Types with blocks of 32 whose weights need eight bits, and in the plain build all of them: signed bytes, widened as they
 * are loaded. A panel of eight rows is just what an interleaved Q8_0 group is, so Q8_0 needs no unpacking:
 *
 *   0     f16 d[8 rows]
 *   16    i8 q [16 pairs of columns][8 rows][2]
 *   272   f16 m[8 rows]      Q4_1 and Q5_1 only, whose blocks then take 288 bytes
 *
 *   row · token = Σ_blocks d · dToken · Σ q a  +  m · sToken
 *
 * For types with scales that an f16 cannot hold, or of 16 columns, there are units of 16 columns, two a block:
 *
 *   0     bf16 d[8 rows]
 *   16    i8 q [8 pairs of columns][8 rows][2]
 */

export const WIDE_BLOCK_BYTES: usize = 272;
export const WIDE_BLOCK_BYTES_WITH_M: usize = 288;
export const WIDE_BLOCK_BYTES_OF_16: usize = 144;
export const HALF_PANEL_32_WIDE: usize = 8;

/** Quadruple `quad` of four rows, as i8. */
@inline export function putQuads32Wide(panel: usize, quad: usize, q: v128): void {
  const at = panel + (quad << 5);
  const pairs = i8x16.shuffle(q, q, 0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15);
  v128.store_lane<u64>(at, pairs, 0, 16);
  v128.store_lane<u64>(at, pairs, 1, 32);
}

@inline export function putD32Wide(panel: usize, d: usize): void {
  store<u64>(panel, load<u64>(d));
}

@inline export function putM32Wide(panel: usize, m: usize): void {
  store<u64>(panel, load<u64>(m), 272);
}

@inline function finishHalf(p: usize, tail: usize, accumulators: usize, sums: v128, blockBytes: usize): void {
  const d = blockBytes == WIDE_BLOCK_BYTES_OF_16 ? i32x4.shl(v128.load16x4_u(p), 16) : loadNormalF16x4(p);
  let f = addSums(sums, d, tail, v128.load(accumulators));
  if (blockBytes == WIDE_BLOCK_BYTES_WITH_M) f = addMinimum(loadNormalF16x4(p + 272), tail, f);
  v128.store(accumulators, f);
}

/** Eight rows and four tokens; `nBlocks` counts units where a block has two. */
@inline export function tile32Wide(
  panel: usize,
  x: usize,
  stride: usize,
  accumulators: usize,
  nBlocks: i32,
  blockBytes: usize,
): void {
  const zero = i32x4.splat(0);
  let x0 = x;
  let x1 = x0 + stride;
  let x2 = x1 + stride;
  let x3 = x2 + stride;
  for (let block = 0; block < nBlocks; block++) {
    let a0 = zero, b0 = zero, a1 = zero, b1 = zero, a2 = zero, b2 = zero, a3 = zero, b3 = zero;
    let p = panel;
    for (const end = p + (blockBytes == WIDE_BLOCK_BYTES_OF_16 ? 128 : 256); p < end; p += 32) {
      let v = v128.load8x8_s(p, 16), w = v128.load8x8_s(p, 24), y = v128.load32_splat(x0);
      a0 = i32x4.add(a0, dot16(y, v)), b0 = i32x4.add(b0, dot16(y, w)), y = v128.load32_splat(x1);
      a1 = i32x4.add(a1, dot16(y, v)), b1 = i32x4.add(b1, dot16(y, w)), y = v128.load32_splat(x2);
      a2 = i32x4.add(a2, dot16(y, v)), b2 = i32x4.add(b2, dot16(y, w)), y = v128.load32_splat(x3);
      a3 = i32x4.add(a3, dot16(y, v)), b3 = i32x4.add(b3, dot16(y, w));
      v = v128.load8x8_s(p, 32), w = v128.load8x8_s(p, 40), y = v128.load32_splat(x0, 4);
      a0 = i32x4.add(a0, dot16(y, v)), b0 = i32x4.add(b0, dot16(y, w)), y = v128.load32_splat(x1, 4);
      a1 = i32x4.add(a1, dot16(y, v)), b1 = i32x4.add(b1, dot16(y, w)), y = v128.load32_splat(x2, 4);
      a2 = i32x4.add(a2, dot16(y, v)), b2 = i32x4.add(b2, dot16(y, w)), y = v128.load32_splat(x3, 4);
      a3 = i32x4.add(a3, dot16(y, v)), b3 = i32x4.add(b3, dot16(y, w));
      x0 += 8;
      x1 += 8;
      x2 += 8;
      x3 += 8;
    }
    // A first unit of 16 ends 16 columns before the fields of the tokens' blocks.
    const left: usize = blockBytes == WIDE_BLOCK_BYTES_OF_16 && (block & 1) == 0 ? 32 : 0;
    const fields: usize = left > 0 ? 0 : Q8_0_WIDE_BYTES - 64;
    finishHalf(panel, x0 + left, accumulators, a0, blockBytes);
    finishHalf(panel + HALF_PANEL_32_WIDE, x0 + left, accumulators + 16, b0, blockBytes);
    finishHalf(panel, x1 + left, accumulators + 32, a1, blockBytes);
    finishHalf(panel + HALF_PANEL_32_WIDE, x1 + left, accumulators + 48, b1, blockBytes);
    finishHalf(panel, x2 + left, accumulators + 64, a2, blockBytes);
    finishHalf(panel + HALF_PANEL_32_WIDE, x2 + left, accumulators + 80, b2, blockBytes);
    finishHalf(panel, x3 + left, accumulators + 96, a3, blockBytes);
    finishHalf(panel + HALF_PANEL_32_WIDE, x3 + left, accumulators + 112, b3, blockBytes);
    panel += blockBytes;
    x0 += fields;
    x1 += fields;
    x2 += fields;
    x3 += fields;
  }
}
