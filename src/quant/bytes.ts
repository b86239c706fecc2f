import { f16ToF32 } from '../base/half.ts';

/*
 * Little-endian fields of a block, at any alignment.
 *
 * On rounding: ggml decodes in f32, we in f64 with one rounding when the result is stored in a Float32Array. That is
 * bit-exact, because the products of a decoder (f16 scale × small integers, at most 23 significant bits) are exact in
 * f32 already, and ggml too rounds only once, when it adds the minimum or stores.
 */

export function readU16(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8);
}

/** As a signed 32-bit integer: for bit fields, which are only shifted and masked. */
export function readBits32(bytes: Uint8Array, at: number): number {
  return readU16(bytes, at) | (readU16(bytes, at + 2) << 16);
}

export function readI8(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) >> 24;
}

export function readF16(bytes: Uint8Array, at: number): number {
  return f16ToF32(readU16(bytes, at));
}
