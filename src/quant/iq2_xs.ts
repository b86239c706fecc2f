import { readF16, readU16 } from './bytes.ts';
import { iq2xsGrid } from './codebooks/iq2xs.ts';
import { evenSigns, writeSigned } from './signs.ts';
import type { QuantType } from './type.ts';

/*
 * 256 weights in 74 bytes: 16 sub-blocks of 16, each two groups of eight.
 *
 *   0     2                                  66          74
 *   +-----+----------------------------------+-----------+
 *   | d   | qs[32]                           | scales[8] |
 *   +-----+----------------------------------+-----------+
 *
 *   d: f16
 *   qs[g]: a u16; bits 0 … 8 are the entry of the codebook that gives the magnitudes of group g,
 *          bits 9 … 15 its signs, see signs.ts
 *   scales: four bits a sub-block, that of s in a nibble of byte s / 2 (low nibble for even s)
 *
 *   w = d · (2 · scale + 1) / 8 · ±magnitude
 */
export const iq2_xs: QuantType<'IQ2_XS'> = {
  name: 'IQ2_XS',
  id: 17,
  blockSize: 256,
  typeSize: 74,
  vecDotType: 'q8_K',
  codebook: iq2xsGrid,

  dequantizeInto(out, blocks) {
    const grid = iq2xsGrid();
    for (let i = 0, at = 0; i < out.length; i += 256, at += 74) {
      const d = readF16(blocks, at);
      for (let g = 0; g < 32; g++) {
        const scale = (blocks[at + 66 + (g >> 2)]! >> (4 * ((g >> 1) & 1))) & 15;
        const q = readU16(blocks, at + 2 + 2 * g);
        writeSigned(out, i + 8 * g, 8, (d * (2 * scale + 1)) / 8, grid, 8 * (q & 511), evenSigns(q >> 9));
      }
    }
  },
};
