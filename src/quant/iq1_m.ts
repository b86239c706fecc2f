import { f16ToF32 } from '../base/half.ts';
import { readU16 } from './bytes.ts';
import { iq1sGrid } from './codebooks/iq1s.ts';
import { IQ1_DELTA } from './iq1_s.ts';
import type { QuantType } from './type.ts';

/*
 * 256 weights in 56 bytes: 16 sub-blocks of 16, each two groups of eight.
 *
 *   0                32          48          56
 *   +----------------+-----------+-----------+
 *   | qs[32]         | qh[16]    | scales[4] |
 *   +----------------+-----------+-----------+
 *
 *   entry of the codebook that gives the values of group g: its low eight bits are qs[g],
 *           its high three bits are the low three of a nibble of qh[g / 2] (low nibble for even g);
 *           the nibble's top bit makes the group's delta negative
 *   scales: four u16; bits 3·(s mod 4) … + 2 of scales[s / 4] are the scale of sub-block s,
 *           bits 12 … 15 of scales[n] are bits 4n … 4n + 3 of d, an f16
 *
 *   w = d · (2 · scale + 1) · (value ± 1/8)
 */
export const iq1_m: QuantType<'IQ1_M'> = {
  name: 'IQ1_M',
  id: 29,
  blockSize: 256,
  typeSize: 56,
  vecDotType: 'q8_K',
  codebook: iq1sGrid,

  dequantizeInto(out, blocks) {
    const grid = iq1sGrid();
    for (let i = 0, at = 0; i < out.length; i += 256, at += 56) {
      const d = scatteredScale(blocks, at + 48);
      for (let g = 0; g < 32; g++) {
        const s = g >> 1;
        const scales = readU16(blocks, at + 48 + 2 * (s >> 2)) >> (3 * (s & 3));
        const scale = d * (2 * (scales & 7) + 1);
        const nibble = blocks[at + 32 + s]! >> (4 * (g & 1));
        const delta = nibble & 8 ? -IQ1_DELTA : IQ1_DELTA;
        const entry = 8 * (blocks[at + g]! | ((nibble & 7) << 8));
        for (let j = 0; j < 8; j++) out[i + 8 * g + j] = scale * (grid[entry + j]! + delta);
      }
    }
  },
};

function scatteredScale(blocks: Uint8Array, scales: number): number {
  let bits = 0;
  for (let n = 0; n < 4; n++) bits |= (readU16(blocks, scales + 2 * n) >> 12) << (4 * n);
  return f16ToF32(bits);
}
