// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { Q8_K_WIDE_BYTES } from './activations';
import { IQ1S_GRID, decodeShifted, firstQuad, oddScale, secondQuad, storeOffsets } from './codebooks';
import { addSumsK } from './finish';
import { f16ToF32One } from './half';
import { repeatByte } from './lanes';
import { matmulKWide, putF32DWide, take16 } from './panelKWide';
import { offsetScratch } from './scratch';
import { f16BitsToF32, i8Ones, lane3, lane4, lowNibbles } from './simd';

/*
 * IQ1_M: 256 weights in 56 bytes, 16 sub-blocks of 16, each two groups of eight.
 *
 *   u8 qs[32] | u8 qh[16] | u16 scales[4]
 *
 *   Entry of group g: qs[g] and, as its upper three bits, those of nibble g of qh, whose top bit makes the delta negative.
 *   Scale of sub-block j: bits 3 · (j mod 4) … of scales[j / 4]. Top four bits of the scales: d, an f16, lowest first.
 *   x = d · (2 · scale + 1) · (value ± 1/8)
 */

const BYTES: usize = 56;

export function decode_IQ1_M(out: usize, row: usize, nCols: i32): void {
  for (const end = out + (<usize>nCols << 2); out < end; out += 1024, row += BYTES) {
    const scales = load<u64>(row, 48);
    const d = f16ToF32One(
      (<u32>(scales >>> 12) & 15) | (<u32>(scales >>> 24) & 0xf0) | (<u32>(scales >>> 36) & 0xf00) |
        (<u32>(scales >>> 48) & 0xf000),
    ) * 0.125;
    for (let g: usize = 0; g < 32; g++) {
      const j = <u64>g >> 1;
      const scale = <u32>(scales >>> (16 * (j >> 2) + 3 * (j & 3))) & 7;
      const nibble = <usize>load<u8>(row + (g >> 1), 32) >> (4 * (g & 1));
      const entry = IQ1S_GRID + ((<usize>load<u8>(row + g) | ((nibble & 7) << 8)) << 3);
      decodeShifted(out + (g << 5), d * <f32>(scale * 2 + 1), entry, nibble & 8 ? -1 : 1);
    }
  }
}

/** Entries of two rows, by their byte offsets in the codebook. */
@inline function entries(row0: usize, row1: usize): v128 {
  return v128.load_lane<u64>(row1, v128.load64_zero(row0, IQ1S_GRID), 1, IQ1S_GRID);
}

// prettier-ignore
const CONSTANTS: usize = memory.data<u32>([
  0x00ff00ff, 0x00ff00ff, 0x00ff00ff, 0x00ff00ff, // 0   every other byte
  0x08080808, 0x08080808, 0x08080808, 0x08080808, // 16  top bits of nibbles
], 16);

/** Nibbles of qh of groups 4s … 4s + 3, one to each byte. */
@inline function nibblesOf(group: usize, s: usize): v128 {
  const qh = i32x4.shr_u(v128.load(group + ((s >> 1) << 4), 128), (<i32>s & 1) << 4);
  const bits = i32x4.shr_u(i32x4.shl(qh, 16), 16);
  const pairs = v128.and(v128.or(bits, i32x4.shl(bits, 8)), v128.load(CONSTANTS));
  return v128.and(v128.or(pairs, i32x4.shl(pairs, 4)), lowNibbles());
}

/** From the four rows' u16 pairs of scales: d, an eighth of it. */
@inline function scaleOf(group: usize): v128 {
  const a = v128.load(group, 192), b = v128.load(group, 208);
  const lower = v128.or(lane4(i32x4.shr_u(a, 12)), v128.and(i32x4.shr_u(a, 24), i32x4.splat(0xf0)));
  const upper = v128.or(lane4(i32x4.shr_u(b, 12)), v128.and(i32x4.shr_u(b, 24), i32x4.splat(0xf0)));
  return f32x4.mul(f16BitsToF32(v128.or(lower, i32x4.shl(upper, 8))), f32x4.splat(0.125));
}

/** The group's superblock: vectors of 4 bytes a row: 8 of qs, 4 of qh, 2 of scales. */
@inline function walk(group: usize, to: usize, isVector: bool): v128 {
  const eights = v128.load(CONSTANTS, 16);
  for (let s: usize = 0; s < 8; s++) {
    storeOffsets(s, v128.load(group + (s << 4)), v128.andnot(nibblesOf(group, s), eights), 3);
  }
  let sums = i32x4.splat(0);
  for (let s: usize = 0; s < 8; s++) {
    const deltas = v128.or(i8x16.eq(v128.and(nibblesOf(group, s), eights), eights), i8Ones());
    const scales = i32x4.shr_u(v128.load(group + ((s >> 2) << 4), 192), 16 * ((<i32>s >> 1) & 1) + 6 * (<i32>s & 1));
    for (let h: usize = 0; h < 2; h++) {
      const scale = oddScale(lane3(i32x4.shr_u(scales, 3 * <i32>h)));
      const first = repeatByte(deltas, 2 * h), second = repeatByte(deltas, 2 * h + 1);
      const at = offsetScratch() + (s << 5) + (h << 2);
      const a = entries(load<u16>(at), load<u16>(at, 8)), b = entries(load<u16>(at, 16), load<u16>(at, 24));
      const c = entries(load<u16>(at, 2), load<u16>(at, 10)), d = entries(load<u16>(at, 18), load<u16>(at, 26));
      sums = take16(
        isVector, to, 2 * s + h,
        i8x16.add(firstQuad(a, b), first),
        i8x16.add(secondQuad(a, b), first),
        i8x16.add(firstQuad(c, d), second),
        i8x16.add(secondQuad(c, d), second),
        scale, sums,
      );
    }
  }
  return sums;
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

export function matmul_IQ1_M(
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
    out, outStride, weights, firstRow, nRows, nCols, activations, nTokens, <i32>BYTES, 0, unpack, vector,
  );
}
