import type { QuantType } from './type.ts';

// A block is one little-endian IEEE 754 binary32.
export const f32: QuantType<'F32'> = {
  name: 'F32',
  id: 0,
  blockSize: 1,
  typeSize: 4,
  vecDotType: 'f32',

  dequantizeInto(out, blocks) {
    const view = new DataView(blocks.buffer, blocks.byteOffset, blocks.byteLength);
    for (let i = 0; i < out.length; i++) out[i] = view.getFloat32(4 * i, true);
  },
};
