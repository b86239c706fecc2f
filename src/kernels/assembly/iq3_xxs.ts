// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { Q8_K_WIDE_BYTES } from './activations';
import { IQ3XXS_GRID, decodeSigned, evenSigns, evenSignsOf, negateWhere, oddScale } from './codebooks';
import { addSumsK } from './finish';
import { f16ToF32One } from './half';
import { spreadBits } from './lanes';
import { matmulKWide, putF32DWide, take16 } from './panelKWide';
import { loadF16x4 } from './simd';

/*
 * IQ3_XXS: 256 weights in 98 bytes, 8 sub-blocks of 32.
 *
 *   f16 d | u8 qs[64] | u32 words[8]
 *
 *   Weights 4q … 4q + 3 have the magnitudes of entry qs[q]; bits 7g … of words[s] are the signs of weights 8g … 8g + 7 of
 *   sub-block s, its top four bits the scale.     x = d / 4 · (2 · scale + 1) · ±magnitude
 */

const BYTES: usize = 98;

export function decode_IQ3_XXS(out: usize, row: usize, nCols: i32): void {
  for (const end = out + (<usize>nCols << 2); out < end; out += 1024, row += BYTES) {
    const d = f16ToF32One(load<u16>(row)) * 0.25;
    for (let q: usize = 0; q < 64; q++) {
      const word = load<u32>(row + ((q >> 3) << 2), 66);
      let signs = evenSignsOf(word, <u32>(q >> 1) & 3) >>> (4 * (<u32>q & 1));
      const entry = IQ3XXS_GRID + (<usize>load<u8>(row + q, 2) << 2);
      decodeSigned(out + (q << 4), 4, d * <f32>((word >>> 28) * 2 + 1), entry, signs);
    }
  }
}

/** Entries of four rows, by their byte offsets in the codebook: a quadruple of columns. */
@inline function entries(row0: usize, row1: usize, row2: usize, row3: usize): v128 {
  const two = v128.load_lane<u32>(row1, v128.load32_zero(row0, IQ3XXS_GRID), 1, IQ3XXS_GRID);
  return v128.load_lane<u32>(row3, v128.load_lane<u32>(row2, two, 2, IQ3XXS_GRID), 3, IQ3XXS_GRID);
}

/** A quadruple, by the address of the first row's index. */
@inline function quad(at: usize): v128 {
  return entries(
    <usize>load<u8>(at) << 2,
    <usize>load<u8>(at, 4) << 2,
    <usize>load<u8>(at, 8) << 2,
    <usize>load<u8>(at, 12) << 2,
  );
}

/** The group's superblock: f16 d[4], then vectors of 4 bytes a row: 16 of qs, 8 of words. */
@inline function walk(group: usize, to: usize, isVector: bool): v128 {
  let sums = i32x4.splat(0);
  for (let s: usize = 0; s < 8; s++) {
    const word = v128.load(group + (s << 4), 264);
    let signs = evenSigns(word);
    const scale = oddScale(i32x4.shr_u(word, 28));
    for (let h: usize = 0; h < 2; h++) {
      const qs = group + 8 + (s << 5) + (h << 4);
      sums = take16(
        isVector, to, 2 * s + h,
        negateWhere(quad(qs), spreadBits(signs, 0)),
        negateWhere(quad(qs + 1), spreadBits(signs, 1)),
        negateWhere(quad(qs + 2), spreadBits(signs, 2)),
        negateWhere(quad(qs + 3), spreadBits(signs, 3)),
        scale, sums,
      );
      signs = i32x4.shr_u(signs, 16);
    }
  }
  return sums;
}

@inline function scaleOf(group: usize): v128 {
  return f32x4.mul(loadF16x4(group), f32x4.splat(0.25));
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

export function matmul_IQ3_XXS(
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
