import { e2m1Doubles } from './mxfp4.ts';
import type { QuantType } from './type.ts';

/*
 * 64 weights in 36 bytes: 4 sub-blocks of 16, as NVIDIA's NVFP4. What that format multiplies a whole tensor with is a
 * tensor of its own in the file, and no matter of the block.
 *
 *   0       4                                36
 *   +-------+--------------------------------+
 *   | d[4]  | qs[32]                         |
 *   +-------+--------------------------------+
 *
 *   d[s]: scale of sub-block s, a UE4M3 number: bits 3 … 6 exponent (bias 7), bits 0 … 2 mantissa; no sign
 *   qs: 8 bytes a sub-block; byte j holds its weight j (low nibble) and weight j + 8 (high nibble)
 *
 *   w = UE4M3(d) · E2M1(q) = UE4M3(d) / 2 · e2m1Doubles[q]
 */
export const nvfp4: QuantType<'NVFP4'> = {
  name: 'NVFP4',
  id: 40,
  blockSize: 64,
  typeSize: 36,
  vecDotType: 'q8_0',

  dequantizeInto(out, blocks) {
    for (let i = 0, at = 0; i < out.length; i += 64, at += 36) {
      for (let s = 0; s < 4; s++) {
        const d = halfOfUe4m3(blocks[at + s]!);
        const qs = at + 4 + 8 * s;
        for (let j = 0; j < 8; j++) {
          const q = blocks[qs + j]!;
          out[i + 16 * s + j] = d * e2m1Doubles[q & 15]!;
          out[i + 16 * s + j + 8] = d * e2m1Doubles[q >> 4]!;
        }
      }
    }
  },
};

/** Half of what the byte stands for; the NaN of the format counts as zero, as in ggml. */
function halfOfUe4m3(byte: number): number {
  if (byte === 0x7f) return 0;
  const exponent = (byte >> 3) & 15;
  const mantissa = byte & 7;
  return exponent === 0 ? mantissa * 2 ** -10 : (8 + mantissa) * 2 ** (exponent - 11);
}
