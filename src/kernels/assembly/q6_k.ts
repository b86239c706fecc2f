// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { TAIL_K_SUMS16 } from './activations';
import { addSumsK } from './finish';
import { f16ToF32One } from './half';
import { bothS, pairS } from './lanes';
import { OFFSET_32, matmulK, putD, putMinsS, putQuads, putScalesS, tileKDeep } from './panelK';
import { NO_MINS, putDWide, putQuadsWide, tileKWide } from './panelKWide';
import { COLUMN_BYTES, scaled63 } from './quads';
import { bits45, dot16, dot8, high, loadF16x4, lowNibbles, thirtyTwo } from './simd';

/*
 * Q6_K: 256 weights in 210 bytes, 16 sub-blocks of 16; lower four and upper two bits apart.
 *
 *   u8 ql[128] | u8 qh[64] | i8 scales[16] | f16 d
 *
 *   Of weights 128h + 32s … + 31, s in 0 … 3: lower bits are ql[64h + 32 (s % 2) …], low nibbles for s < 2, else high;
 *   upper bits are bits 2s and 2s + 1 of qh[32h …].     x = d · scale · (q - 32)
 */

const BYTES: usize = 210;

export function decode_Q6_K(out: usize, row: usize, nCols: i32): void {
  for (const end = out + (<usize>nCols << 2); out < end; out += 1024, row += BYTES) {
    const d = f16ToF32One(load<u16>(row, 208));
    for (let j: usize = 0; j < 16; j++) {
      const scale = d * <f32>load<i8>(row + j, 192);
      const half = j >> 3;
      const ql = row + (half << 6) + ((j & 3) << 4);
      const qh = row + 128 + (half << 5) + ((j & 1) << 4);
      const nibble = <i32>(j & 4);
      const pair = <i32>(j & 6);
      for (let i: usize = 0; i < 16; i++) {
        const q = ((<i32>load<u8>(ql + i) >> nibble) & 15) | (((<i32>load<u8>(qh + i) >> pair) & 3) << 4);
        store<f32>(out + (((j << 4) + i) << 2), scale * <f32>(q - 32));
      }
    }
  }
}

/** The group's superblock: f16 d[4], then 32 vectors of ql, 16 of qh, 4 of scales, 4 bytes a row each. */
function unpack(group: usize, panel: usize, _nBlocks: i32): void {
  const low = lowNibbles();
  const upper = bits45();
  const offset = thirtyTwo();
  for (let i: usize = 0; i < 4; i++) {
    const scales = v128.load(group + (i << 4), 776);
    if (RELAXED) {
      putScalesS(panel, i, scales);
      putMinsS(panel, i, scales);
    }
    // Sub-blocks 4i … 4i + 3 are half a 128: its low nibbles (even i) or its high ones.
    const ql = group + ((i >> 1) << 8);
    const qh = group + ((i >> 1) << 7);
    const shift = (<i32>i & 1) << 2;
    for (let j: usize = 0; j < 8; j++) {
      const h = i16x8.shr_u(v128.load(qh + (j << 4), 520), shift);
      const a = v128.and(i16x8.shr_u(v128.load(ql + (j << 4), 8), shift), low);
      const b = v128.and(i16x8.shr_u(v128.load(ql + (j << 4), 136), shift), low);
      const first = v128.or(a, v128.and(i16x8.shl(h, 4), upper));
      const second = v128.or(b, v128.and(i16x8.shl(h, 2), upper));
      if (RELAXED) {
        putQuads(panel, 16 * i + j, first);
        putQuads(panel, 16 * i + 8 + j, second);
      } else {
        putQuadsWide(panel, 16 * i + j, i8x16.sub(first, offset), bothS(scales, j >> 2));
        putQuadsWide(panel, 16 * i + 8 + j, i8x16.sub(second, offset), bothS(scales, 2 + (j >> 2)));
      }
    }
  }
  if (RELAXED) putD(panel, group);
  else putDWide(panel, group);
}

function tile(a: usize, _b: usize, x: usize, stride: usize, accumulators: usize, _nBlocks: i32): void {
  if (RELAXED) tileKDeep(a, x, stride, accumulators, OFFSET_32);
  else tileKWide(a, x, stride, accumulators, NO_MINS);
}

