import { readF16 } from './bytes.ts';
import type { QuantType } from './type.ts';

/** What the sixteen codes of IQ4_NL and IQ4_XS stand for: denser near zero, as weights are. */
export const iq4Values = new Int8Array([
  -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113,
]);

/*
 * 32 weights in 18 bytes.
 *
 *   0     2                  18
 *   +-----+------------------+
 *   | d   | qs[16]           |   d: f16; byte j holds weight j (low nibble) and weight j + 16 (high nibble)
 *   +-----+------------------+
 *
 *   w = d · iq4Values[q]
 */
export const iq4_nl: QuantType<'IQ4_NL'> = {
  name: 'IQ4_NL',
  id: 20,
  blockSize: 32,
  typeSize: 18,
  vecDotType: 'q8_0',

  dequantizeInto(out, blocks) {
    for (let i = 0, at = 0; i < out.length; i += 32, at += 18) {
      const d = readF16(blocks, at);
      for (let j = 0; j < 16; j++) {
        const q = blocks[at + 2 + j]!;
        out[i + j] = d * iq4Values[q & 15]!;
        out[i + j + 16] = d * iq4Values[q >> 4]!;
      }
    }
  },
};
