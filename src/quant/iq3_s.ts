import { readF16 } from './bytes.ts';
import { iq3sGrid } from './codebooks/iq3s.ts';
import { writeSigned } from './signs.ts';
import type { QuantType } from './type.ts';

/*
 * 256 weights in 110 bytes: 8 sub-blocks of 32.
 *
 *   0     2                    66      74               106         110
 *   +-----+--------------------+-------+----------------+-----------+
 *   | d   | qs[64]             | qh[8] | signs[32]      | scales[4] |
 *   +-----+--------------------+-------+----------------+-----------+
 *
 *   d: f16
 *   entry of the codebook that gives the magnitudes of weights 4q … 4q + 3: its low eight bits are qs[q],
 *           its ninth is bit q mod 8 of qh[q / 8]
 *   signs[g]: bit j negates weight 8g + j
 *   scales: four bits a sub-block, that of s in a nibble of byte s / 2 (low nibble for even s)
 *
 *   w = d · (2 · scale + 1) · ±magnitude
 */
export const iq3_s: QuantType<'IQ3_S'> = {
  name: 'IQ3_S',
  id: 21,
  blockSize: 256,
  typeSize: 110,
  vecDotType: 'q8_K',
  codebook: iq3sGrid,

  dequantizeInto(out, blocks) {
    const grid = iq3sGrid();
    for (let i = 0, at = 0; i < out.length; i += 256, at += 110) {
      const d = readF16(blocks, at);
      for (let q = 0; q < 64; q++) {
        const scale = (blocks[at + 106 + (q >> 4)]! >> (4 * ((q >> 3) & 1))) & 15;
        const ninth = (blocks[at + 66 + (q >> 3)]! >> (q & 7)) & 1;
        const entry = blocks[at + 2 + q]! | (ninth << 8);
        const signs = blocks[at + 74 + (q >> 1)]! >> (4 * (q & 1));
        writeSigned(out, i + 4 * q, 4, d * (2 * scale + 1), grid, 4 * entry, signs);
      }
    }
  },
};
