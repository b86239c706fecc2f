import { readF16 } from './bytes.ts';
import { minK4, scaleK4 } from './scalesK4.ts';
import type { QuantType } from './type.ts';

/*
 * 256 weights in 144 bytes: 8 sub-blocks of 32.
 *
 *   0     2      4            16                                        144
 *   +-----+------+------------+-----------------------------------------+
 *   | d   | dmin | scales[12] | qs[128]                                 |
 *   +-----+------+------------+-----------------------------------------+
 *
 *   d, dmin: f16;  scales: 8 scales and 8 minima of six bits, see scalesK4.ts
 *   qs: bytes 32p … 32p + 31 hold sub-block 2p in their low nibbles and sub-block 2p + 1 in their high nibbles
 *
 *   w = d · scale · q - dmin · min
 */
export const q4_K: QuantType<'Q4_K'> = {
  name: 'Q4_K',
  id: 12,
  blockSize: 256,
  typeSize: 144,
  vecDotType: 'q8_K',

  dequantizeInto(out, blocks) {
    for (let i = 0, at = 0; i < out.length; i += 256, at += 144) {
      const d = readF16(blocks, at);
      const dmin = readF16(blocks, at + 2);
      for (let s = 0; s < 8; s++) {
        const scale = d * scaleK4(blocks, at + 4, s);
        const min = dmin * minK4(blocks, at + 4, s);
        const qs = at + 16 + 32 * (s >> 1);
        const shift = 4 * (s & 1);
        for (let j = 0; j < 32; j++) out[i + 32 * s + j] = scale * ((blocks[qs + j]! >> shift) & 15) - min;
      }
    }
  },
};
