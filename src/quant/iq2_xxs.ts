import { readBits32, readF16 } from './bytes.ts';
import { iq2xxsGrid } from './codebooks/iq2xxs.ts';
import { evenSigns, writeSigned } from './signs.ts';
import type { QuantType } from './type.ts';

/*
 * 256 weights in 66 bytes: 8 sub-blocks of 32, each four groups of eight.
 *
 *   0     2                                  66
 *   +-----+----------------------------------+
 *   | d   | 8 × { qs[4], signs and scale }   |
 *   +-----+----------------------------------+
 *
 *   d: f16
 *   qs[g]: which entry of the codebook gives the magnitudes of group g
 *   signs and scale: a u32; bits 7g … 7g + 6 are the signs of group g, see signs.ts; bits 28 … 31 the scale
 *
 *   w = d · (2 · scale + 1) / 8 · ±magnitude
 */
export const iq2_xxs: QuantType<'IQ2_XXS'> = {
  name: 'IQ2_XXS',
  id: 16,
  blockSize: 256,
  typeSize: 66,
  vecDotType: 'q8_K',
  codebook: iq2xxsGrid,

  dequantizeInto(out, blocks) {
    const grid = iq2xxsGrid();
    for (let i = 0, at = 0; i < out.length; i += 256, at += 66) {
      const d = readF16(blocks, at);
      for (let s = 0; s < 8; s++) {
        const qs = at + 2 + 8 * s;
        const word = readBits32(blocks, qs + 4);
        const scale = (d * (2 * (word >>> 28) + 1)) / 8;
        for (let g = 0; g < 4; g++) {
          const signs = evenSigns((word >> (7 * g)) & 127);
          writeSigned(out, i + 32 * s + 8 * g, 8, scale, grid, 8 * blocks[qs + g]!, signs);
        }
      }
    }
  },
};
