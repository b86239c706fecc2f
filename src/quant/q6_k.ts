import { readF16, readI8 } from './bytes.ts';
import type { QuantType } from './type.ts';

/*
 * 256 weights in 210 bytes: 16 sub-blocks of 16.
 *
 *   0                              128             192          208   210
 *   +------------------------------+---------------+------------+-----+
 *   | ql[128]                      | qh[64]        | scales[16] | d   |
 *   +------------------------------+---------------+------------+-----+
 *
 *   Each half of 128 weights has 64 bytes of ql, 32 of qh, 8 scales. In a half, with quarter k of 32 weights:
 *   ql: bytes 0 … 31 hold quarter 0 (low nibble) and quarter 2 (high nibble), bytes 32 … 63 quarters 1 and 3
 *   qh: bits 2k, 2k+1 of byte j are the high bits of weight j of quarter k
 *   scales: i8, for 16 weights each;  d: f16
 *
 *   w = d · scale · (q - 32)
 */
export const q6_K: QuantType<'Q6_K'> = {
  name: 'Q6_K',
  id: 14,
  blockSize: 256,
  typeSize: 210,
  vecDotType: 'q8_K',

  dequantizeInto(out, blocks) {
    for (let i = 0, at = 0; i < out.length; i += 256, at += 210) {
      const d = readF16(blocks, at + 208);
      for (let s = 0; s < 16; s++) {
        const scale = d * readI8(blocks, at + 192 + s);
        const half = s >> 3;
        const quarter = (s >> 1) & 3;
        const first = 16 * (s & 1); // of the sub-block, in its quarter
        const ql = at + 64 * half + 32 * (quarter & 1) + first;
        const qh = at + 128 + 32 * half + first;
        const lowShift = 4 * (quarter >> 1);
        const highShift = 2 * quarter;
        for (let j = 0; j < 16; j++) {
          const low = (blocks[ql + j]! >> lowShift) & 15;
          const high = (blocks[qh + j]! >> highShift) & 3;
          out[i + 16 * s + j] = scale * ((low | (high << 4)) - 32);
        }
      }
    }
  },
};
