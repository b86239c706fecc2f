// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { TAIL_K_BYTES, TAIL_K_SUMS16 } from './activations';
import { addSumsK } from './finish';
import { f16ToF32One } from './half';
import { bothS, pairS } from './lanes';
import { OFFSET_4, matmulK, putD, putMinsS, putQuads, putScalesS, tileK } from './panelK';
import { NO_MINS, putDWide, putQuadsWide, tileKWide } from './panelKWide';
import { COLUMN_BYTES, scaled31 } from './quads';
import { bits01, dot16, four, loadF16x4, lowNibbles, thirtyTwo } from './simd';

/*
 * Q3_K: 256 weights in 110 bytes, 16 sub-blocks of 16; the third bits apart.
 *
 *   u8 hmask[32] | u8 qs[64] | u8 scales[12] | f16 d
 *
 *   Lower two bits of q as in Q2_K; bit 4h + s of hmask[i] is the third bit of weight 128h + 32s + i.
 *   Six-bit scales: lower four bits of scale j are a nibble of byte j % 8 (low for j < 8), upper two bits are bits
 *   2 (j / 4) … of byte 8 + j % 4.     x = d · (scale - 32) · (q - 4)
 */

const BYTES: usize = 110;

export function decode_Q3_K(out: usize, row: usize, nCols: i32): void {
  for (const end = out + (<usize>nCols << 2); out < end; out += 1024, row += BYTES) {
    const d = f16ToF32One(load<u16>(row, 108));
    for (let j: usize = 0; j < 16; j++) {
      const nibble = (<i32>load<u8>(row + (j & 7), 96) >> (<i32>(j >> 3) << 2)) & 15;
      const upper = (<i32>load<u8>(row + (j & 3), 104) >> (<i32>(j >> 2) << 1)) & 3;
      const scale = d * <f32>((nibble | (upper << 4)) - 32);
      const shift = <i32>(j & 6);
      const qs = row + 32 + ((j >> 3) << 5) + ((j & 1) << 4);
      for (let i: usize = 0; i < 16; i++) {
        const bit = (<i32>load<u8>(row + ((j & 1) << 4) + i) >> <i32>(j >> 1)) & 1;
        const q = ((<i32>load<u8>(qs + i) >> shift) & 3) | (bit << 2);
        store<f32>(out + (((j << 4) + i) << 2), scale * <f32>(q - 4));
      }
    }
  }
}

/** Scales of sub-blocks 4i … 4i + 3 of each row, i8. */
@inline function scalesOf(group: usize, i: usize): v128 {
  const lower = i16x8.shr_u(v128.load(group + ((i & 1) << 4), 392), <i32>(i >> 1) << 2);
  const upper = i16x8.shr_u(v128.load(group, 424), <i32>i << 1);
  const packed = v128.or(v128.and(lower, lowNibbles()), i16x8.shl(v128.and(upper, bits01()), 4));
  return i8x16.sub(packed, thirtyTwo());
}

/** The group's superblock: f16 d[4], then 8 vectors of hmask, 16 of qs, 3 of scales, 4 bytes a row each. */
function unpack(group: usize, panel: usize, _nBlocks: i32): void {
  const two = bits01();
  const third = four();
  for (let i: usize = 0; i < 4; i++) {
    const scales = scalesOf(group, i);
    if (RELAXED) {
      putScalesS(panel, i, scales);
      putMinsS(panel, i, scales);
    }
    // Sub-blocks 4i … 4i + 3 are half a 128: its bits 0-3 (even i) or 4-7, of 32 bytes.
    const shift = (<i32>i & 1) << 2;
    for (let j: usize = 0; j < 8; j++) {
      const v = i16x8.shr_u(v128.load(group + ((i >> 1) << 7) + (j << 4), 136), shift);
      const h = i16x8.shr_u(v128.load(group + (j << 4), 8), <i32>i << 1);
      const first = v128.or(v128.and(v, two), v128.and(i16x8.shl(h, 2), third));
      const second = v128.or(v128.and(i16x8.shr_u(v, 2), two), v128.and(i16x8.shl(h, 1), third));
      if (RELAXED) {
        putQuads(panel, 16 * i + j, first);
        putQuads(panel, 16 * i + 8 + j, second);
      } else {
        putQuadsWide(panel, 16 * i + j, i8x16.sub(first, third), bothS(scales, j >> 2));
        putQuadsWide(panel, 16 * i + 8 + j, i8x16.sub(second, third), bothS(scales, 2 + (j >> 2)));
      }
    }
  }
  if (RELAXED) putD(panel, group);
  else putDWide(panel, group);
}

