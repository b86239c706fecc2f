// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { Q8_0_WIDE_BYTES } from './activations';
import { matmulInterleaved } from './driver';
import { addSums } from './finish';
import { f16ToF32One } from './half';
import { PANEL_BLOCKS } from './panel32';
import { HALF_PANEL_32_WIDE, WIDE_BLOCK_BYTES, putD32Wide, putPair32Wide, tile32Wide } from './panel32Wide';
import { dot16, loadNormalF16x4 } from './simd';

/*
 * Q8_0: 32 weights in 34 bytes.
 *
 *   f16 d | i8 qs[32]        x[j] = d · qs[j]
 *
 * Interleaved in units of 16 bits throughout.
 */

const BYTES: usize = 34;

export function decode_Q8_0(out: usize, row: usize, nCols: i32): void {
  for (const end = out + (<usize>nCols << 2); out < end; out += 128, row += BYTES) {
    const d = f16ToF32One(load<u16>(row));
    for (let j: usize = 0; j < 32; j++) store<f32>(out + (j << 2), d * <f32>load<i8>(row + j, 2));
  }
}

/** The group's block: f16 d[4], then 16 pairs of columns of four rows. */
function unpack(group: usize, panel: usize, nBlocks: i32): void {
  for (let block = 0; block < nBlocks; block++) {
    for (let i: usize = 0; i < 16; i++) putPair32Wide(panel, i, group + 8 + (i << 3));
    putD32Wide(panel, group);
    group += 4 * BYTES;
    panel += WIDE_BLOCK_BYTES;
  }
}

function tile(a: usize, b: usize, x: usize, stride: usize, accumulators: usize, nBlocks: i32): void {
  tile32Wide(a, x, stride, accumulators, nBlocks, 32, false);
}

/** Sixteen pairs of columns of four rows: each a load that widens, and a dot product. */
function vector(group: usize, x: usize, out: usize, nBlocks: i32): void {
  let f = f32x4.splat(0);
  for (let block = 0; block < nBlocks; block++) {
    const sums = i32x4.add(
      i32x4.add(i32x4.add(pairs4(group, x), pairs4(group + 32, x + 16)), pairs4(group + 64, x + 32)),
      pairs4(group + 96, x + 48),
    );
    f = addSums(sums, loadNormalF16x4(group), x + 64, f);
    group += 4 * BYTES;
    x += Q8_0_WIDE_BYTES;
  }
  v128.store(out, f);
}

@inline function pairs4(group: usize, x: usize): v128 {
  return i32x4.add(
    i32x4.add(
      dot16(v128.load8x8_s(group, 8), v128.load32_splat(x)),
      dot16(v128.load8x8_s(group, 16), v128.load32_splat(x, 4)),
    ),
    i32x4.add(
      dot16(v128.load8x8_s(group, 24), v128.load32_splat(x, 8)),
      dot16(v128.load8x8_s(group, 32), v128.load32_splat(x, 12)),
    ),
  );
}

export function matmul_Q8_0(
  out: usize,
  outStride: i32,
  weights: usize,
  firstRow: i32,
  nRows: i32,
  nCols: i32,
  activations: usize,
  nTokens: i32,
): void {
  matmulInterleaved(
    out, outStride, weights, firstRow, nRows, nCols / 32, activations, nTokens, <i32>BYTES, <i32>BYTES, 0,
    Q8_0_WIDE_BYTES, PANEL_BLOCKS, HALF_PANEL_32_WIDE, unpack, tile, vector,
  );
}
