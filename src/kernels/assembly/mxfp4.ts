// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { Q8_0_WIDE_BYTES } from './activations';
import { E2M1_DOUBLES, matmulE2m1, takeUnit, tileUnits } from './e2m1';
import { WIDE_UNIT_BYTES } from './panel32Wide';
import { high, i32Ones, lowNibbles, swizzle } from './simd';

/*
 * MXFP4: 32 weights in 17 bytes.
 *
 *   u8 e | u8 qs[16]        x[j] = 2^(e - 128) · doubles[qs[j] & 15], x[j + 16] = 2^(e - 128) · doubles[qs[j] >> 4]
 */

const BYTES: usize = 17;

/** 2^(e - 128); the first two are subnormal. */
@inline function powerOf(e: u32): f32 {
  return reinterpret<f32>(e < 2 ? 0x200000 << e : (e - 1) << 23);
}

export function decode_MXFP4(out: usize, row: usize, nCols: i32): void {
  for (const end = out + (<usize>nCols << 2); out < end; out += 128, row += BYTES) {
    const d = powerOf(load<u8>(row));
    for (let j: usize = 0; j < 16; j++) {
      const q = <usize>load<u8>(row + j, 1);
      store<f32>(out + (j << 2), d * <f32>load<i8>(E2M1_DOUBLES + (q & 15)));
      store<f32>(out + (j << 2), d * <f32>load<i8>(E2M1_DOUBLES + (q >> 4)), 64);
    }
  }
}

/** The same of four rows. */
@inline function powersOf(group: usize): v128 {
  const e = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(group)));
  const one = i32Ones();
  const subnormal = i32x4.shl(i32x4.add(e, one), 21);
  return v128.bitselect(i32x4.shl(i32x4.sub(e, one), 23), subnormal, i32x4.gt_s(e, one));
}

/** The group's block: u8 e[4], then 4 vectors of 4 bytes a row. */
@inline function walk(group: usize, x: usize, panel: usize, f: v128, isVector: bool): v128 {
  const low = lowNibbles();
  const values = v128.load(E2M1_DOUBLES);
  const d = powersOf(group);
  const v0 = v128.load(group, 4), v1 = v128.load(group, 20), v2 = v128.load(group, 36), v3 = v128.load(group, 52);
  f = takeUnit(
    isVector, x, x + 64, panel,
    swizzle(values, v128.and(v0, low)),
    swizzle(values, v128.and(v1, low)),
    swizzle(values, v128.and(v2, low)),
    swizzle(values, v128.and(v3, low)),
    d, f,
  );
  return takeUnit(
    isVector, x + 32, x + 64, panel + WIDE_UNIT_BYTES,
    swizzle(values, high(v0, low)),
    swizzle(values, high(v1, low)),
    swizzle(values, high(v2, low)),
    swizzle(values, high(v3, low)),
    d, f,
  );
}

function unpack(group: usize, panel: usize, nBlocks: i32): void {
  const none = f32x4.splat(0);
  for (let block = 0; block < nBlocks; block++) {
    walk(group, 0, panel, none, false);
    group += 4 * BYTES;
    panel += 2 * WIDE_UNIT_BYTES;
  }
}

function tile(panel: usize, x: usize, stride: usize, accumulators: usize, nBlocks: i32): void {
  tileUnits(panel, x, stride, accumulators, 2 * nBlocks);
}

function vector(group: usize, x: usize, out: usize, nBlocks: i32): void {
  let f = f32x4.splat(0);
  for (let block = 0; block < nBlocks; block++) {
    f = walk(group, x, 0, f, true);
    group += 4 * BYTES;
    x += Q8_0_WIDE_BYTES;
  }
  v128.store(out, f);
}

export function matmul_MXFP4(
  out: usize,
  outStride: i32,
  weights: usize,
  firstRow: i32,
  nRows: i32,
  nCols: i32,
  activations: usize,
  nTokens: i32,
): void {
  matmulE2m1(
    out, outStride, weights, firstRow, nRows, nCols, activations, nTokens,
    32, <i32>BYTES, 1, unpack, tile, vector,
  );
}
