import { addMinimum, addSums } from './finish';
import { f16ToF32One } from './half';
import { HAS_M, PANEL_BLOCK_BYTES, matmul32, putD32, putM32, putQuads32, tile32 } from './panel32';
import { WIDE_BLOCK_BYTES, putD32Wide, putM32Wide, putQuads32Wide, tile32Wide } from './panel32Wide';
import { COLUMN_BYTES, dot15 } from './quads';
import { high, loadNormalF16x4, lowNibbles } from './simd';

/*
 * Q4_1: 32 weights in 20 bytes.
 *
 *   f16 d | f16 m | u8 qs[16]        x[j] = d · (qs[j] & 15) + m, x[j + 16] = d · (qs[j] >> 4) + m
 */

const BYTES: usize = 20;

export function decode_Q4_1(out: usize, row: usize, nCols: i32): void {
  for (const end = out + (<usize>nCols << 2); out < end; out += 128, row += BYTES) {
    const d = f16ToF32One(load<u16>(row));
    const m = f16ToF32One(load<u16>(row, 2));
    for (let j: usize = 0; j < 16; j++) {
      const q = <i32>load<u8>(row + j, 4);
      store<f32>(out + (j << 2), d * <f32>(q & 15) + m);
      store<f32>(out + (j << 2), d * <f32>(q >> 4) + m, 64);
    }
  }
}

/** The group's block: f16 d[4], f16 m[4], then 4 vectors of 4 bytes a row. */
function unpack(group: usize, panel: usize, nBlocks: i32): void {
  const low = lowNibbles();
  for (let block = 0; block < nBlocks; block++) {
    for (let i: usize = 0; i < 4; i++) {
      const v = v128.load(group + (i << 4), 16);
      const lo = v128.and(v, low);
      const hi = high(v, low);
      if (RELAXED) {
        putQuads32(panel, i, lo);
        putQuads32(panel, i + 4, hi);
      } else {
        putQuads32Wide(panel, i, lo);
        putQuads32Wide(panel, i + 4, hi);
      }
    }
    if (RELAXED) {
      putD32(panel, group);
      putM32(panel, group + 8);
    } else {
      putD32Wide(panel, group);
      putM32Wide(panel, group + 8);
    }
    group += 4 * BYTES;
    panel += RELAXED ? PANEL_BLOCK_BYTES : WIDE_BLOCK_BYTES;
  }
}

function tile(panel: usize, x: usize, stride: usize, accumulators: usize, nBlocks: i32): void {
  if (RELAXED) tile32(panel, x, stride, accumulators, nBlocks, 8, HAS_M);
  else tile32Wide(panel, x, stride, accumulators, nBlocks, 32, true);
}

function vector(group: usize, x: usize, out: usize, nBlocks: i32): void {
  const low = lowNibbles();
  let f = f32x4.splat(0);
  for (let block = 0; block < nBlocks; block++) {
    const v0 = v128.load(group, 16), v1 = v128.load(group, 32), v2 = v128.load(group, 48), v3 = v128.load(group, 64);
    const sums = dot15(
      x,
      v128.and(v0, low), v128.and(v1, low), v128.and(v2, low), v128.and(v3, low),
      high(v0, low), high(v1, low), high(v2, low), high(v3, low),
    );
    const tail = x + 32 * COLUMN_BYTES;
    f = addSums(sums, loadNormalF16x4(group), tail, f);
    f = addMinimum(loadNormalF16x4(group + 8), tail, f);
    group += 4 * BYTES;
    x = tail + 16;
  }
  v128.store(out, f);
}

export function matmul_Q4_1(
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
    32, 4, <i32>BYTES, 4, unpack, tile, vector,
  );
}
