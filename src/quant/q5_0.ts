import { readBits32, readF16 } from './bytes.ts';
import type { QuantType } from './type.ts';

/*
 * 32 weights in 22 bytes.
 *
 *   0     2      6                  22
 *   +-----+------+------------------+
 *   | d   | qh   | qs[16]           |   d: f16; qs as in Q4_0; bit j of the u32 qh is the fifth bit of weight j
 *   +-----+------+------------------+
 *
 *   w = d · (q - 16)
 */
export const q5_0: QuantType<'Q5_0'> = {
  name: 'Q5_0',
  id: 6,
  blockSize: 32,
  typeSize: 22,
  vecDotType: 'q8_0',

  dequantizeInto(out, blocks) {
    for (let i = 0, at = 0; i < out.length; i += 32, at += 22) {
      const d = readF16(blocks, at);
      const qh = readBits32(blocks, at + 2);
      for (let j = 0; j < 16; j++) {
        const q = blocks[at + 6 + j]!;
        out[i + j] = d * (((q & 15) | (((qh >> j) & 1) << 4)) - 16);
        out[i + j + 16] = d * (((q >> 4) | (((qh >> (j + 16)) & 1) << 4)) - 16);
      }
    }
  },
};
