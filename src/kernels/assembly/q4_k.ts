// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { TAIL_K_SUMS32 } from './activations';
import { addSumsK, subtractMinimaK } from './finish';
import { f16ToF32One } from './half';
import { bothU, pairU } from './lanes';
import { MINS_OF_32, matmulK, putD, putDmin, putMinsU, putQuads, putScalesU, tileK } from './panelK';
import { WIDE_MINS_OF_32, putDWide, putDminWide, putMinsWide, putQuadsWide, tileKWide } from './panelKWide';
import { COLUMN_BYTES, scaled15 } from './quads';
import { mins45, scaleAndMin45, scales45 } from './scales45';
import { dot16, dot8, high, loadF16x4, lowNibbles } from './simd';

/*
 * Q4_K: 256 weights in 144 bytes, 8 sub-blocks of 32.
 *
 *   f16 d | f16 dmin | u8 scales[12] (scales45.ts) | u8 qs[128]
 *
 *   Bytes 32g … 32g + 31 of qs: low nibbles are sub-block 2g, high nibbles sub-block 2g + 1.
 *   x = d · scale · q - dmin · min
 */

const BYTES: usize = 144;

export function decode_Q4_K(out: usize, row: usize, nCols: i32): void {
  for (const end = out + (<usize>nCols << 2); out < end; out += 1024, row += BYTES) {
    const d = f16ToF32One(load<u16>(row));
    const dmin = f16ToF32One(load<u16>(row, 2));
    for (let j: usize = 0; j < 8; j++) {
      const both = scaleAndMin45(row + 4, j);
      const scale = d * <f32>(both & 255);
      const least = dmin * <f32>(both >> 8);
      const shift = 4 * (<i32>j & 1);
      const qs = row + 16 + ((j >> 1) << 5);
      for (let i: usize = 0; i < 32; i++) {
        const q = (<i32>load<u8>(qs + i) >> shift) & 15;
        store<f32>(out + (((j << 5) + i) << 2), scale * <f32>q - least);
      }
    }
  }
}

/** The group's superblock: f16 d[4], f16 dmin[4], 3 vectors of scales, 32 vectors of 4 bytes a row. */
function unpack(group: usize, panel: usize, _nBlocks: i32): void {
  const low = lowNibbles();
  const s0 = scales45(group + 16, 0);
  const s1 = scales45(group + 16, 1);
  const m0 = mins45(group + 16, 0);
  const m1 = mins45(group + 16, 1);
  if (RELAXED) {
    putScalesU(panel, 0, s0);
    putScalesU(panel, 1, s1);
    putMinsU(panel, 0, m0);
    putMinsU(panel, 1, m1);
    putD(panel, group);
    putDmin(panel, group + 8);
  } else {
    putMinsWide(panel, 0, pairU(m0, 0));
    putMinsWide(panel, 1, pairU(m0, 1));
    putMinsWide(panel, 2, pairU(m1, 0));
    putMinsWide(panel, 3, pairU(m1, 1));
    putDWide(panel, group);
    putDminWide(panel, group + 8);
  }
  for (let g: usize = 0; g < 4; g++) {
    const scales = g < 2 ? s0 : s1;
    const scaleLo = bothU(scales, (2 * g) & 3);
    const scaleHi = bothU(scales, (2 * g + 1) & 3);
    for (let i: usize = 0; i < 8; i++) {
      const v = v128.load(group + (g << 7) + (i << 4), 64);
      const lo = v128.and(v, low);
      const hi = high(v, low);
      if (RELAXED) {
        putQuads(panel, 16 * g + i, lo);
        putQuads(panel, 16 * g + 8 + i, hi);
      } else {
        putQuadsWide(panel, 16 * g + i, lo, scaleLo);
        putQuadsWide(panel, 16 * g + 8 + i, hi, scaleHi);
      }
    }
  }
}

function tile(a: usize, _b: usize, x: usize, stride: usize, accumulators: usize, _nBlocks: i32): void {
  if (RELAXED) tileK(a, x, stride, accumulators, 8, MINS_OF_32);
  else tileKWide(a, x, stride, accumulators, WIDE_MINS_OF_32);
}

function vector(group: usize, x: usize, out: usize, nBlocks: i32): void {
  const low = lowNibbles();
  let f = f32x4.splat(0);
  for (let block = 0; block < nBlocks; block++) {
    const s0 = scales45(group + 16, 0);
    const s1 = scales45(group + 16, 1);
    let sums = sixtyFour(group, x, low, bothU(s0, 0), bothU(s0, 1));
    sums = i32x4.add(sums, sixtyFour(group + 128, x + 64 * COLUMN_BYTES, low, bothU(s0, 2), bothU(s0, 3)));
    sums = i32x4.add(sums, sixtyFour(group + 256, x + 128 * COLUMN_BYTES, low, bothU(s1, 0), bothU(s1, 1)));
    sums = i32x4.add(sums, sixtyFour(group + 384, x + 192 * COLUMN_BYTES, low, bothU(s1, 2), bothU(s1, 3)));
    const tail = x + 256 * COLUMN_BYTES;
    const mins = minSums(group, tail);
    f = addSumsK(sums, loadF16x4(group), tail, f);
    f = subtractMinimaK(mins, loadF16x4(group + 8), tail, f);
    group += 4 * BYTES;
    x = tail + 64;
  }
  v128.store(out, f);
}

/** 64 columns: a sub-block of low nibbles and one of high ones, each times its scale. */
@inline function sixtyFour(group: usize, x: usize, low: v128, scaleLo: v128, scaleHi: v128): v128 {
  const v0 = v128.load(group, 64), v1 = v128.load(group, 80), v2 = v128.load(group, 96), v3 = v128.load(group, 112);
  const v4 = v128.load(group, 128), v5 = v128.load(group, 144), v6 = v128.load(group, 160), v7 = v128.load(group, 176);
  return i32x4.add(
    scaled15(
      x,
      v128.and(v0, low), v128.and(v1, low), v128.and(v2, low), v128.and(v3, low),
      v128.and(v4, low), v128.and(v5, low), v128.and(v6, low), v128.and(v7, low),
      scaleLo,
    ),
    scaled15(
      x + 32 * COLUMN_BYTES,
      high(v0, low), high(v1, low), high(v2, low), high(v3, low),
      high(v4, low), high(v5, low), high(v6, low), high(v7, low),
      scaleHi,
    ),
  );
}

/** Σ min · Σ a of a group's superblock and one token. */
@inline function minSums(group: usize, tail: usize): v128 {
  const m0 = mins45(group + 16, 0);
  const m1 = mins45(group + 16, 1);
  const n0 = dot16(pairU(m0, 0), v128.load32_splat(tail, TAIL_K_SUMS32));
  const n1 = dot16(pairU(m0, 1), v128.load32_splat(tail, TAIL_K_SUMS32 + 4));
  const n2 = dot16(pairU(m1, 0), v128.load32_splat(tail, TAIL_K_SUMS32 + 8));
  const n3 = dot16(pairU(m1, 1), v128.load32_splat(tail, TAIL_K_SUMS32 + 12));
  return i32x4.add(i32x4.add(n0, n1), i32x4.add(n2, n3));
}

export function matmul_Q4_K(
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
    <i32>BYTES, 4, 0, unpack, tile, vector,
  );
}
