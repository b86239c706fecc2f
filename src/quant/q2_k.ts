import { readF16 } from './bytes.ts';
import type { QuantType } from './type.ts';

/*
 * 256 weights in 84 bytes: 16 sub-blocks of 16.
 *
 *   0            16                                   80    82    84
 *   +------------+------------------------------------+-----+------+
 *   | scales[16] | qs[64]                             | d   | dmin |
 *   +------------+------------------------------------+-----+------+
 *
 *   scales[s]: low nibble scale, high nibble minimum of sub-block s;  d, dmin: f16
 *   qs: each half of 128 weights has 32 bytes, whose bits 2k, 2k+1 are weights 32k … 32k + 31 of that half
 *
 *   w = d · scale · q - dmin · min
 */
export const q2_K: QuantType<'Q2_K'> = {
  name: 'Q2_K',
  id: 10,
  blockSize: 256,
  typeSize: 84,
  vecDotType: 'q8_K',

  dequantizeInto(out, blocks) {
    for (let i = 0, at = 0; i < out.length; i += 256, at += 84) {
      const d = readF16(blocks, at + 80);
      const dmin = readF16(blocks, at + 82);
      for (let s = 0; s < 16; s++) {
        const scale = d * (blocks[at + s]! & 15);
        const min = dmin * (blocks[at + s]! >> 4);
        const qs = at + 16 + 32 * (s >> 3) + 16 * (s & 1);
        const shift = s & 6;
        for (let j = 0; j < 16; j++) out[i + 16 * s + j] = scale * ((blocks[qs + j]! >> shift) & 3) - min;
      }
    }
  },
};
