// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { Q8_K_WIDE_BYTES } from './activations';
import { addSumsK } from './finish';
import { f16ToF32One } from './half';
import { IQ4_VALUES } from './lanes';
import { matmulKWide, putDWide, putQuadsWide } from './panelKWide';
import { dotWide4 } from './quads';
import { high, loadF16x4, lowNibbles, swizzle } from './simd';

/*
 * IQ4_XS: 256 weights in 136 bytes, 8 sub-blocks of 32, each weight one of sixteen values.
 *
 *   f16 d | u16 scalesH | u8 scalesL[4] | u8 qs[128]
 *
 *   Six-bit scale of sub-block j: its lower four bits are nibble j of scalesL, its upper two bits 2j … of scalesH.
 *   x[32j + i] = d · (scale - 32) · values[qs[16j + i] & 15], x[32j + 16 + i] the same of the high nibbles
 */

const BYTES: usize = 136;

export function decode_IQ4_XS(out: usize, row: usize, nCols: i32): void {
  for (const end = out + (<usize>nCols << 2); out < end; out += 1024, row += BYTES) {
    const d = f16ToF32One(load<u16>(row));
    const upper = <u32>load<u16>(row, 2);
    const lower = load<u32>(row, 4);
    for (let j: usize = 0; j < 8; j++) {
      const packed = ((lower >>> (4 * <u32>j)) & 15) | (((upper >>> (2 * <u32>j)) & 3) << 4);
      const scale = d * <f32>(<i32>packed - 32);
      for (let i: usize = 0; i < 16; i++) {
        const q = <usize>load<u8>(row + (j << 4) + i, 8);
        const at = out + (((j << 5) + i) << 2);
        store<f32>(at, scale * <f32>load<i8>(IQ4_VALUES + (q & 15)));
        store<f32>(at, scale * <f32>load<i8>(IQ4_VALUES + (q >> 4)), 64);
      }
    }
  }
}

/** Scales of sub-block j of the group's four rows, i32. */
@inline function scalesOf(group: usize, j: usize): v128 {
  const lower = v128.and(i32x4.shr_u(v128.load(group, 16), <i32>j << 2), i32x4.splat(15));
  const upper = v128.and(i32x4.shr_u(v128.load16x4_u(group, 8), <i32>j << 1), i32x4.splat(3));
  return i32x4.sub(v128.or(lower, i32x4.shl(upper, 4)), i32x4.splat(32));
}

/** The group's superblock: f16 d[4], u16 scalesH[4], scalesL[4 rows][4], then 32 vectors of 4 bytes a row. */
function unpack(group: usize, panel: usize, _nBlocks: i32): void {
  const low = lowNibbles();
  const values = v128.load(IQ4_VALUES);
  for (let j: usize = 0; j < 8; j++) {
    const scale = scalesOf(group, j);
    const both = v128.or(i32x4.shl(scale, 16), v128.and(scale, i32x4.splat(0xffff)));
    for (let i: usize = 0; i < 4; i++) {
      const v = v128.load(group + (j << 6) + (i << 4), 32);
      putQuadsWide(panel, 8 * j + i, swizzle(values, v128.and(v, low)), both);
      putQuadsWide(panel, 8 * j + 4 + i, swizzle(values, high(v, low)), both);
    }
  }
  putDWide(panel, group);
}

function vector(group: usize, x: usize, out: usize, nBlocks: i32): void {
  const low = lowNibbles();
  const values = v128.load(IQ4_VALUES);
  const zero = i32x4.splat(0);
  let f = f32x4.splat(0);
  for (let block = 0; block < nBlocks; block++) {
    let sums = zero;
    for (let j: usize = 0; j < 8; j++) {
      const qs = group + (j << 6);
      const v0 = v128.load(qs, 32), v1 = v128.load(qs, 48), v2 = v128.load(qs, 64), v3 = v128.load(qs, 80);
      const products = i32x4.add(
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
      sums = i32x4.add(sums, i32x4.mul(products, scalesOf(group, j)));
      x += 64;
    }
    f = addSumsK(sums, loadF16x4(group), x, f);
    group += 4 * BYTES;
    x += Q8_K_WIDE_BYTES - 512;
  }
  v128.store(out, f);
}

export function matmul_IQ4_XS(
  out: usize,
  outStride: i32,
  weights: usize,
  firstRow: i32,
  nRows: i32,
  nCols: i32,
  activations: usize,
  nTokens: i32,
): void {
  matmulKWide(
    out, outStride, weights, firstRow, nRows, nCols, activations, nTokens, <i32>BYTES, 4, unpack, vector,
  );
}
