// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { Q8_0_WIDE_BYTES } from './activations';
import { matmulInterleaved } from './driver';
import { addSums } from './finish';
import { f16ToF32One } from './half';
import { PANEL_BLOCKS } from './panel32';
import { HALF_PANEL_32_WIDE, WIDE_BLOCK_BYTES, putD32Wide, tile32Wide } from './panel32Wide';
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

/** The group's block: f16 d[8], then 16 pairs of columns of eight rows. */
function unpack(group: usize, panel: usize, nBlocks: i32): void {
  for (let block = 0; block < nBlocks; block++) {
    for (let i: usize = 0; i < 4; i++) {
      const q = group + (i << 6), to = panel + (i << 7);
      v128.store(to, v128.load8x8_s(q, 16));
      v128.store(to, v128.load8x8_s(q, 24), 16);
      v128.store(to, v128.load8x8_s(q, 32), 32);
      v128.store(to, v128.load8x8_s(q, 40), 48);
      v128.store(to, v128.load8x8_s(q, 48), 64);
      v128.store(to, v128.load8x8_s(q, 56), 80);
      v128.store(to, v128.load8x8_s(q, 64), 96);
      v128.store(to, v128.load8x8_s(q, 72), 112);
    }
    putD32Wide(panel, group);
    putD32Wide(panel + HALF_PANEL_32_WIDE, group + 8);
    group += 8 * BYTES;
    panel += WIDE_BLOCK_BYTES;
  }
}

function tile(panel: usize, x: usize, stride: usize, accumulators: usize, nBlocks: i32): void {
  tile32Wide(panel, x, stride, accumulators, nBlocks, 32, false);
}

/** Sixteen pairs of columns of eight rows: each two loads that widen, and two dot products. */
function vector(group: usize, x: usize, out: usize, nBlocks: i32): void {
  let f = f32x4.splat(0), g = f;
  for (let block = 0; block < nBlocks; block++) {
    let y = v128.load32_splat(x);
    let a = dot16(v128.load8x8_s(group, 16), y), b = dot16(v128.load8x8_s(group, 24), y);
    y = v128.load32_splat(x, 4);
    a = i32x4.add(a, dot16(v128.load8x8_s(group, 32), y)), b = i32x4.add(b, dot16(v128.load8x8_s(group, 40), y));
    y = v128.load32_splat(x, 8);
    a = i32x4.add(a, dot16(v128.load8x8_s(group, 48), y)), b = i32x4.add(b, dot16(v128.load8x8_s(group, 56), y));
    y = v128.load32_splat(x, 12);
    a = i32x4.add(a, dot16(v128.load8x8_s(group, 64), y)), b = i32x4.add(b, dot16(v128.load8x8_s(group, 72), y));
    y = v128.load32_splat(x, 16);
    a = i32x4.add(a, dot16(v128.load8x8_s(group, 80), y)), b = i32x4.add(b, dot16(v128.load8x8_s(group, 88), y));
    y = v128.load32_splat(x, 20);
    a = i32x4.add(a, dot16(v128.load8x8_s(group, 96), y)), b = i32x4.add(b, dot16(v128.load8x8_s(group, 104), y));
    y = v128.load32_splat(x, 24);
    a = i32x4.add(a, dot16(v128.load8x8_s(group, 112), y)), b = i32x4.add(b, dot16(v128.load8x8_s(group, 120), y));
    y = v128.load32_splat(x, 28);
    a = i32x4.add(a, dot16(v128.load8x8_s(group, 128), y)), b = i32x4.add(b, dot16(v128.load8x8_s(group, 136), y));
    y = v128.load32_splat(x, 32);
    a = i32x4.add(a, dot16(v128.load8x8_s(group, 144), y)), b = i32x4.add(b, dot16(v128.load8x8_s(group, 152), y));
    y = v128.load32_splat(x, 36);
    a = i32x4.add(a, dot16(v128.load8x8_s(group, 160), y)), b = i32x4.add(b, dot16(v128.load8x8_s(group, 168), y));
    y = v128.load32_splat(x, 40);
    a = i32x4.add(a, dot16(v128.load8x8_s(group, 176), y)), b = i32x4.add(b, dot16(v128.load8x8_s(group, 184), y));
    y = v128.load32_splat(x, 44);
    a = i32x4.add(a, dot16(v128.load8x8_s(group, 192), y)), b = i32x4.add(b, dot16(v128.load8x8_s(group, 200), y));
    y = v128.load32_splat(x, 48);
    a = i32x4.add(a, dot16(v128.load8x8_s(group, 208), y)), b = i32x4.add(b, dot16(v128.load8x8_s(group, 216), y));
    y = v128.load32_splat(x, 52);
    a = i32x4.add(a, dot16(v128.load8x8_s(group, 224), y)), b = i32x4.add(b, dot16(v128.load8x8_s(group, 232), y));
    y = v128.load32_splat(x, 56);
    a = i32x4.add(a, dot16(v128.load8x8_s(group, 240), y)), b = i32x4.add(b, dot16(v128.load8x8_s(group, 248), y));
    y = v128.load32_splat(x, 60);
    a = i32x4.add(a, dot16(v128.load8x8_s(group, 256), y)), b = i32x4.add(b, dot16(v128.load8x8_s(group, 264), y));
    f = addSums(a, loadNormalF16x4(group), x + 64, f);
    g = addSums(b, loadNormalF16x4(group + 8), x + 64, g);
    group += 8 * BYTES;
    x += Q8_0_WIDE_BYTES;
  }
  v128.store(out, f);
  v128.store(out, g, 16);
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
    out, outStride, weights, firstRow, nRows, nCols / 32, activations, nTokens, 8, <i32>BYTES, <i32>BYTES, 0, 0,
    Q8_0_WIDE_BYTES, PANEL_BLOCKS, HALF_PANEL_32_WIDE, unpack, tile, vector,
  );
}
