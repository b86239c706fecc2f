/*
 * IEEE 754 binary16 and bfloat16.
 *
 *   f16   s eeeee mmmmmmmmmm          bias 15
 *   bf16  s eeeeeeee mmmmmmm          the upper half of an f32
 */

const bits = new Uint32Array(1);
const asFloat = new Float32Array(bits.buffer);

/** 2^112: moves an f16 exponent, read as an f32 one, from bias 15 to bias 127. It also scales subnormals exactly. */
const REBIAS = 2 ** 112;

/** The f32 value of an f16 bit pattern; exact. */
export function f16ToF32(h: number): number {
  const magnitude = h & 0x7fff;
  if (magnitude >= 0x7c00) {
    bits[0] = ((h & 0x8000) << 16) | 0x7f800000 | ((h & 0x3ff) << 13);
    return asFloat[0]!;
  }
  bits[0] = magnitude << 13;
  const value = asFloat[0]! * REBIAS;
  return h & 0x8000 ? -value : value;
}

/** The f16 bit pattern nearest to `value` (ties to even); overflow gives infinity, NaN stays NaN. */
export function f32ToF16(value: number): number {
  asFloat[0] = value;
  const word = bits[0]!;
  const sign = (word >>> 16) & 0x8000;
  const magnitude = word & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00; // from 65520 on, the nearest is infinity
  if (magnitude < 0x38800000) {
    // Subnormal in f16: let the f32 adder round to multiples of 2^-24.
    bits[0] = magnitude;
    asFloat[0] = asFloat[0] + 0.5; // an f32 in [0.5, 1) has a step of 2^-24
    return sign | (bits[0] - 0x3f000000);
  }
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
  return sign | ((rounded - 0x38000000) >>> 13);
}

export function bf16ToF32(h: number): number {
  bits[0] = h << 16;
  return asFloat[0]!;
}

/** The bf16 bit pattern nearest to `value` (ties to even); NaN is made quiet, as ggml does. */
export function f32ToBf16(value: number): number {
  asFloat[0] = value;
  const word = bits[0]!;
  if ((word & 0x7fffffff) > 0x7f800000) return ((word >>> 16) | 64) & 0xffff;
  return (word + (0x7fff + ((word >>> 16) & 1))) >>> 16;
}
