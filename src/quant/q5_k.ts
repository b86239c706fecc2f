import { readF16 } from './bytes.ts';
import { minK4, scaleK4 } from './scalesK4.ts';
import type { QuantType } from './type.ts';

/*
 * 256 weights in 176 bytes: 8 sub-blocks of 32.
 *
 *   0     2      4            16          48                                        176
 *   +-----+------+------------+-----------+-----------------------------------------+
 *   | d   | dmin | scales[12] | qh[32]    | qs[128]                                 |
 *   +-----+------+------------+-----------+-----------------------------------------+
 *
 *   d, dmin, scales, qs: as in Q4_K
 *   qh: bit s of byte j is the fifth bit of weight j of sub-block s
 *
 *   w = d · scale · q - dmin · min
 */
export const q5_K: QuantType<'Q5_K'> = {
  name: 'Q5_K',
  id: 13,
  blockSize: 256,
  typeSize: 176,
  vecDotType: 'q8_K',

  dequantizeInto(out, blocks) {
    for (let i = 0, at = 0; i < out.length; i += 256, at += 176) {
      const d = readF16(blocks, at);
      const dmin = readF16(blocks, at + 2);
      for (let s = 0; s < 8; s++) {
        const scale = d * scaleK4(blocks, at + 4, s);
        const min = dmin * minK4(blocks, at + 4, s);
        const qs = at + 48 + 32 * (s >> 1);
        const shift = 4 * (s & 1);
        for (let j = 0; j < 32; j++) {
          const low = (blocks[qs + j]! >> shift) & 15;
          const fifth = (blocks[at + 16 + j]! >> s) & 1;
          out[i + 32 * s + j] = scale * (low | (fifth << 4)) - min;
        }
      }
    }
  },
};
