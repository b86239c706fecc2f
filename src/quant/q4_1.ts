import { readF16 } from './bytes.ts';
import type { QuantType } from './type.ts';

/*
 * 32 weights in 20 bytes.
 *
 *   0     2     4                  20
 *   +-----+-----+------------------+
 *   | d   | m   | qs[16]           |   d, m: f16; byte j holds weight j (low nibble) and weight j + 16 (high nibble)
 *   +-----+-----+------------------+
 *
 *   w = d · q + m
 */
export const q4_1: QuantType<'Q4_1'> = {
  name: 'Q4_1',
  id: 3,
  blockSize: 32,
  typeSize: 20,
  vecDotType: 'q8_1',

  dequantizeInto(out, blocks) {
    for (let i = 0, at = 0; i < out.length; i += 32, at += 20) {
      const d = readF16(blocks, at);
      const m = readF16(blocks, at + 2);
      for (let j = 0; j < 16; j++) {
        const q = blocks[at + 4 + j]!;
        out[i + j] = d * (q & 15) + m;
        out[i + j + 16] = d * (q >> 4) + m;
      }
    }
  },
};
