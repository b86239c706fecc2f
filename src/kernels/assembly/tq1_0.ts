// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { TAIL_K_BYTES } from './activations';
import { addSumsK } from './finish';
import { f16ToF32One } from './half';
import { matmulK } from './panelK';
import { COLUMN_BYTES } from './quads';
import { loadF16x4 } from './simd';
import { putTernaryD, subtractColumns, takeTernary, tileTernary } from './ternary';

/*
 * TQ1_0: 256 weights in 54 bytes, five ternary digits a byte.
 *
 *   u8 qs[48] | u8 qh[4] | f16 d
 *
 *   Digit n of byte j of qs is weight 32n + j for j < 32, then weight 160 + 16n + (j - 32); digit n (of four) of byte j of
 *   qh is weight 240 + 4n + j. The first digit is the integer part of three times the byte's 256th, and three times the
 *   byte, less that, is the byte of the digits that follow.     x = d · (digit - 1)
 */

const BYTES: usize = 54;

export function decode_TQ1_0(out: usize, row: usize, nCols: i32): void {
  for (const end = out + (<usize>nCols << 2); out < end; out += 1024, row += BYTES) {
    const d = f16ToF32One(load<u16>(row, 52));
    decodeDigits(out, row, 32, 5, d);
    decodeDigits(out + 640, row + 32, 16, 5, d);
    decodeDigits(out + 960, row + 48, 4, 4, d);
  }
}

/** The first digits of nBytes bytes, then their second ones, … */
function decodeDigits(out: usize, bytes: usize, nBytes: usize, nDigits: i32, d: f32): void {
  for (let j: usize = 0; j < nBytes; j++) {
    let rest = <u32>load<u8>(bytes + j);
    let at = out + (j << 2);
    for (let n = 0; n < nDigits; n++) {
      rest = (rest & 255) * 3;
      store<f32>(at, d * <f32>(<i32>(rest >>> 8) - 1));
      at += nBytes << 2;
    }
  }
}

// Where the first digit becomes 1, and 2: 3 · 86 and 3 · 171 are the first multiples beyond 256 and 512.
// prettier-ignore
const STEPS: usize = memory.data<u32>([
  0x56565656, 0x56565656, 0x56565656, 0x56565656,
  0xabababab, 0xabababab, 0xabababab, 0xabababab,
], 16);

/** The first digit of each byte; `ones` and `twos` are STEPS. */
@inline function digits(v: v128, ones: v128, twos: v128): v128 {
  return i8x16.sub(i8x16.sub(i8x16.splat(0), i8x16.ge_u(v, ones)), i8x16.ge_u(v, twos));
}

@inline function rest(v: v128): v128 {
  return i8x16.add(i8x16.add(v, v), v);
}

/** The group's superblock: f16 d[4], then vectors of 4 bytes a row: 12 of qs, one of qh. */
@inline function walk(group: usize, to: usize, isVector: bool): v128 {
  const ones = v128.load(STEPS), twos = v128.load(STEPS, 16);
  let sums = i32x4.splat(0);
  for (let i: usize = 0; i < 3; i++) {
    const qs = group + (i << 6);
    let v0 = v128.load(qs, 8), v1 = v128.load(qs, 24), v2 = v128.load(qs, 40), v3 = v128.load(qs, 56);
    // Sixteens of columns: 0, 2 … 8, then 1, 3 … 9, then 10 … 14.
    let at: usize = i == 2 ? 10 : i;
    const step: usize = i == 2 ? 1 : 2;
    for (let n = 0; n < 5; n++) {
      sums = takeTernary(
        isVector, to, at,
        digits(v0, ones, twos), digits(v1, ones, twos), digits(v2, ones, twos), digits(v3, ones, twos),
        sums,
      );
      v0 = rest(v0), v1 = rest(v1), v2 = rest(v2), v3 = rest(v3);
      at += step;
    }
  }
  const v0 = v128.load(group, 200), v1 = rest(v0), v2 = rest(v1), v3 = rest(v2);
  return takeTernary(
    isVector, to, 15,
    digits(v0, ones, twos), digits(v1, ones, twos), digits(v2, ones, twos), digits(v3, ones, twos),
    sums,
  );
}

function unpack(group: usize, panel: usize, _nBlocks: i32): void {
  walk(group, panel, false);
  putTernaryD(panel, group);
}

function vector(group: usize, x: usize, out: usize, nBlocks: i32): void {
  let f = f32x4.splat(0);
  for (let block = 0; block < nBlocks; block++) {
    const tail = x + 256 * COLUMN_BYTES;
    f = addSumsK(subtractColumns(walk(group, x, true), tail), loadF16x4(group), tail, f);
    group += 4 * BYTES;
    x = tail + TAIL_K_BYTES;
  }
  v128.store(out, f);
}

export function matmul_TQ1_0(
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
    4, <i32>BYTES, 2, 1, 0, unpack, tileTernary, vector,
  );
}
