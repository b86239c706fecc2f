import { readF16 } from './bytes.ts';
import type { QuantType } from './type.ts';

/*
 * 256 weights in 110 bytes: 16 sub-blocks of 16.
 *
 *   0           32                               96           108   110
 *   +-----------+--------------------------------+------------+-----+
 *   | hmask[32] | qs[64]                         | scales[12] | d   |
 *   +-----------+--------------------------------+------------+-----+
 *
 *   qs: the low two bits, laid out as in Q2_K
 *   hmask: bit k of byte j is the third bit of weight 32k + j; a *clear* bit subtracts 4
 *   scales: 16 six-bit numbers: scale s has its low four bits in a nibble of byte s mod 8 (low nibble for s < 8),
 *           its high two bits in bits 2·(s/4), 2·(s/4)+1 of byte 8 + s mod 4
 *   d: f16
 *
 *   w = d · (scale - 32) · (q - 4)
 */
export const q3_K: QuantType<'Q3_K'> = {
  name: 'Q3_K',
  id: 11,
  blockSize: 256,
  typeSize: 110,
  vecDotType: 'q8_K',

  dequantizeInto(out, blocks) {
    for (let i = 0, at = 0; i < out.length; i += 256, at += 110) {
      const d = readF16(blocks, at + 108);
      for (let s = 0; s < 16; s++) {
        const scale = d * (scaleOf(blocks, at + 96, s) - 32);
        const half = 16 * (s & 1);
        const qs = at + 32 + 32 * (s >> 3) + half;
        const shift = s & 6;
        const high = s >> 1;
        for (let j = 0; j < 16; j++) {
          const low = (blocks[qs + j]! >> shift) & 3;
          const third = (blocks[at + half + j]! >> high) & 1;
          out[i + 16 * s + j] = scale * ((low | (third << 2)) - 4);
        }
      }
    }
  },
};

function scaleOf(blocks: Uint8Array, scales: number, s: number): number {
  const low = (blocks[scales + (s & 7)]! >> (s < 8 ? 0 : 4)) & 15;
  const high = (blocks[scales + 8 + (s & 3)]! >> (2 * (s >> 2))) & 3;
  return low | (high << 4);
}
