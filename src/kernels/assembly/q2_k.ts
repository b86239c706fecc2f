// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { TAIL_K_BYTES, TAIL_K_SUMS16 } from './activations';
import { addSumsK, subtractMinimaK } from './finish';
import { f16ToF32One } from './half';
import { bothU, pairU } from './lanes';
import { MINS_OF_16, matmulK, putD, putDmin, putMinsU, putQuads, putScalesU, tileK } from './panelK';
import { WIDE_MINS_OF_16, putDWide, putDminWide, putMinsWide, putQuadsWide, tileKWide } from './panelKWide';
import { COLUMN_BYTES, scaled31 } from './quads';
import { bits01, dot16, high, loadF16x4, lowNibbles } from './simd';

/*
 * Q2_K: 256 weights in 84 bytes, 16 sub-blocks of 16.
 *
 *   u8 scales[16] | u8 qs[64] | f16 d | f16 dmin
 *
 *   Low nibble of scales[j]: scale of sub-block j, high nibble: its minimum. Weights 128h + 32s … + 31 are bits 2s and
 *   2s + 1 of qs[32h … 32h + 31].     x = d · scale · q - dmin · min
 */

const BYTES: usize = 84;

export function decode_Q2_K(out: usize, row: usize, nCols: i32): void {
  for (const end = out + (<usize>nCols << 2); out < end; out += 1024, row += BYTES) {
    const d = f16ToF32One(load<u16>(row, 80));
    const dmin = f16ToF32One(load<u16>(row, 82));
    for (let j: usize = 0; j < 16; j++) {
      const both = <i32>load<u8>(row + j);
      const scale = d * <f32>(both & 15);
      const least = dmin * <f32>(both >> 4);
      const shift = <i32>(j & 6);
      const qs = row + 16 + ((j >> 3) << 5) + ((j & 1) << 4);
      for (let i: usize = 0; i < 16; i++) {
        const q = (<i32>load<u8>(qs + i) >> shift) & 3;
        store<f32>(out + (((j << 4) + i) << 2), scale * <f32>q - least);
      }
    }
  }
}

/** The group's superblock: f16 d[4], f16 dmin[4], 4 vectors of scales, 16 of qs, 4 bytes a row each. */
function unpack(group: usize, panel: usize, _nBlocks: i32): void {
  const low = lowNibbles();
  const two = bits01();
  for (let i: usize = 0; i < 4; i++) {
    const packed = v128.load(group + (i << 4), 16);
    const scales = v128.and(packed, low);
    const mins = high(packed, low);
    if (RELAXED) {
      putScalesU(panel, i, scales);
      putMinsU(panel, i, mins);
    } else {
      putMinsWide(panel, 2 * i, pairU(mins, 0));
      putMinsWide(panel, 2 * i + 1, pairU(mins, 1));
    }
    // Sub-blocks 4i … 4i + 3 are half a 128: its bits 0-3 (even i) or 4-7, of 32 bytes.
    const shift = (<i32>i & 1) << 2;
    for (let j: usize = 0; j < 8; j++) {
      const v = i16x8.shr_u(v128.load(group + ((i >> 1) << 7) + (j << 4), 80), shift);
      const first = v128.and(v, two);
      const second = v128.and(i16x8.shr_u(v, 2), two);
      if (RELAXED) {
        putQuads(panel, 16 * i + j, first);
        putQuads(panel, 16 * i + 8 + j, second);
      } else {
        putQuadsWide(panel, 16 * i + j, first, bothU(scales, j >> 2));
        putQuadsWide(panel, 16 * i + 8 + j, second, bothU(scales, 2 + (j >> 2)));
      }
    }
  }
  if (RELAXED) {
    putD(panel, group);
    putDmin(panel, group + 8);
  } else {
    putDWide(panel, group);
    putDminWide(panel, group + 8);
  }
}

