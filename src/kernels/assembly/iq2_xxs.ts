// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { Q8_K_WIDE_BYTES } from './activations';
import { IQ2XXS_GRID, decodeSigned, evenSigns, evenSignsOf, firstQuad, negateWhere, oddScale, secondQuad } from './codebooks';
import { addSumsK } from './finish';
import { f16ToF32One } from './half';
import { spreadBits } from './lanes';
import { matmulKWide, putF32DWide, take16 } from './panelKWide';
import { loadF16x4 } from './simd';

/*
 * IQ2_XXS: 256 weights in 66 bytes, 8 sub-blocks of 32, each four groups of eight.
 *
 *   f16 d | 8 times: u8 qs[4] | u32 word
 *
 *   Group g of a sub-block has the magnitudes of entry qs[g] and the signs of bits 7g … of the word, whose top four bits
 *   are the scale.     x = d / 8 · (2 · scale + 1) · ±magnitude
 */

const BYTES: usize = 66;

export function decode_IQ2_XXS(out: usize, row: usize, nCols: i32): void {
  for (const end = out + (<usize>nCols << 2); out < end; out += 1024, row += BYTES) {
    const d = f16ToF32One(load<u16>(row)) * 0.125;
    for (let g: usize = 0; g < 32; g++) {
      const at = row + ((g >> 2) << 3);
      const word = load<u32>(at, 6);
      const entry = IQ2XXS_GRID + (<usize>load<u8>(at + (g & 3), 2) << 3);
      decodeSigned(out + (g << 5), 8, d * <f32>((word >>> 28) * 2 + 1), entry, evenSignsOf(word, <u32>g & 3));
    }
  }
}

/** Entries of two rows, by their byte offsets in the codebook. */
@inline function entries(row0: usize, row1: usize): v128 {
  return v128.load_lane<u64>(row1, v128.load64_zero(row0, IQ2XXS_GRID), 1, IQ2XXS_GRID);
}

/** The group's superblock: f16 d[4], then 8 times qs[4 rows][4] and word[4 rows]. */
@inline function walk(group: usize, to: usize, isVector: bool): v128 {
  let sums = i32x4.splat(0);
  for (let s: usize = 0; s < 8; s++) {
    const qs = group + 8 + (s << 5);
    const word = v128.load(qs, 16);
    let signs = evenSigns(word);
    const scale = oddScale(i32x4.shr_u(word, 28));
    for (let h: usize = 0; h < 2; h++) {
      const at = qs + (h << 1);
      const a = entries(<usize>load<u8>(at) << 3, <usize>load<u8>(at, 4) << 3);
      const b = entries(<usize>load<u8>(at, 8) << 3, <usize>load<u8>(at, 12) << 3);
      const c = entries(<usize>load<u8>(at, 1) << 3, <usize>load<u8>(at, 5) << 3);
      const d = entries(<usize>load<u8>(at, 9) << 3, <usize>load<u8>(at, 13) << 3);
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

export function matmul_IQ2_XXS(
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
