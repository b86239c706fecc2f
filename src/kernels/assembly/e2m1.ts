// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { Q8_0_WIDE_BYTES } from './activations';
import { Tile, Unpack, Vector, matmulInterleaved } from './driver';
import { addSums } from './finish';
import { PANEL_BLOCKS } from './panel32';
import { HALF_PANEL_32_WIDE, putQuads32Wide, putUnitD, tile32Wide } from './panel32Wide';
import { dotWide4 } from './quads';

/*
 * What MXFP4 and NVFP4 share: four-bit floats, and a scale that is a power of two, or has four bits, for 16 or 32 of them.
 */

/** Twice what the sixteen codes of E2M1 (sign, two bits of exponent, one of mantissa) stand for. */
// prettier-ignore
export const E2M1_DOUBLES: usize = memory.data<i8>([0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12], 16);

/**
 * Takes sixteen columns of four rows, as i8, with their scale (f32, exact in bf16), and returns the rows' sum so far: for
 * a vector `x` is the token's columns and `tail` its block's fields, for a tile `panel` is where they go.
 */
@inline export function takeUnit(
  isVector: bool, x: usize, tail: usize, panel: usize, q0: v128, q1: v128, q2: v128, q3: v128, d: v128, f: v128,
): v128 {
  if (isVector) return addSums(dotWide4(x, q0, q1, q2, q3), d, tail, f);
  putQuads32Wide(panel, 0, q0);
  putQuads32Wide(panel, 1, q1);
  putQuads32Wide(panel, 2, q2);
  putQuads32Wide(panel, 3, q3);
  putUnitD(panel, d);
  return f;
}

export function matmulE2m1(
  out: usize,
  outStride: i32,
  weights: usize,
  firstRow: i32,
  nRows: i32,
  nCols: i32,
  activations: usize,
  nTokens: i32,
  blockSize: i32,
  typeSize: i32,
  halfBytes: i32,
  unpack: Unpack,
  tile: Tile,
  vector: Vector,
): void {
  matmulInterleaved(
    out, outStride, weights, firstRow, nRows, nCols / blockSize, activations, nTokens, 4, typeSize, halfBytes, 0, 0,
    Q8_0_WIDE_BYTES * <usize>(blockSize / 32), (32 * PANEL_BLOCKS) / blockSize, HALF_PANEL_32_WIDE,
    unpack, tile, vector,
  );
}

@inline export function tileUnits(panel: usize, x: usize, stride: usize, accumulators: usize, nUnits: i32): void {
  tile32Wide(panel, x, stride, accumulators, nUnits, 16, false);
}
