import { readF16, readI8 } from './bytes.ts';
import type { QuantType } from './type.ts';

/*
 * 32 weights in 34 bytes.
 *
 *   0     2                                  34
 *   +-----+----------------------------------+
 *   | d   | qs[32]                           |   d: f16; qs: i8
 *   +-----+----------------------------------+
 *
 *   w = d · q
 */
export const q8_0: QuantType<'Q8_0'> = {
  name: 'Q8_0',
  id: 8,
  blockSize: 32,
  typeSize: 34,
  vecDotType: 'q8_0',

  dequantizeInto(out, blocks) {
    for (let i = 0, at = 0; i < out.length; i += 32, at += 34) {
      const d = readF16(blocks, at);
      for (let j = 0; j < 32; j++) out[i + j] = d * readI8(blocks, at + 2 + j);
    }
  },
};
