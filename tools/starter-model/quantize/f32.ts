import type { Quantizer } from './quantizer.ts';

export const quantizeF32: Quantizer = (weights, out) => {
  const view = new DataView(out.buffer, out.byteOffset, out.byteLength);
  weights.forEach((weight, i) => {
    view.setFloat32(4 * i, weight, true);
  });
};
