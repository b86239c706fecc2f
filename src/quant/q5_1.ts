import { readBits32, readF16 } from './bytes.ts';
import type { QuantType } from './type.ts';

/*
 * 32 weights in 24 bytes.
 *
 *   0     2     4      8                  24
 *   +-----+-----+------+------------------+
 *   | d   | m   | qh   | qs[16]           |   d, m: f16; qs as in Q4_1; bit j of the u32 qh is the fifth bit of weight j
 *   +-----+-----+------+------------------+
 *
 *   w = d · q + m
 */
export const q5_1: QuantType<'Q5_1'> = {
  name: 'Q5_1',
  id: 7,
  blockSize: 32,
  typeSize: 24,
  vecDotType: 'q8_1',

  dequantizeInto(out, blocks) {
    for (let i = 0, at = 0; i < out.length; i += 32, at += 24) {
      const d = readF16(blocks, at);
      const m = readF16(blocks, at + 2);
      const qh = readBits32(blocks, at + 4);
      for (let j = 0; j < 16; j++) {
        const q = blocks[at + 8 + j]!;
        out[i + j] = d * ((q & 15) | (((qh >> j) & 1) << 4)) + m;
        out[i + j + 16] = d * ((q >> 4) | (((qh >> (j + 16)) & 1) << 4)) + m;
      }
    }
  },
};
