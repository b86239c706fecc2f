// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { Q8_K_WIDE_BYTES } from './activations';
import { IQ1S_GRID, decodeShifted, firstQuad, oddScale, secondQuad, storeOffsets } from './codebooks';
import { addSumsK } from './finish';
import { f16ToF32One } from './half';
import { matmulKWide, putF32DWide, take16 } from './panelKWide';
import { offsetScratch } from './scratch';
import { i8Ones, lane3, loadF16x4 } from './simd';

/*
 * IQ1_S: 256 weights in 50 bytes, 8 sub-blocks of 32, each four groups of eight.
 *
 *   f16 d | u8 qs[32] | u16 qh[8]
 *
 *   Entry of group g of sub-block s: qs[4s + g] and, as its upper three bits, bits 3g … of qh[s]; bits 12 … 14 of that are
 *   the scale, bit 15 makes the delta negative.     x = d · (2 · scale + 1) · (value ± 1/8)
 */

const BYTES: usize = 50;

export function decode_IQ1_S(out: usize, row: usize, nCols: i32): void {
  for (const end = out + (<usize>nCols << 2); out < end; out += 1024, row += BYTES) {
    const d = f16ToF32One(load<u16>(row)) * 0.125;
    for (let g: usize = 0; g < 32; g++) {
      const qh = <u32>load<u16>(row + ((g >> 2) << 1), 34);
      const upper = <usize>(qh >>> (3 * (<u32>g & 3))) & 7;
      const entry = IQ1S_GRID + ((<usize>load<u8>(row + g, 2) | (upper << 8)) << 3);
      decodeShifted(out + (g << 5), d * <f32>(((qh >>> 12) & 7) * 2 + 1), entry, qh & 0x8000 ? -1 : 1);
    }
  }
}

/** Entries of two rows, by their byte offsets in the codebook. */
@inline function entries(row0: usize, row1: usize): v128 {
  return v128.load_lane<u64>(row1, v128.load64_zero(row0, IQ1S_GRID), 1, IQ1S_GRID);
}

// Three bits of each byte of a lane.
// prettier-ignore
const THREES: usize = memory.data<u32>([
  0x00000007, 0x00000007, 0x00000007, 0x00000007,
  0x00000700, 0x00000700, 0x00000700, 0x00000700,
  0x00070000, 0x00070000, 0x00070000, 0x00070000,
  0x07000000, 0x07000000, 0x07000000, 0x07000000,
], 16);

/** Four times three bits of a lane, one to each byte. */
@inline function spreadThrees(bits: v128): v128 {
  return v128.or(
    v128.or(v128.and(bits, v128.load(THREES)), v128.and(i32x4.shl(bits, 5), v128.load(THREES, 16))),
    v128.or(v128.and(i32x4.shl(bits, 10), v128.load(THREES, 32)), v128.and(i32x4.shl(bits, 15), v128.load(THREES, 48))),
  );
}

/** The group's superblock: f16 d[4], then vectors of 4 bytes a row: 8 of qs, 4 of qh. */
@inline function walk(group: usize, to: usize, isVector: bool): v128 {
  for (let s: usize = 0; s < 8; s++) {
    const qh = i32x4.shr_u(v128.load(group + ((s >> 1) << 4), 136), (<i32>s & 1) << 4);
    storeOffsets(s, v128.load(group + (s << 4), 8), spreadThrees(qh), 3);
  }
  let sums = i32x4.splat(0);
  for (let s: usize = 0; s < 8; s++) {
    const qh = i32x4.shr_u(v128.load(group + ((s >> 1) << 4), 136), (<i32>s & 1) << 4);
    const scale = oddScale(lane3(i32x4.shr_u(qh, 12)));
    const delta = v128.or(i32x4.shr_s(i32x4.shl(qh, 16), 31), i8Ones());
    for (let h: usize = 0; h < 2; h++) {
      const at = offsetScratch() + (s << 5) + (h << 2);
      const a = entries(load<u16>(at), load<u16>(at, 8)), b = entries(load<u16>(at, 16), load<u16>(at, 24));
      const c = entries(load<u16>(at, 2), load<u16>(at, 10)), d = entries(load<u16>(at, 18), load<u16>(at, 26));
      sums = take16(
        isVector, to, 2 * s + h,
        i8x16.add(firstQuad(a, b), delta),
        i8x16.add(secondQuad(a, b), delta),
        i8x16.add(firstQuad(c, d), delta),
        i8x16.add(secondQuad(c, d), delta),
        scale, sums,
      );
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

export function matmul_IQ1_S(
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
