// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { Q8_K_WIDE_BYTES } from './activations';
import { IQ3S_GRID, decodeSigned, negateWhere, oddScale, storeOffsets } from './codebooks';
import { addSumsK } from './finish';
import { f16ToF32One } from './half';
import { spreadBits } from './lanes';
import { matmulKWide, putF32DWide, take16 } from './panelKWide';
import { offsetScratch } from './scratch';
import { i8Ones, lane4, loadF16x4 } from './simd';

/*
 * IQ3_S: 256 weights in 110 bytes, 8 sub-blocks of 32.
 *
 *   f16 d | u8 qs[64] | u8 qh[8] | u8 signs[32] | u8 scales[4]
 *
 *   Weights 4q … 4q + 3 have the magnitudes of entry qs[q] and, as its ninth bit, bit q mod 8 of qh[q / 8]; their signs
 *   are bits of signs. Scale of sub-block s: nibble s of scales.     x = d · (2 · scale + 1) · ±magnitude
 */

const BYTES: usize = 110;

export function decode_IQ3_S(out: usize, row: usize, nCols: i32): void {
  for (const end = out + (<usize>nCols << 2); out < end; out += 1024, row += BYTES) {
    const d = f16ToF32One(load<u16>(row));
    const scales = load<u32>(row, 106);
    for (let q: usize = 0; q < 64; q++) {
      const ninth = (<usize>load<u8>(row + (q >> 3), 66) >> (q & 7)) & 1;
      let signs = <u32>load<u8>(row + (q >> 1), 74) >>> (4 * (<u32>q & 1));
      const scale = (scales >>> (4 * (<u32>q >> 3))) & 15;
      const entry = IQ3S_GRID + ((<usize>load<u8>(row + q, 2) | (ninth << 8)) << 2);
      decodeSigned(out + (q << 4), 4, d * <f32>(scale * 2 + 1), entry, signs);
    }
  }
}

/** Entries of four rows, by their byte offsets in the codebook: a quadruple of columns. */
@inline function entries(row0: usize, row1: usize, row2: usize, row3: usize): v128 {
  const two = v128.load_lane<u32>(row1, v128.load32_zero(row0, IQ3S_GRID), 1, IQ3S_GRID);
  return v128.load_lane<u32>(row3, v128.load_lane<u32>(row2, two, 2, IQ3S_GRID), 3, IQ3S_GRID);
}

/** A quadruple, by the address of the first row's offset. */
@inline function quad(at: usize): v128 {
  return entries(load<u16>(at), load<u16>(at, 8), load<u16>(at, 16), load<u16>(at, 24));
}

/** The group's superblock: f16 d[4], then vectors of 4 bytes a row: 16 of qs, 2 of qh, 8 of signs, 1 of scales. */
@inline function walk(group: usize, to: usize, isVector: bool): v128 {
  for (let i: usize = 0; i < 16; i++) {
    const qh = v128.load(group + ((i >> 3) << 4), 264);
    storeOffsets(i, v128.load(group + (i << 4), 8), v128.and(spreadBits(qh, i & 7), i8Ones()), 2);
  }
  let sums = i32x4.splat(0);
  for (let s: usize = 0; s < 8; s++) {
    let signs = v128.load(group + (s << 4), 296);
    const scale = oddScale(lane4(i32x4.shr_u(v128.load(group, 424), <i32>s << 2)));
    for (let h: usize = 0; h < 2; h++) {
      const offsets = offsetScratch() + (s << 6) + (h << 5);
      sums = take16(
        isVector, to, 2 * s + h,
        negateWhere(quad(offsets), spreadBits(signs, 0)),
        negateWhere(quad(offsets + 2), spreadBits(signs, 1)),
        negateWhere(quad(offsets + 4), spreadBits(signs, 2)),
        negateWhere(quad(offsets + 6), spreadBits(signs, 3)),
        scale, sums,
      );
      signs = i32x4.shr_u(signs, 16);
    }
  }
  return sums;
}

@inline function scaleOf(group: usize): v128 {
  return loadF16x4(group);
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

export function matmul_IQ3_S(
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
