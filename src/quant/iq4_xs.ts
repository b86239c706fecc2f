import { readF16, readU16 } from './bytes.ts';
import { iq4Values } from './iq4_nl.ts';
import type { QuantType } from './type.ts';

/*
 * 256 weights in 136 bytes: 8 sub-blocks of 32.
 *
 *   0     2          4             8                                         136
 *   +-----+----------+-------------+-----------------------------------------+
 *   | d   | scales_h | scales_l[4] | qs[128]                                 |
 *   +-----+----------+-------------+-----------------------------------------+
 *
 *   d: f16
 *   scales: eight six-bit numbers: scale s has its low four bits in a nibble of scales_l[s / 2] (low nibble for even s),
 *           its high two bits in bits 2s, 2s+1 of the u16 scales_h
 *   qs: 16 bytes a sub-block, laid out as in IQ4_NL
 *
 *   w = d · (scale - 32) · iq4Values[q]
 */
export const iq4_xs: QuantType<'IQ4_XS'> = {
  name: 'IQ4_XS',
  id: 23,
  blockSize: 256,
  typeSize: 136,
  vecDotType: 'q8_K',

  dequantizeInto(out, blocks) {
    for (let i = 0, at = 0; i < out.length; i += 256, at += 136) {
      const d = readF16(blocks, at);
      const scalesHigh = readU16(blocks, at + 2);
      for (let s = 0; s < 8; s++) {
        const low = (blocks[at + 4 + (s >> 1)]! >> (4 * (s & 1))) & 15;
        const high = (scalesHigh >> (2 * s)) & 3;
        const scale = d * ((low | (high << 4)) - 32);
        const qs = at + 8 + 16 * s;
        for (let j = 0; j < 16; j++) {
          const q = blocks[qs + j]!;
          out[i + 32 * s + j] = scale * iq4Values[q & 15]!;
          out[i + 32 * s + j + 16] = scale * iq4Values[q >> 4]!;
        }
      }
    }
  },
};
