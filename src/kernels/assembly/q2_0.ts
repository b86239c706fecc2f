// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { addSums, subtractOffset } from './finish';
import { f16ToF32One } from './half';
import { spreadPairs } from './lanes';
import { OFFSET_1, matmul32 } from './panel32';
import { COLUMN_BYTES, dot15 } from './quads';
import { lane8, loadNormalF16x4 } from './simd';
import { TERNARY_PANEL_BYTES, putTernary32, putTernaryD32, tileTernary32 } from './ternary';

/*
 * Q2_0: 64 weights in 18 bytes.
 *
 *   f16 d | u8 qs[16]        x[4j + k] = d · (((qs[j] >> 2k) & 3) - 1)
 */

const BYTES: usize = 18;

export function decode_Q2_0(out: usize, row: usize, nCols: i32): void {
  for (const end = out + (<usize>nCols << 2); out < end; out += 256, row += BYTES) {
    const d = f16ToF32One(load<u16>(row));
    for (let j: usize = 0; j < 64; j++) {
      const q = (<i32>load<u8>(row + (j >> 2), 2) >> (2 * (<i32>j & 3))) & 3;
      store<f32>(out + (j << 2), d * <f32>(q - 1));
    }
  }
}

/** Quadruple j of the 32 columns at `at`: a byte of each row's lane. */
@inline function quad(at: usize, j: usize): v128 {
  const bytes = v128.load(at + ((j >> 2) << 4));
  return spreadPairs(lane8(i32x4.shr_u(bytes, (<i32>j & 3) << 3)));
}

/** The group's block: f16 d[4], then 4 vectors of 4 bytes a row. */
function unpack(group: usize, panel: usize, nBlocks: i32): void {
  for (let block = 0; block < nBlocks; block++) {
    for (let i: usize = 0; i < 2; i++) {
      const at = group + 8 + (i << 5);
      for (let j: usize = 0; j < 8; j++) putTernary32(panel, j, quad(at, j));
      putTernaryD32(panel, group);
      panel += TERNARY_PANEL_BYTES;
    }
    group += 4 * BYTES;
  }
}

function tile(panel: usize, x: usize, stride: usize, accumulators: usize, nBlocks: i32): void {
  tileTernary32(panel, x, stride, accumulators, 2 * nBlocks);
}

function vector(group: usize, x: usize, out: usize, nBlocks: i32): void {
  let f = f32x4.splat(0);
  for (let block = 0; block < nBlocks; block++) {
    const d = loadNormalF16x4(group);
    for (let i: usize = 0; i < 2; i++) {
      const at = group + 8 + (i << 5);
      const sums = dot15(
        x,
        quad(at, 0), quad(at, 1), quad(at, 2), quad(at, 3), quad(at, 4), quad(at, 5), quad(at, 6), quad(at, 7),
      );
      const tail = x + 32 * COLUMN_BYTES;
      f = addSums(subtractOffset(sums, OFFSET_1, tail), d, tail, f);
      x = tail + 16;
    }
    group += 4 * BYTES;
  }
  v128.store(out, f);
}

export function matmul_Q2_0(
  out: usize,
  outStride: i32,
  weights: usize,
  firstRow: i32,
  nRows: i32,
  nCols: i32,
  activations: usize,
  nTokens: i32,
): void {
  matmul32(
    out, outStride, weights, firstRow, nRows, nCols, activations, nTokens,
    64, 4, <i32>BYTES, 2, unpack, tile, vector,
  );
}
