import { f32ToF16 } from '../../../src/base/half.ts';
import type { Quantizer } from './quantizer.ts';

/** Layout: src/quant/q8_0.ts. The largest weight becomes 127; others are rounded with halves away from zero. */
export const quantizeQ8_0: Quantizer = (weights, out) => {
  for (let i = 0, at = 0; i < weights.length; i += 32, at += 34) {
    let largest = 0;
    for (let j = 0; j < 32; j++) largest = Math.max(largest, Math.abs(weights[i + j]!));
    const d = Math.fround(largest / 127);
    const inverse = d === 0 ? 0 : Math.fround(1 / d);
    const half = f32ToF16(d);
    out[at] = half & 255;
    out[at + 1] = half >> 8;
    for (let j = 0; j < 32; j++) {
      const scaled = Math.fround(weights[i + j]! * inverse);
      out[at + 2 + j] = Math.sign(scaled) * Math.floor(Math.abs(scaled) + 0.5);
    }
  }
};
