import { Q8_0_WIDE_BYTES } from './activations';
import { matmulInterleaved } from './driver';
import { addSums } from './finish';
import { f16ToF32One } from './half';
import { IQ4_VALUES } from './lanes';
import { PANEL_BLOCKS } from './panel32';
import { HALF_PANEL_32_WIDE, WIDE_BLOCK_BYTES, putD32Wide, putQuads32Wide, tile32Wide } from './panel32Wide';
import { dotWide4 } from './quads';
import { high, loadNormalF16x4, lowNibbles, swizzle } from './simd';

/*
 * IQ4_NL: 32 weights in 18 bytes, each one of sixteen values.
 *
 *   f16 d | u8 qs[16]        x[j] = d · values[qs[j] & 15], x[j + 16] = d · values[qs[j] >> 4]
 */

const BYTES: usize = 18;

export function decode_IQ4_NL(out: usize, row: usize, nCols: i32): void {
  for (const end = out + (<usize>nCols << 2); out < end; out += 128, row += BYTES) {
    const d = f16ToF32One(load<u16>(row));
    for (let j: usize = 0; j < 16; j++) {
      const q = <usize>load<u8>(row + j, 2);
      store<f32>(out + (j << 2), d * <f32>load<i8>(IQ4_VALUES + (q & 15)));
      store<f32>(out + (j << 2), d * <f32>load<i8>(IQ4_VALUES + (q >> 4)), 64);
    }
  }
}

/** The group's block: f16 d[4], then 4 vectors of 4 bytes a row. */
function unpack(group: usize, panel: usize, nBlocks: i32): void {
  const low = lowNibbles();
  const values = v128.load(IQ4_VALUES);
  for (let block = 0; block < nBlocks; block++) {
    for (let i: usize = 0; i < 4; i++) {
      const v = v128.load(group + (i << 4), 8);
      putQuads32Wide(panel, i, swizzle(values, v128.and(v, low)));
      putQuads32Wide(panel, i + 4, swizzle(values, high(v, low)));
    }
    putD32Wide(panel, group);
    group += 4 * BYTES;
    panel += WIDE_BLOCK_BYTES;
  }
}

function tile(panel: usize, x: usize, stride: usize, accumulators: usize, nBlocks: i32): void {
  tile32Wide(panel, x, stride, accumulators, nBlocks, 32, false);
}

function vector(group: usize, x: usize, out: usize, nBlocks: i32): void {
  const low = lowNibbles();
  const values = v128.load(IQ4_VALUES);
  let f = f32x4.splat(0);
  for (let block = 0; block < nBlocks; block++) {
    const v0 = v128.load(group, 8), v1 = v128.load(group, 24), v2 = v128.load(group, 40), v3 = v128.load(group, 56);
    const sums = i32x4.add(
      dotWide4(
        x,
        swizzle(values, v128.and(v0, low)),
        swizzle(values, v128.and(v1, low)),
        swizzle(values, v128.and(v2, low)),
        swizzle(values, v128.and(v3, low)),
      ),
      dotWide4(
        x + 32,
        swizzle(values, high(v0, low)),
        swizzle(values, high(v1, low)),
        swizzle(values, high(v2, low)),
        swizzle(values, high(v3, low)),
      ),
    );
    f = addSums(sums, loadNormalF16x4(group), x + 64, f);
    group += 4 * BYTES;
    x += Q8_0_WIDE_BYTES;
  }
  v128.store(out, f);
}

export function matmul_IQ4_NL(
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
    out, outStride, weights, firstRow, nRows, nCols / 32, activations, nTokens, 4, <i32>BYTES, 2, 0, 0,
    Q8_0_WIDE_BYTES, PANEL_BLOCKS, HALF_PANEL_32_WIDE, unpack, tile, vector,
  );
}
