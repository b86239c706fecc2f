import { readF16 } from './bytes.ts';
import type { QuantType } from './type.ts';

/*
 * 256 weights in 66 bytes.
 *
 *   0                                        64    66
 *   +----------------------------------------+-----+
 *   | qs[64]                                 | d   |   qs: two bits a weight, laid out as in Q2_K;  d: f16
 *   +----------------------------------------+-----+
 *
 *   w = d · (q - 1)
 */
export const tq2_0: QuantType<'TQ2_0'> = {
  name: 'TQ2_0',
  id: 35,
  blockSize: 256,
  typeSize: 66,
  vecDotType: 'q8_K',

  dequantizeInto(out, blocks) {
    for (let i = 0, at = 0; i < out.length; i += 256, at += 66) {
      const d = readF16(blocks, at + 64);
      for (let j = 0; j < 256; j++) {
        const q = (blocks[at + 32 * (j >> 7) + (j & 31)]! >> (2 * ((j >> 5) & 3))) & 3;
        out[i + j] = d * (q - 1);
      }
    }
  },
};
