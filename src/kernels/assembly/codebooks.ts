// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { offsetScratch } from './scratch';
import { i32Ones, i8Ones } from './simd';

/*
 * The codebooks of the IQ types lie between this module's constants and the caller's arena. Each instance writes them
 * there (kernels/codebooks.ts), always the same bytes. An entry has one signed byte for each of its eight or four weights;
 * those of iq1s are eight times the values, so that a delta of an eighth is one.
 */

export const IQ1S_GRID: usize = 0x4000; // 2048 entries of 8
export const IQ2S_GRID: usize = 0x8000; // 1024 of 8
export const IQ2XS_GRID: usize = 0xa000; // 512 of 8
export const IQ2XXS_GRID: usize = 0xb000; // 256 of 8
export const IQ3S_GRID: usize = 0xb800; // 512 of 4
export const IQ3XXS_GRID: usize = 0xc000; // 256 of 4

/** The first quadruple of columns of the entries of rows 0 and 1, and of rows 2 and 3. */
@inline export function firstQuad(rows01: v128, rows23: v128): v128 {
  return v128.shuffle<i32>(rows01, rows23, 0, 2, 4, 6);
}

@inline export function secondQuad(rows01: v128, rows23: v128): v128 {
  return v128.shuffle<i32>(rows01, rows23, 1, 3, 5, 7);
}

/**
 * Stores the i-th four indexes of each row, whose low and high bytes are those of `lo` and `hi`, as byte offsets:
 * u16 [4 rows][4]. An entry has 2^log bytes. A superblock's are stored before any is loaded, which then need not wait.
 */
@inline export function storeOffsets(i: usize, lo: v128, hi: v128, log: i32): void {
  const to = offsetScratch() + (i << 5);
  const rows01 = i8x16.shuffle(lo, hi, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const rows23 = i8x16.shuffle(lo, hi, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  v128.store(to, i16x8.shl(rows01, log));
  v128.store(to, i16x8.shl(rows23, log), 16);
}

/** `q`, negated where the byte of `mask` is -1 and not where it is 0. */
@inline export function negateWhere(q: v128, mask: v128): v128 {
  return i8x16.sub(v128.xor(q, mask), mask);
}

// Seven bits of each byte of a lane.
// prettier-ignore
const SEVENS: usize = memory.data<u32>([
  0x0000007f, 0x0000007f, 0x0000007f, 0x0000007f,
  0x00007f00, 0x00007f00, 0x00007f00, 0x00007f00,
  0x007f0000, 0x007f0000, 0x007f0000, 0x007f0000,
  0x7f000000, 0x7f000000, 0x7f000000, 0x7f000000,
], 16);

/** The signs of 32 weights from four times seven bits: the eighth makes the number of minus signs even. */
@inline export function evenSigns(word: v128): v128 {
  const sevens = v128.or(
    v128.or(v128.and(word, v128.load(SEVENS)), v128.and(i32x4.shl(word, 1), v128.load(SEVENS, 16))),
    v128.or(v128.and(i32x4.shl(word, 2), v128.load(SEVENS, 32)), v128.and(i32x4.shl(word, 3), v128.load(SEVENS, 48))),
  );
  return v128.or(sevens, i16x8.shl(v128.and(i8x16.popcnt(sevens), i8Ones()), 7));
}

/** The same of one row, for its decoder: the eight signs of group g. */
@inline export function evenSignsOf(word: u32, g: u32): u32 {
  const seven = (word >>> (7 * g)) & 127;
  return seven | ((popcnt<u32>(seven) & 1) << 7);
}

/** Writes n weights of one row: scale times the entry's values; bit j of `signs` negates weight j. */
@inline export function decodeSigned(out: usize, n: usize, scale: f32, entry: usize, signs: u32): void {
  for (let j: usize = 0; j < n; j++) {
    const magnitude = scale * <f32>load<i8>(entry + j);
    store<f32>(out + (j << 2), (signs >>> <u32>j) & 1 ? -magnitude : magnitude);
  }
}

/** Writes eight weights of one row: scale times the sum of the entry's values and the delta. */
@inline export function decodeShifted(out: usize, scale: f32, entry: usize, delta: i32): void {
  for (let j: usize = 0; j < 8; j++) store<f32>(out + (j << 2), scale * <f32>(<i32>load<i8>(entry + j) + delta));
}

/** 2 · scale + 1 */
@inline export function oddScale(scale: v128): v128 {
  return i32x4.add(i32x4.add(scale, scale), i32Ones());
}
