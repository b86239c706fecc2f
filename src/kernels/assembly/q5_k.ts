// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { TAIL_K_SUMS32 } from './activations';
import { addSumsK, subtractMinimaK } from './finish';
import { f16ToF32One } from './half';
import { bothU, pairU } from './lanes';
import { MINS_OF_32, matmulK, putD, putDmin, putMinsU, putQuads, putScalesTwiceU, tileK } from './panelK';
import { WIDE_MINS_OF_32, putDWide, putDminWide, putMinsWide, putQuadsWide, tileKWide } from './panelKWide';
import { COLUMN_BYTES, scaled31 } from './quads';
import { mins45, scaleAndMin45, scales45 } from './scales45';
import { bit4, dot16, high, loadF16x4, lowNibbles } from './simd';

/*
 * Q5_K: 256 weights in 176 bytes, 8 sub-blocks of 32; the fifth bits apart.
 *
 *   f16 d | f16 dmin | u8 scales[12] (scales45.ts) | u8 qh[32] | u8 qs[128]
 *
 *   qs as in Q4_K; bit j of qh[i] is the fifth bit of weight i of sub-block j.
 *   x = d · scale · q - dmin · min
 */

const BYTES: usize = 176;

export function decode_Q5_K(out: usize, row: usize, nCols: i32): void {
  for (const end = out + (<usize>nCols << 2); out < end; out += 1024, row += BYTES) {
    const d = f16ToF32One(load<u16>(row));
    const dmin = f16ToF32One(load<u16>(row, 2));
    for (let j: usize = 0; j < 8; j++) {
      const both = scaleAndMin45(row + 4, j);
      const scale = d * <f32>(both & 255);
      const least = dmin * <f32>(both >> 8);
      const shift = 4 * (<i32>j & 1);
      const qs = row + 48 + ((j >> 1) << 5);
      for (let i: usize = 0; i < 32; i++) {
        const bit = (<i32>load<u8>(row + i, 16) >> <i32>j) & 1;
        const q = ((<i32>load<u8>(qs + i) >> shift) & 15) | (bit << 4);
        store<f32>(out + (((j << 5) + i) << 2), scale * <f32>q - least);
      }
    }
  }
}

/** The group's superblock: f16 d[4], f16 dmin[4], 3 vectors of scales, 8 of qh, 32 of qs, 4 bytes a row each. */
function unpack(group: usize, panel: usize, _nBlocks: i32): void {
  const low = lowNibbles();
  const fifth = bit4();
  const s0 = scales45(group + 16, 0);
  const s1 = scales45(group + 16, 1);
  const m0 = mins45(group + 16, 0);
  const m1 = mins45(group + 16, 1);
  if (RELAXED) {
    putScalesTwiceU(panel, 0, s0);
    putScalesTwiceU(panel, 1, s1);
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
      const v = v128.load(group + (g << 7) + (i << 4), 192);
      const h = i16x8.shr_u(v128.load(group + (i << 4), 64), <i32>g << 1);
      const lo = v128.or(v128.and(v, low), v128.and(i16x8.shl(h, 4), fifth));
      const hi = v128.or(high(v, low), v128.and(i16x8.shl(h, 3), fifth));
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
  if (RELAXED) tileK(a, x, stride, accumulators, 4, MINS_OF_32);
  else tileKWide(a, x, stride, accumulators, WIDE_MINS_OF_32);
}

function vector(group: usize, x: usize, out: usize, nBlocks: i32): void {
  const low = lowNibbles();
  const fifth = bit4();
  let f = f32x4.splat(0);
  for (let block = 0; block < nBlocks; block++) {
    const s0 = scales45(group + 16, 0);
    const s1 = scales45(group + 16, 1);
    let sums = sixtyFour(group, 0, x, low, fifth, bothU(s0, 0), bothU(s0, 1));
    sums = i32x4.add(sums, sixtyFour(group, 1, x, low, fifth, bothU(s0, 2), bothU(s0, 3)));
    sums = i32x4.add(sums, sixtyFour(group, 2, x, low, fifth, bothU(s1, 0), bothU(s1, 1)));
    sums = i32x4.add(sums, sixtyFour(group, 3, x, low, fifth, bothU(s1, 2), bothU(s1, 3)));
    const m0 = mins45(group + 16, 0);
    const m1 = mins45(group + 16, 1);
    const tail = x + 256 * COLUMN_BYTES;
    let mins = dot16(pairU(m0, 0), v128.load32_splat(tail, TAIL_K_SUMS32));
    mins = i32x4.add(mins, dot16(pairU(m0, 1), v128.load32_splat(tail, TAIL_K_SUMS32 + 4)));
    mins = i32x4.add(mins, dot16(pairU(m1, 0), v128.load32_splat(tail, TAIL_K_SUMS32 + 8)));
    mins = i32x4.add(mins, dot16(pairU(m1, 1), v128.load32_splat(tail, TAIL_K_SUMS32 + 12)));
    f = addSumsK(sums, loadF16x4(group), tail, f);
    f = subtractMinimaK(mins, loadF16x4(group + 8), tail, f);
    group += 4 * BYTES;
    x = tail + 64;
  }
  v128.store(out, f);
}

/** Columns 64g … 64g + 63: a sub-block of low nibbles and one of high ones, each times its scale. */
@inline function sixtyFour(
  group: usize, g: usize, x: usize, low: v128, fifth: v128, scaleLo: v128, scaleHi: v128,
): v128 {
  x += 64 * COLUMN_BYTES * g;
  return i32x4.add(
    thirtyTwo(group, g, 0, x, low, fifth, scaleLo, scaleHi),
    thirtyTwo(group, g, 4, x + 16 * COLUMN_BYTES, low, fifth, scaleLo, scaleHi),
  );
}

/** Quadruples i … i + 3 of both sub-blocks. */
@inline function thirtyTwo(
  group: usize, g: usize, i: usize, x: usize, low: v128, fifth: v128, scaleLo: v128, scaleHi: v128,
): v128 {
  const qs = group + 192 + 128 * g + 16 * i;
  const qh = group + 64 + 16 * i;
  const v0 = v128.load(qs), v1 = v128.load(qs, 16), v2 = v128.load(qs, 32), v3 = v128.load(qs, 48);
  const h0 = v128.load(qh), h1 = v128.load(qh, 16), h2 = v128.load(qh, 32), h3 = v128.load(qh, 48);
  const bit = <i32>g << 1;
  return i32x4.add(
    scaled31(
      x,
      v128.or(v128.and(v0, low), fifthBit(h0, bit, fifth)),
      v128.or(v128.and(v1, low), fifthBit(h1, bit, fifth)),
      v128.or(v128.and(v2, low), fifthBit(h2, bit, fifth)),
      v128.or(v128.and(v3, low), fifthBit(h3, bit, fifth)),
      scaleLo,
    ),
    scaled31(
      x + 32 * COLUMN_BYTES,
      v128.or(high(v0, low), fifthBit(h0, bit + 1, fifth)),
      v128.or(high(v1, low), fifthBit(h1, bit + 1, fifth)),
      v128.or(high(v2, low), fifthBit(h2, bit + 1, fifth)),
      v128.or(high(v3, low), fifthBit(h3, bit + 1, fifth)),
      scaleHi,
    ),
  );
}

/** Bit `bit` of each byte, as 16 or 0. */
@inline function fifthBit(h: v128, bit: i32, fifth: v128): v128 {
  return v128.and(bit > 4 ? i16x8.shr_u(h, bit - 4) : i16x8.shl(h, 4 - bit), fifth);
}

export function matmul_Q5_K(
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
