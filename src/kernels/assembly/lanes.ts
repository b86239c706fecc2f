// @ts-nocheck: decorators on functions are AssemblyScript's, and its compiler checks the types.
import { bit4, bits01, swizzle } from './simd';

/*
 * Interleaved groups hold four bytes of each of four rows in a vector: a row's scales, say. These take them apart.
 */

// prettier-ignore
const PICKS: usize = memory.data<u32>([
  0x80008000, 0x80048004, 0x80088008, 0x800c800c, // 0   byte 0 of each lane, twice, as u16
  0x80018001, 0x80058005, 0x80098009, 0x800d800d, // 16
  0x80028002, 0x80068006, 0x800a800a, 0x800e800e, // 32
  0x80038003, 0x80078007, 0x800b800b, 0x800f800f, // 48
  0x80018000, 0x80058004, 0x80098008, 0x800d800c, // 64  bytes 0 and 1 as u16
  0x80038002, 0x80078006, 0x800b800a, 0x800f800e, // 80  bytes 2 and 3
  0x00800080, 0x04800480, 0x08800880, 0x0c800c80, // 96  byte 0 of each lane, twice, times 256: then shifted, sign and all
  0x01800180, 0x05800580, 0x09800980, 0x0d800d80, // 112
  0x02800280, 0x06800680, 0x0a800a80, 0x0e800e80, // 128
  0x03800380, 0x07800780, 0x0b800b80, 0x0f800f80, // 144
  0x01800080, 0x05800480, 0x09800880, 0x0d800c80, // 160 bytes 0 and 1, times 256
  0x03800280, 0x07800680, 0x0b800a80, 0x0f800e80, // 176
], 16);

/** Byte `i` of each row's four unsigned ones, as both i16 of the row's lane. */
@inline export function bothU(bytes: v128, i: usize): v128 { return swizzle(bytes, v128.load(PICKS + (i << 4))); }
/** Bytes 2i and 2i + 1 of each row's four unsigned ones, as the i16 of the row's lane. */
@inline export function pairU(bytes: v128, i: usize): v128 { return swizzle(bytes, v128.load(PICKS + 64 + (i << 4))); }
@inline export function bothS(bytes: v128, i: usize): v128 {
  return i16x8.shr_s(swizzle(bytes, v128.load(PICKS + 96 + (i << 4))), 8);
}
@inline export function pairS(bytes: v128, i: usize): v128 {
  return i16x8.shr_s(swizzle(bytes, v128.load(PICKS + 160 + (i << 4))), 8);
}


// Swizzles and masks that spread four bits of a lane's 32 over its bytes.
// prettier-ignore
const SPREAD: usize = memory.data<u32>([
  0x00000000, 0x04040404, 0x08080808, 0x0c0c0c0c, // 0    byte 0 of each lane, four times
  0x01010101, 0x05050505, 0x09090909, 0x0d0d0d0d, // 16
  0x02020202, 0x06060606, 0x0a0a0a0a, 0x0e0e0e0e, // 32
  0x03030303, 0x07070707, 0x0b0b0b0b, 0x0f0f0f0f, // 48
  0x08040201, 0x08040201, 0x08040201, 0x08040201, // 64   one bit a byte, of the lower four
  0x80402010, 0x80402010, 0x80402010, 0x80402010, // 80   of the upper four
], 16);

/** Byte `i` of each lane, four times. */
@inline export function repeatByte(bytes: v128, i: usize): v128 {
  return swizzle(bytes, v128.load(SPREAD + (i << 4)));
}

/** Bits 4i … 4i + 3 of each row's 32, one to each byte of its lane, as -1 or 0. */
@inline export function spreadBits(bits: v128, i: usize): v128 {
  const bytes = repeatByte(bits, i >> 1);
  const mask = v128.load(SPREAD + 64 + ((i & 1) << 4));
  return i8x16.eq(v128.and(bytes, mask), mask);
}

/** The fifth bits of columns 4i … 4i + 3, as 16 or 0. */
@inline export function fifthBits(qh: v128, i: usize): v128 {
  // Four bits in the upper half of a byte, of which each byte keeps one: at least 16, or 0.
  const bytes = repeatByte(i & 1 ? qh : i16x8.shl(qh, 4), i >> 1);
  return i8x16.min_u(v128.and(bytes, v128.load(SPREAD, 80)), bit4());
}

/** Two bits a byte, of each lane's lowest byte: bits 0 and 1 in byte 0, bits 2 and 3 in byte 1, … */
@inline export function spreadPairs(byte: v128): v128 {
  const twice = v128.or(byte, i32x4.shl(byte, 12));
  return v128.and(v128.or(twice, i32x4.shl(twice, 6)), bits01());
}

/** The values that IQ4_NL and IQ4_XS choose from by four bits (kvalues_iq4nl of ggml). */
// prettier-ignore
export const IQ4_VALUES: usize = memory.data<i8>([-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113], 16);
