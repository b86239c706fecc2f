import { readF16 } from './bytes.ts';
import type { QuantType } from './type.ts';

/*
 * 128 weights in 18 bytes.
 *
 *   0     2                  18
 *   +-----+------------------+
 *   | d   | qs[16]           |   d: f16; bit k of byte j is weight 8j + k
 *   +-----+------------------+
 *
 *   w = d if the bit is set, else -d
 */
export const q1_0: QuantType<'Q1_0'> = {
  name: 'Q1_0',
  id: 41,
  blockSize: 128,
  typeSize: 18,
  vecDotType: 'q8_0',

  dequantizeInto(out, blocks) {
    for (let i = 0, at = 0; i < out.length; i += 128, at += 18) {
      const d = readF16(blocks, at);
      for (let j = 0; j < 128; j++) out[i + j] = (blocks[at + 2 + (j >> 3)]! >> (j & 7)) & 1 ? d : -d;
    }
  },
};
