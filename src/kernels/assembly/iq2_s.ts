// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { Q8_K_WIDE_BYTES } from './activations';
import { IQ2S_GRID, decodeSigned, firstQuad, negateWhere, oddScale, secondQuad, storeOffsets } from './codebooks';
import { addSumsK } from './finish';
import { f16ToF32One } from './half';
import { spreadBits, spreadPairs } from './lanes';
import { matmulKWide, putF32DWide, take16 } from './panelKWide';
import { offsetScratch } from './scratch';
import { lane4, lane8, loadF16x4 } from './simd';

/*
 * IQ2_S: 256 weights in 82 bytes, 16 sub-blocks of 16, each two groups of eight.
 *
 *   f16 d | u8 qs[32] | u8 signs[32] | u8 qh[8] | u8 scales[8]
 *
 *   Entry of group g: qs[g] and, as its upper two bits, bits 2 · (g mod 4) … of qh[g / 4]; its signs are signs[g].
 *   Scale of sub-block j: nibble j of scales.     x = d / 8 · (2 · scale + 1) · ±magnitude
 */

const BYTES: usize = 82;

export function decode_IQ2_S(out: usize, row: usize, nCols: i32): void {
  for (const end = out + (<usize>nCols << 2); out < end; out += 1024, row += BYTES) {
    const d = f16ToF32One(load<u16>(row)) * 0.125;
    const scales = load<u64>(row, 74);
    for (let g: usize = 0; g < 32; g++) {
      const upper = (<usize>load<u8>(row + (g >> 2), 66) >> (2 * (g & 3))) & 3;
      const scale = <u32>(scales >>> (4 * (<u64>g >> 1))) & 15;
      const entry = IQ2S_GRID + ((<usize>load<u8>(row + g, 2) | (upper << 8)) << 3);
      decodeSigned(out + (g << 5), 8, d * <f32>(scale * 2 + 1), entry, load<u8>(row + g, 34));
    }
  }
}

/** Entries of two rows, by their byte offsets in the codebook. */
@inline function entries(row0: usize, row1: usize): v128 {
  return v128.load_lane<u64>(row1, v128.load64_zero(row0, IQ2S_GRID), 1, IQ2S_GRID);
}

/** The group's superblock: f16 d[4], then vectors of 4 bytes a row: 8 of qs, 8 of signs, 2 of qh, 2 of scales. */
@inline function walk(group: usize, to: usize, isVector: bool): v128 {
  for (let s: usize = 0; s < 8; s++) {
    const qh = i32x4.shr_u(v128.load(group + ((s >> 2) << 4), 264), (<i32>s & 3) << 3);
    storeOffsets(s, v128.load(group + (s << 4), 8), spreadPairs(lane8(qh)), 3);
  }
  let sums = i32x4.splat(0);
  for (let s: usize = 0; s < 8; s++) {
    let signs = v128.load(group + (s << 4), 136);
    const scales = i32x4.shr_u(v128.load(group + ((s >> 2) << 4), 296), (<i32>s & 3) << 3);
    for (let h: usize = 0; h < 2; h++) {
      const scale = oddScale(lane4(i32x4.shr_u(scales, <i32>h << 2)));
      const at = offsetScratch() + (s << 5) + (h << 2);
      const a = entries(load<u16>(at), load<u16>(at, 8)), b = entries(load<u16>(at, 16), load<u16>(at, 24));
      const c = entries(load<u16>(at, 2), load<u16>(at, 10)), d = entries(load<u16>(at, 18), load<u16>(at, 26));
      sums = take16(
        isVector, to, 2 * s + h,
        negateWhere(firstQuad(a, b), spreadBits(signs, 0)),
        negateWhere(secondQuad(a, b), spreadBits(signs, 1)),
        negateWhere(firstQuad(c, d), spreadBits(signs, 2)),
        negateWhere(secondQuad(c, d), spreadBits(signs, 3)),
        scale, sums,
      );
      signs = i32x4.shr_u(signs, 16);
    }
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

export function matmul_IQ2_S(
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