function tile(panel: usize, x: usize, stride: usize, accumulators: usize, _nBlocks: i32): void {
  if (RELAXED) tileK(panel, x, stride, accumulators, 4, OFFSET_4);
  else tileKWide(panel, x, stride, accumulators, NO_MINS);
}

function vector(group: usize, x: usize, out: usize, nBlocks: i32): void {
  const two = bits01();
  const third = four();
  const zero = i32x4.splat(0);
  let f = f32x4.splat(0);
  for (let block = 0; block < nBlocks; block++) {
    const tail = x + 256 * COLUMN_BYTES;
    let sums = zero, offsets = zero;
    for (let half: usize = 0; half < 2; half++) {
      const s0 = scalesOf(group, 2 * half), s1 = scalesOf(group, 2 * half + 1);
      const tokenSums = tail + TAIL_K_SUMS16 + (half << 4);
      offsets = i32x4.add(offsets, dot16(pairS(s0, 0), v128.load32_splat(tokenSums)));
      offsets = i32x4.add(offsets, dot16(pairS(s0, 1), v128.load32_splat(tokenSums, 4)));
      offsets = i32x4.add(offsets, dot16(pairS(s1, 0), v128.load32_splat(tokenSums, 8)));
      offsets = i32x4.add(offsets, dot16(pairS(s1, 1), v128.load32_splat(tokenSums, 12)));
      const bit = <i32>half << 2;
      for (let side: usize = 0; side < 2; side++) {
        const qs = group + 136 + (half << 7) + (side << 6);
        const v0 = v128.load(qs), v1 = v128.load(qs, 16), v2 = v128.load(qs, 32), v3 = v128.load(qs, 48);
        const hmask = group + 8 + (side << 6);
        const h0 = i16x8.shr_u(v128.load(hmask), bit), h1 = i16x8.shr_u(v128.load(hmask, 16), bit);
        const h2 = i16x8.shr_u(v128.load(hmask, 32), bit), h3 = i16x8.shr_u(v128.load(hmask, 48), bit);
        const y = x + 16 * COLUMN_BYTES * side;
        const t0 = i16x8.shr_u(s0, <i32>side << 3), t1 = i16x8.shr_u(s1, <i32>side << 3);
        sums = i32x4.add(sums, quarter(v0, v1, v2, v3, h0, h1, h2, h3, 0, y, two, third, bothS(t0, 0)));
        sums = i32x4.add(
          sums,
          quarter(v0, v1, v2, v3, h0, h1, h2, h3, 1, y + 32 * COLUMN_BYTES, two, third, bothS(t0, 2)),
        );
        sums = i32x4.add(
          sums,
          quarter(v0, v1, v2, v3, h0, h1, h2, h3, 2, y + 64 * COLUMN_BYTES, two, third, bothS(t1, 0)),
        );
        sums = i32x4.add(
          sums,
          quarter(v0, v1, v2, v3, h0, h1, h2, h3, 3, y + 96 * COLUMN_BYTES, two, third, bothS(t1, 2)),
        );
      }
      x += 128 * COLUMN_BYTES;
    }
    sums = i32x4.sub(sums, i32x4.shl(offsets, 2));
    f = addSumsK(sums, loadF16x4(group), tail, f);
    group += 4 * BYTES;
    x = tail + TAIL_K_BYTES;
  }
  v128.store(out, f);
}

/** Sub-block `s` of a half's four that share these vectors: two bits of each byte, and bit s of the third bits. */
@inline function quarter(
  v0: v128, v1: v128, v2: v128, v3: v128, h0: v128, h1: v128, h2: v128, h3: v128,
  s: i32, x: usize, two: v128, third: v128, scale: v128,
): v128 {
  return scaled31(
    x,
    v128.or(v128.and(i16x8.shr_u(v0, 2 * s), two), thirdBit(h0, s, third)),
    v128.or(v128.and(i16x8.shr_u(v1, 2 * s), two), thirdBit(h1, s, third)),
    v128.or(v128.and(i16x8.shr_u(v2, 2 * s), two), thirdBit(h2, s, third)),
    v128.or(v128.and(i16x8.shr_u(v3, 2 * s), two), thirdBit(h3, s, third)),
    scale,
  );
}

/** Bit `s` of each byte, as 4 or 0. */
@inline function thirdBit(h: v128, s: i32, third: v128): v128 {
  return v128.and(s > 2 ? i16x8.shr_u(h, s - 2) : i16x8.shl(h, 2 - s), third);
}

export function matmul_Q3_K(
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
    4, <i32>BYTES, 2, 1, 0, unpack, tile, vector,
  );
}
