import { readF16 } from './bytes.ts';
import type { QuantType } from './type.ts';

/*
 * 64 weights in 18 bytes.
 *
 *   0     2                  18
 *   +-----+------------------+
 *   | d   | qs[16]           |   d: f16; bits 2k, 2k+1 of byte j are weight 4j + k
 *   +-----+------------------+
 *
 *   w = d · (q - 1)
 */
export const q2_0: QuantType<'Q2_0'> = {
  name: 'Q2_0',
  id: 42,
  blockSize: 64,
  typeSize: 18,
  vecDotType: 'q8_0',

  dequantizeInto(out, blocks) {
    for (let i = 0, at = 0; i < out.length; i += 64, at += 18) {
      const d = readF16(blocks, at);
      for (let j = 0; j < 64; j++) out[i + j] = d * (((blocks[at + 2 + (j >> 2)]! >> (2 * (j & 3))) & 3) - 1);
    }
  },
};
