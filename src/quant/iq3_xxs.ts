import { readBits32, readF16 } from './bytes.ts';
import { iq3xxsGrid } from './codebooks/iq3xxs.ts';
import { evenSigns, writeSigned } from './signs.ts';
import type { QuantType } from './type.ts';

/*
 * 256 weights in 98 bytes: 8 sub-blocks of 32.
 *
 *   0     2                    66                  98
 *   +-----+--------------------+-------------------+
 *   | d   | qs[64]             | signsAndScales[8] |
 *   +-----+--------------------+-------------------+
 *
 *   d: f16
 *   qs[q]: which entry of the codebook gives the magnitudes of weights 4q … 4q + 3
 *   signsAndScales[s]: a u32; bits 7g … 7g + 6 are the signs of weights 8g … 8g + 7 of sub-block s, see signs.ts;
 *           bits 28 … 31 its scale
 *
 *   w = d · (2 · scale + 1) / 4 · ±magnitude
 */
export const iq3_xxs: QuantType<'IQ3_XXS'> = {
  name: 'IQ3_XXS',
  id: 18,
  blockSize: 256,
  typeSize: 98,
  vecDotType: 'q8_K',
  codebook: iq3xxsGrid,

  dequantizeInto(out, blocks) {
    const grid = iq3xxsGrid();
    for (let i = 0, at = 0; i < out.length; i += 256, at += 98) {
      const d = readF16(blocks, at);
      for (let s = 0; s < 8; s++) {
        const word = readBits32(blocks, at + 66 + 4 * s);
        const scale = (d * (2 * (word >>> 28) + 1)) / 4;
        for (let q = 0; q < 8; q++) {
          const signs = evenSigns((word >> (7 * (q >> 1))) & 127) >> (4 * (q & 1));
          writeSigned(out, i + 32 * s + 4 * q, 4, scale, grid, 4 * blocks[at + 2 + 8 * s + q]!, signs);
        }
      }
    }
  },
};
