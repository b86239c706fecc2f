import { readF16 } from './bytes.ts';
import { iq2sGrid } from './codebooks/iq2s.ts';
import { writeSigned } from './signs.ts';
import type { QuantType } from './type.ts';

/*
 * 256 weights in 82 bytes: 16 sub-blocks of 16, each two groups of eight.
 *
 *   0     2                34               66      74          82
 *   +-----+----------------+----------------+-------+-----------+
 *   | d   | qs[32]         | signs[32]      | qh[8] | scales[8] |
 *   +-----+----------------+----------------+-------+-----------+
 *
 *   d: f16
 *   entry of the codebook that gives the magnitudes of group g: its low eight bits are qs[g],
 *           its high two bits are bits 2·(g mod 4), 2·(g mod 4)+1 of qh[g / 4]
 *   signs[g]: bit j negates weight j of group g
 *   scales: four bits a sub-block, that of s in a nibble of byte s / 2 (low nibble for even s)
 *
 *   w = d · (2 · scale + 1) / 8 · ±magnitude
 */
export const iq2_s: QuantType<'IQ2_S'> = {
  name: 'IQ2_S',
  id: 22,
  blockSize: 256,
  typeSize: 82,
  vecDotType: 'q8_K',
  codebook: iq2sGrid,

  dequantizeInto(out, blocks) {
    const grid = iq2sGrid();
    for (let i = 0, at = 0; i < out.length; i += 256, at += 82) {
      const d = readF16(blocks, at);
      for (let g = 0; g < 32; g++) {
        const scale = (blocks[at + 74 + (g >> 2)]! >> (4 * ((g >> 1) & 1))) & 15;
        const high = (blocks[at + 66 + (g >> 2)]! >> (2 * (g & 3))) & 3;
        const entry = blocks[at + 2 + g]! | (high << 8);
        writeSigned(out, i + 8 * g, 8, (d * (2 * scale + 1)) / 8, grid, 8 * entry, blocks[at + 34 + g]!);
      }
    }
  },
};