function tile(panel: usize, x: usize, stride: usize, accumulators: usize, _nBlocks: i32): void {
  if (RELAXED) tileK(panel, x, stride, accumulators, 4, MINS_OF_16);
  else tileKWide(panel, x, stride, accumulators, WIDE_MINS_OF_16);
}

function vector(group: usize, x: usize, out: usize, nBlocks: i32): void {
  const low = lowNibbles();
  const two = bits01();
  const zero = i32x4.splat(0);
  let f = f32x4.splat(0);
  for (let block = 0; block < nBlocks; block++) {
    const tail = x + 256 * COLUMN_BYTES;
    let sums = zero, mins = zero;
    for (let half: usize = 0; half < 2; half++) {
      const packed0 = v128.load(group + (half << 5), 16), packed1 = v128.load(group + (half << 5), 32);
      const s0 = v128.and(packed0, low), s1 = v128.and(packed1, low);
      const m0 = high(packed0, low), m1 = high(packed1, low);
      const tokenSums = tail + TAIL_K_SUMS16 + (half << 4);
      mins = i32x4.add(mins, dot16(pairU(m0, 0), v128.load32_splat(tokenSums)));
      mins = i32x4.add(mins, dot16(pairU(m0, 1), v128.load32_splat(tokenSums, 4)));
      mins = i32x4.add(mins, dot16(pairU(m1, 0), v128.load32_splat(tokenSums, 8)));
      mins = i32x4.add(mins, dot16(pairU(m1, 1), v128.load32_splat(tokenSums, 12)));
      const qs = group + 80 + (half << 7);
      sums = i32x4.add(sums, quarters(qs, x, two, bothU(s0, 0), bothU(s0, 2), bothU(s1, 0), bothU(s1, 2)));
      sums = i32x4.add(
        sums,
        quarters(qs + 64, x + 16 * COLUMN_BYTES, two, bothU(s0, 1), bothU(s0, 3), bothU(s1, 1), bothU(s1, 3)),
      );
      x += 128 * COLUMN_BYTES;
    }
    f = addSumsK(sums, loadF16x4(group), tail, f);
    f = subtractMinimaK(mins, loadF16x4(group + 8), tail, f);
    group += 4 * BYTES;
    x = tail + TAIL_K_BYTES;
  }
  v128.store(out, f);
}

/** Four sub-blocks, 32 columns from one another, that share four vectors two bits each; times their scales. */
@inline function quarters(qs: usize, x: usize, two: v128, s0: v128, s1: v128, s2: v128, s3: v128): v128 {
  const v0 = v128.load(qs), v1 = v128.load(qs, 16), v2 = v128.load(qs, 32), v3 = v128.load(qs, 48);
  return i32x4.add(
    i32x4.add(
      quarter(v0, v1, v2, v3, 0, x, two, s0),
      quarter(v0, v1, v2, v3, 2, x + 32 * COLUMN_BYTES, two, s1),
    ),
    i32x4.add(
      quarter(v0, v1, v2, v3, 4, x + 64 * COLUMN_BYTES, two, s2),
      quarter(v0, v1, v2, v3, 6, x + 96 * COLUMN_BYTES, two, s3),
    ),
  );
}

@inline function quarter(
  v0: v128, v1: v128, v2: v128, v3: v128, shift: i32, x: usize, two: v128, scale: v128,
): v128 {
  return scaled31(
    x,
    v128.and(i16x8.shr_u(v0, shift), two),
    v128.and(i16x8.shr_u(v1, shift), two),
    v128.and(i16x8.shr_u(v2, shift), two),
    v128.and(i16x8.shr_u(v3, shift), two),
    scale,
  );
}

export function matmul_Q2_K(
  out: usize,
  outStride: i32,
  weights: usize,
  firstRow: i32,
  nRows: i32,
  nCols: i32,
  activations: usize,
  nTokens: i32,
): void {
  matmulK(
    out, outStride, weights, firstRow, nRows, nCols, activations, nTokens,
    4, <i32>BYTES, 4, 1, 0, unpack, tile, vector,
  );
}
