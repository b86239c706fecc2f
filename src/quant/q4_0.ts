import { readF16 } from './bytes.ts';
import type { QuantType } from './type.ts';

/*
 * 32 weights in 18 bytes.
 *
 *   0     2                  18
 *   +-----+------------------+
 *   | d   | qs[16]           |   d: f16; byte j holds weight j (low nibble) and weight j + 16 (high nibble)
 *   +-----+------------------+
 *
 *   w = d · (q - 8)
 */
export const q4_0: QuantType<'Q4_0'> = {
  name: 'Q4_0',
  id: 2,
  blockSize: 32,
  typeSize: 18,
  vecDotType: 'q8_0',

  dequantizeInto(out, blocks) {
    for (let i = 0, at = 0; i < out.length; i += 32, at += 18) {
      const d = readF16(blocks, at);
      for (let j = 0; j < 16; j++) {
        const q = blocks[at + 2 + j]!;
        out[i + j] = d * ((q & 15) - 8);
        out[i + j + 16] = d * ((q >> 4) - 8);
      }
    }
  },
};
