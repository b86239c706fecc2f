import { readF16, readU16 } from './bytes.ts';
import { iq1sGrid } from './codebooks/iq1s.ts';
import type { QuantType } from './type.ts';

/** How far the values -1, 0, 1 of IQ1_S and IQ1_M are shifted, up or down. */
export const IQ1_DELTA = 0.125;

/*
 * 256 weights in 50 bytes: 8 sub-blocks of 32, each four groups of eight.
 *
 *   0     2                34              50
 *   +-----+----------------+---------------+
 *   | d   | qs[32]         | qh[8]         |
 *   +-----+----------------+---------------+
 *
 *   d: f16
 *   entry of the codebook that gives the values of group g of sub-block s: its low eight bits are qs[4s + g],
 *           its high three bits are bits 3g … 3g + 2 of the u16 qh[s]
 *   qh[s]: bits 12 … 14 are the scale of sub-block s; bit 15 makes its delta negative
 *
 *   w = d · (2 · scale + 1) · (value ± 1/8)
 */
export const iq1_s: QuantType<'IQ1_S'> = {
  name: 'IQ1_S',
  id: 19,
  blockSize: 256,
  typeSize: 50,
  vecDotType: 'q8_K',
  codebook: iq1sGrid,

  dequantizeInto(out, blocks) {
    const grid = iq1sGrid();
    for (let i = 0, at = 0; i < out.length; i += 256, at += 50) {
      const d = readF16(blocks, at);
      for (let s = 0; s < 8; s++) {
        const qh = readU16(blocks, at + 34 + 2 * s);
        const scale = d * (2 * ((qh >> 12) & 7) + 1);
        const delta = qh & 0x8000 ? -IQ1_DELTA : IQ1_DELTA;
        for (let g = 0; g < 4; g++) {
          const entry = 8 * (blocks[at + 2 + 4 * s + g]! | (((qh >> (3 * g)) & 7) << 8));
          for (let j = 0; j < 8; j++) out[i + 32 * s + 8 * g + j] = scale * (grid[entry + j]! + delta);
        }
      }
    }
  },
};
