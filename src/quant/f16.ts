import { f16ToF32 } from '../base/half.ts';
import { readU16 } from './bytes.ts';
import type { QuantType } from './type.ts';

// A block is one little-endian IEEE 754 binary16.
export const f16: QuantType<'F16'> = {
  name: 'F16',
  id: 1,
  blockSize: 1,
  typeSize: 2,
  vecDotType: 'f16',

  dequantizeInto(out, blocks) {
    for (let i = 0; i < out.length; i++) out[i] = f16ToF32(readU16(blocks, 2 * i));
  },
};
