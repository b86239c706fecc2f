import type { QuantType } from './type.ts';

/** Twice what the sixteen codes of E2M1 (sign, two bits of exponent, one of mantissa) stand for: so, integers. */
export const e2m1Doubles = new Int8Array([0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12]);

/*
 * 32 weights in 17 bytes: the microscaling format MXFP4 of the Open Compute Project.
 *
 *   0     1                  17
 *   +-----+------------------+
 *   | e   | qs[16]           |   byte j holds weight j (low nibble) and weight j + 16 (high nibble)
 *   +-----+------------------+
 *
 *   w = 2^(e - 127) · E2M1(q) = 2^(e - 128) · e2m1Doubles[q]
 */
export const mxfp4: QuantType<'MXFP4'> = {
  name: 'MXFP4',
  id: 39,
  blockSize: 32,
  typeSize: 17,
  vecDotType: 'q8_0',

  dequantizeInto(out, blocks) {
    for (let i = 0, at = 0; i < out.length; i += 32, at += 17) {
      const d = 2 ** (blocks[at]! - 128);
      for (let j = 0; j < 16; j++) {
        const q = blocks[at + 1 + j]!;
        out[i + j] = d * e2m1Doubles[q & 15]!;
        out[i + j + 16] = d * e2m1Doubles[q >> 4]!;
      }
    }
  },
};
