// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { Q8_0_WIDE_BYTES } from './activations';
import { E2M1_DOUBLES, matmulE2m1, takeUnit, tileUnits } from './e2m1';
import { WIDE_UNIT_BYTES } from './panel32Wide';
import { high, i8Ones, lane8, lowNibbles, swizzle } from './simd';

/*
 * NVFP4: 64 weights in 36 bytes, 4 sub-blocks of 16.
 *
 *   u8 d[4] | u8 qs[32]        8 bytes a sub-block: its weight j in the low nibble of byte j, weight j + 8 in the high one
 *
 *   x = UE4M3(d) / 2 · doubles[q];  UE4M3: four bits of exponent (bias 7), three of mantissa, no sign; 0x7f counts as 0
 */

const BYTES: usize = 36;

/** Half of what the byte stands for: m · 2^-10 if it is subnormal, else (8 + m) · 2^(e - 11). */
@inline function halfOf(d: u32): f32 {
  if (d == 0x7f) return 0;
  const e = (d >>> 3) & 15;
  return <f32>((d & 7) + (e > 0 ? 8 : 0)) * reinterpret<f32>((max(e, 1) + 116) << 23);
}

export function decode_NVFP4(out: usize, row: usize, nCols: i32): void {
  for (const end = out + (<usize>nCols << 2); out < end; row += BYTES) {
    for (let s: usize = 0; s < 4; s++, out += 64) {
      const d = halfOf(load<u8>(row + s));
      for (let j: usize = 0; j < 8; j++) {
        const q = <usize>load<u8>(row + (s << 3) + j, 4);
        store<f32>(out + (j << 2), d * <f32>load<i8>(E2M1_DOUBLES + (q & 15)));
        store<f32>(out + (j << 2), d * <f32>load<i8>(E2M1_DOUBLES + (q >> 4)), 32);
      }
    }
  }
}

// prettier-ignore
const CONSTANTS: usize = memory.data<u32>([
  0x07070707, 0x07070707, 0x07070707, 0x07070707,
  0x08080808, 0x08080808, 0x08080808, 0x08080808,
  0x7f7f7f7f, 0x7f7f7f7f, 0x7f7f7f7f, 0x7f7f7f7f,
  0x74747474, 0x74747474, 0x74747474, 0x74747474, // 116
], 16);

/** The group's block: d[4 rows][4], then 8 vectors of 4 bytes a row. */
@inline function walk(group: usize, x: usize, panel: usize, f: v128, isVector: bool): v128 {
  const low = lowNibbles();
  const values = v128.load(E2M1_DOUBLES);
  // The scales of all sub-blocks: their whole numbers, and where an f32 has its exponent, those of their powers of two.
  const d = v128.load(group);
  const e = high(i8x16.add(d, d), low);
  const eight = v128.and(i8x16.gt_s(e, i8x16.splat(0)), v128.load(CONSTANTS, 16));
  const isNumber = i8x16.ne(d, v128.load(CONSTANTS, 32));
  let m = v128.and(v128.or(v128.and(d, v128.load(CONSTANTS)), eight), isNumber);
  let power = i8x16.add(i8x16.max_u(e, i8Ones()), v128.load(CONSTANTS, 48));
  for (let s: usize = 0; s < 4; s++) {
    const v0 = v128.load(group + (s << 5), 16), v1 = v128.load(group + (s << 5), 32);
    const token = x + (s >> 1) * Q8_0_WIDE_BYTES;
    f = takeUnit(
      isVector, token + ((s & 1) << 5), token + 64, panel + s * WIDE_UNIT_BYTES,
      swizzle(values, v128.and(v0, low)),
      swizzle(values, v128.and(v1, low)),
      swizzle(values, high(v0, low)),
      swizzle(values, high(v1, low)),
      f32x4.mul(f32x4.convert_i32x4_s(lane8(m)), i32x4.shl(lane8(power), 23)), f,
    );
    m = i32x4.shr_u(m, 8);
    power = i32x4.shr_u(power, 8);
  }
  return f;
}

function unpack(group: usize, panel: usize, nBlocks: i32): void {
  const none = f32x4.splat(0);
  for (let block = 0; block < nBlocks; block++) {
    walk(group, 0, panel, none, false);
    group += 4 * BYTES;
    panel += 4 * WIDE_UNIT_BYTES;
  }
}

function tile(panel: usize, x: usize, stride: usize, accumulators: usize, nBlocks: i32): void {
  tileUnits(panel, x, stride, accumulators, 4 * nBlocks);
}

function vector(group: usize, x: usize, out: usize, nBlocks: i32): void {
  let f = f32x4.splat(0);
  for (let block = 0; block < nBlocks; block++) {
    f = walk(group, x, 0, f, true);
    group += 4 * BYTES;
    x += 2 * Q8_0_WIDE_BYTES;
  }
  v128.store(out, f);
}

export function matmul_NVFP4(
  out: usize,
  outStride: i32,
  weights: usize,
  firstRow: i32,
  nRows: i32,
  nCols: i32,
  activations: usize,
  nTokens: i32,
): void {
  matmulE2m1(
    out, outStride, weights, firstRow, nRows, nCols, activations, nTokens,
    64, <i32>BYTES, 0, unpack, tile, vector,
  );
}
