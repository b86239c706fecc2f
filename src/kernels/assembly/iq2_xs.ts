// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { Q8_K_WIDE_BYTES } from './activations';
import { IQ2XS_GRID, decodeSigned, evenSignsOf, firstQuad, negateWhere, oddScale, secondQuad } from './codebooks';
import { addSumsK } from './finish';
import { f16ToF32One } from './half';
import { spreadBits } from './lanes';
import { matmulKWide, putF32DWide, take16 } from './panelKWide';
import { i8Ones, lane4, loadF16x4 } from './simd';

/*
 * IQ2_XS: 256 weights in 74 bytes, 16 sub-blocks of 16, each two groups of eight.
 *
 *   f16 d | u16 qs[32] | u8 scales[8]
 *
 *   qs[g]: the entry of group g in nine bits, its signs in seven.  Scale of sub-block j: nibble j of scales.
 *   x = d / 8 · (2 · scale + 1) · ±magnitude
 */

const BYTES: usize = 74;

export function decode_IQ2_XS(out: usize, row: usize, nCols: i32): void {
  for (const end = out + (<usize>nCols << 2); out < end; out += 1024, row += BYTES) {
    const d = f16ToF32One(load<u16>(row)) * 0.125;
    const scales = load<u64>(row, 66);
    for (let g: usize = 0; g < 32; g++) {
      const q = <u32>load<u16>(row + (g << 1), 2);
      const scale = <u32>(scales >>> (4 * (<u64>g >> 1))) & 15;
      const entry = IQ2XS_GRID + (<usize>(q & 511) << 3);
      decodeSigned(out + (g << 5), 8, d * <f32>(scale * 2 + 1), entry, evenSignsOf(q >>> 9, 0));
    }
  }
}

/** Entries of two rows, by their byte offsets in the codebook. */
@inline function entries(row0: usize, row1: usize): v128 {
  return v128.load_lane<u64>(row1, v128.load64_zero(row0, IQ2XS_GRID), 1, IQ2XS_GRID);
}

/** Offset of the entry of a group. */
@inline function entry(q: u32): usize {
  return <usize>(q & 511) << 3;
}

/** Signs of two groups, in the lower two bytes of each row's lane; see evenSigns. */
@inline function signsOf(qs: v128): v128 {
  const sevens = i16x8.shr_u(qs, 9);
  const eights = v128.or(sevens, i16x8.shl(v128.and(i8x16.popcnt(sevens), i8Ones()), 7));
  return v128.or(eights, i32x4.shr_u(eights, 8));
}

/** The group's superblock: f16 d[4], 16 times qs[4 rows][2], 2 vectors of scales. */
@inline function walk(group: usize, to: usize, isVector: bool): v128 {
  let sums = i32x4.splat(0);
  for (let j: usize = 0; j < 16; j++) {
    const qs = group + 8 + (j << 4);
    const signs = signsOf(v128.load(qs));
    const scales = v128.load(group + ((j >> 3) << 4), 264);
    const scale = oddScale(lane4(i32x4.shr_u(scales, (<i32>j & 7) << 2)));
    const a = entries(entry(load<u16>(qs)), entry(load<u16>(qs, 4)));
    const b = entries(entry(load<u16>(qs, 8)), entry(load<u16>(qs, 12)));
    const c = entries(entry(load<u16>(qs, 2)), entry(load<u16>(qs, 6)));
    const d = entries(entry(load<u16>(qs, 10)), entry(load<u16>(qs, 14)));
    sums = take16(
      isVector, to, j,
      negateWhere(firstQuad(a, b), spreadBits(signs, 0)),
      negateWhere(secondQuad(a, b), spreadBits(signs, 1)),
      negateWhere(firstQuad(c, d), spreadBits(signs, 2)),
      negateWhere(secondQuad(c, d), spreadBits(signs, 3)),
      scale, sums,
    );
  }
  return sums;
}

@inline function scaleOf(group: usize): v128 {
  return f32x4.mul(loadF16x4(group), f32x4.splat(0.125));
}

function unpack(group: usize, panel: usize, _nBlocks: i32): void {
  walk(group, panel, false);
  putF32DWide(panel, scaleOf(group));
}

function vector(group: usize, x: usize, out: usize, nBlocks: i32): void {
  let f = f32x4.splat(0);
  for (let block = 0; block < nBlocks; block++) {
    f = addSumsK(walk(group, x, true), scaleOf(group), x + 512, f);
    group += 4 * BYTES;
    x += Q8_K_WIDE_BYTES;
  }
  v128.store(out, f);
}

export function matmul_IQ2_XS(
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
    out, outStride, weights, firstRow, nRows, nCols, activations, nTokens, <i32>BYTES, 2, unpack, vector,
  );
}
