import { bf16ToF32 } from '../base/half.ts';
import { readU16 } from './bytes.ts';
import type { QuantType } from './type.ts';

// A block is one little-endian bfloat16: the upper half of a binary32.
export const bf16: QuantType<'BF16'> = {
  name: 'BF16',
  id: 30,
  blockSize: 1,
  typeSize: 2,
  vecDotType: 'bf16',

  dequantizeInto(out, blocks) {
    for (let i = 0; i < out.length; i++) out[i] = bf16ToF32(readU16(blocks, 2 * i));
  },
};
