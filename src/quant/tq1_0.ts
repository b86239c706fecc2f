import { readF16 } from './bytes.ts';
import type { QuantType } from './type.ts';

/*
 * 256 weights in 54 bytes: five ternary digits a byte, in the last four bytes four.
 *
 *   0                              48      52    54
 *   +------------------------------+-------+-----+
 *   | qs[48]                       | qh[4] | d   |
 *   +------------------------------+-------+-----+
 *
 *   digit n (0 … 4) of byte j of qs is weight 32n + j for j < 32, then weight 160 + 16n + (j - 32);
 *   digit n (0 … 3) of byte j of qh is weight 240 + 4n + j;  d: f16
 *
 *   A byte is the fraction 0.t₀t₁t₂t₃t₄ in base 3, times 256 and rounded up: so digit n is the integer before the point
 *   after multiplying the byte by 3ⁿ, dropping what exceeds 8 bits, and multiplying by 3 again.
 *
 *   w = d · (t - 1)
 */
export const tq1_0: QuantType<'TQ1_0'> = {
  name: 'TQ1_0',
  id: 34,
  blockSize: 256,
  typeSize: 54,
  vecDotType: 'q8_K',

  dequantizeInto(out, blocks) {
    for (let i = 0, at = 0; i < out.length; i += 256, at += 54) {
      const d = readF16(blocks, at + 52);
      decodeDigits(out.subarray(i, i + 160), blocks.subarray(at, at + 32), d);
      decodeDigits(out.subarray(i + 160, i + 240), blocks.subarray(at + 32, at + 48), d);
      decodeDigits(out.subarray(i + 240, i + 256), blocks.subarray(at + 48, at + 52), d);
    }
  },
};

/** Digit by digit, all bytes' first digits first. */
function decodeDigits(out: Float32Array, bytes: Uint8Array, d: number): void {
  for (let first = 0, power = 1; first < out.length; first += bytes.length, power *= 3) {
    bytes.forEach((byte, j) => {
      const digit = (((byte * power) & 255) * 3) >> 8;
      out[first + j] = d * (digit - 1);
    });
  }
}
