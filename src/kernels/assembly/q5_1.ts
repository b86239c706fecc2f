import { addMinimum, addSums } from './finish';
import { f16ToF32One } from './half';
import { HAS_M, PANEL_BLOCK_BYTES, matmul32, putD32, putM32, putQuads32, tile32 } from './panel32';
import { WIDE_BLOCK_BYTES, putD32Wide, putM32Wide, putQuads32Wide, tile32Wide } from './panel32Wide';
import { fifthBits } from './lanes';
import { COLUMN_BYTES, dot31 } from './quads';
import { high, loadNormalF16x4, lowNibbles } from './simd';

/*
 * Q5_1: 32 weights in 24 bytes; the fifth bits apart.
 *
 *   f16 d | f16 m | u32 qh | u8 qs[16]       q as in Q5_0, x = d · q + m
 */

const BYTES: usize = 24;

export function decode_Q5_1(out: usize, row: usize, nCols: i32): void {
  for (const end = out + (<usize>nCols << 2); out < end; out += 128, row += BYTES) {
    const d = f16ToF32One(load<u16>(row));
    const m = f16ToF32One(load<u16>(row, 2));
    const qh = load<u32>(row, 4);
    for (let j: usize = 0; j < 16; j++) {
      const q = <i32>load<u8>(row + j, 8);
      const bits = <i32>(qh >>> <u32>j);
      store<f32>(out + (j << 2), d * <f32>((q & 15) | ((bits << 4) & 16)) + m);
      store<f32>(out + (j << 2), d * <f32>((q >> 4) | ((bits >>> 12) & 16)) + m, 64);
    }
  }
}

/** The group's block: f16 d[4], f16 m[4], u32 qh[4], then 4 vectors of 4 bytes a row. */
function unpack(group: usize, panel: usize, nBlocks: i32): void {
  const low = lowNibbles();
  for (let block = 0; block < nBlocks; block++) {
    const qh = v128.load(group, 16);
    for (let i: usize = 0; i < 4; i++) {
      const v = v128.load(group + (i << 4), 32);
      const lo = v128.or(v128.and(v, low), fifthBits(qh, i));
      const hi = v128.or(high(v, low), fifthBits(qh, i + 4));
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
  if (RELAXED) tile32(panel, x, stride, accumulators, nBlocks, 4, HAS_M);
  else tile32Wide(panel, x, stride, accumulators, nBlocks, 32, true);
}

function vector(group: usize, x: usize, out: usize, nBlocks: i32): void {
  const low = lowNibbles();
  let f = f32x4.splat(0);
  for (let block = 0; block < nBlocks; block++) {
    const qh = v128.load(group, 16);
    const v0 = v128.load(group, 32), v1 = v128.load(group, 48), v2 = v128.load(group, 64), v3 = v128.load(group, 80);
    const sums = i32x4.add(
      dot31(
        x,
        v128.or(v128.and(v0, low), fifthBits(qh, 0)),
        v128.or(v128.and(v1, low), fifthBits(qh, 1)),
        v128.or(v128.and(v2, low), fifthBits(qh, 2)),
        v128.or(v128.and(v3, low), fifthBits(qh, 3)),
      ),
      dot31(
        x + 16 * COLUMN_BYTES,
        v128.or(high(v0, low), fifthBits(qh, 4)),
        v128.or(high(v1, low), fifthBits(qh, 5)),
        v128.or(high(v2, low), fifthBits(qh, 6)),
        v128.or(high(v3, low), fifthBits(qh, 7)),
      ),
    );
    const tail = x + 32 * COLUMN_BYTES;
    f = addSums(sums, loadNormalF16x4(group), tail, f);
    f = addMinimum(loadNormalF16x4(group + 8), tail, f);
    group += 4 * BYTES;
    x = tail + 16;
  }
  v128.store(out, f);
}

export function matmul_Q5_1(
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