function vector(group: usize, x: usize, out: usize, nBlocks: i32): void {
  const low = lowNibbles();
  const upper = bits45();
  const zero = i32x4.splat(0);
  let f = f32x4.splat(0);
  for (let block = 0; block < nBlocks; block++) {
    const tail = x + 256 * COLUMN_BYTES;
    let sums = zero;
    for (let half: usize = 0; half < 2; half++) {
      const s0 = v128.load(group + (half << 5), 776), s1 = v128.load(group + (half << 5), 792);
      const ql = group + 8 + (half << 8), qh = group + 520 + (half << 7);
      sums = i32x4.add(sums, quarters(ql, qh, x, low, upper, bothS(s0, 0), bothS(s0, 2), bothS(s1, 0), bothS(s1, 2)));
      sums = i32x4.add(
        sums,
        quarters(
          ql + 64, qh + 64, x + 16 * COLUMN_BYTES, low, upper, bothS(s0, 1), bothS(s0, 3), bothS(s1, 1), bothS(s1, 3),
        ),
      );
      x += 128 * COLUMN_BYTES;
    }
    sums = i32x4.sub(sums, i32x4.shl(offsets(group, tail), 5));
    f = addSumsK(sums, loadF16x4(group), tail, f);
    group += 4 * BYTES;
    x = tail + 64;
  }
  v128.store(out, f);
}

/** Four sub-blocks, 32 columns from one another, that share vectors of lower and of upper bits; times their scales. */
@inline function quarters(
  ql: usize, qh: usize, x: usize, low: v128, upper: v128, s0: v128, s1: v128, s2: v128, s3: v128,
): v128 {
  const h0 = v128.load(qh), h1 = v128.load(qh, 16), h2 = v128.load(qh, 32), h3 = v128.load(qh, 48);
  const a0 = v128.load(ql), a1 = v128.load(ql, 16), a2 = v128.load(ql, 32), a3 = v128.load(ql, 48);
  let sums = scaled63(
    x,
    v128.or(v128.and(a0, low), v128.and(i16x8.shl(h0, 4), upper)),
    v128.or(v128.and(a1, low), v128.and(i16x8.shl(h1, 4), upper)),
    v128.or(v128.and(a2, low), v128.and(i16x8.shl(h2, 4), upper)),
    v128.or(v128.and(a3, low), v128.and(i16x8.shl(h3, 4), upper)),
    s0,
  );
  sums = i32x4.add(
    sums,
    scaled63(
      x + 64 * COLUMN_BYTES,
      v128.or(high(a0, low), v128.and(h0, upper)),
      v128.or(high(a1, low), v128.and(h1, upper)),
      v128.or(high(a2, low), v128.and(h2, upper)),
      v128.or(high(a3, low), v128.and(h3, upper)),
      s2,
    ),
  );
  const b0 = v128.load(ql, 128), b1 = v128.load(ql, 144), b2 = v128.load(ql, 160), b3 = v128.load(ql, 176);
  sums = i32x4.add(
    sums,
    scaled63(
      x + 32 * COLUMN_BYTES,
      v128.or(v128.and(b0, low), v128.and(i16x8.shl(h0, 2), upper)),
      v128.or(v128.and(b1, low), v128.and(i16x8.shl(h1, 2), upper)),
      v128.or(v128.and(b2, low), v128.and(i16x8.shl(h2, 2), upper)),
      v128.or(v128.and(b3, low), v128.and(i16x8.shl(h3, 2), upper)),
      s1,
    ),
  );
  return i32x4.add(
    sums,
    scaled63(
      x + 96 * COLUMN_BYTES,
      v128.or(high(b0, low), v128.and(i16x8.shr_u(h0, 2), upper)),
      v128.or(high(b1, low), v128.and(i16x8.shr_u(h1, 2), upper)),
      v128.or(high(b2, low), v128.and(i16x8.shr_u(h2, 2), upper)),
      v128.or(high(b3, low), v128.and(i16x8.shr_u(h3, 2), upper)),
      s3,
    ),
  );
}

/** Σ scale · Σ a of a group's superblock and one token. */
@inline function offsets(group: usize, tail: usize): v128 {
  const s0 = v128.load(group, 776), s1 = v128.load(group, 792), s2 = v128.load(group, 808), s3 = v128.load(group, 824);
  let n = dot16(pairS(s0, 0), v128.load32_splat(tail, TAIL_K_SUMS16));
  n = i32x4.add(n, dot16(pairS(s0, 1), v128.load32_splat(tail, TAIL_K_SUMS16 + 4)));
  n = i32x4.add(n, dot16(pairS(s1, 0), v128.load32_splat(tail, TAIL_K_SUMS16 + 8)));
  n = i32x4.add(n, dot16(pairS(s1, 1), v128.load32_splat(tail, TAIL_K_SUMS16 + 12)));
  n = i32x4.add(n, dot16(pairS(s2, 0), v128.load32_splat(tail, TAIL_K_SUMS16 + 16)));
  n = i32x4.add(n, dot16(pairS(s2, 1), v128.load32_splat(tail, TAIL_K_SUMS16 + 20)));
  n = i32x4.add(n, dot16(pairS(s3, 0), v128.load32_splat(tail, TAIL_K_SUMS16 + 24)));
  return i32x4.add(n, dot16(pairS(s3, 1), v128.load32_splat(tail, TAIL_K_SUMS16 + 28)));
}

export function matmul_Q6_K(
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
    <i32>BYTES, 2, 1, unpack, tile, vector,
  );
}
