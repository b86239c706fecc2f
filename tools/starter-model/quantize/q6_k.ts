import { f16ToF32, f32ToF16 } from '../../../src/base/half.ts';
import { clamp, nearestInt } from './nearest.ts';
import type { Quantizer } from './quantizer.ts';

/** Below it a sub-block counts as zero (ggml's GROUP_MAX_EPS). */
const TINY = 1e-15;

/** Steps of a tenth around the scale that maps the largest weight on -32. */
const SEARCH = 9;

/** Layout: src/quant/q6_k.ts. Search and rounding as ggml's `quantize_row_q6_K_ref`. */
export const quantizeQ6_K: Quantizer = (weights, out) => {
  const scales = new Float32Array(16);
  const q = new Uint8Array(256);
  for (let i = 0, at = 0; i < weights.length; i += 256, at += 210) {
    const block = weights.subarray(i, i + 256);
    out.fill(0, at, at + 210);
    let largest = 0;
    for (let s = 0; s < 16; s++) {
      scales[s] = symmetricScale(block.subarray(16 * s, 16 * s + 16), 32);
      if (Math.abs(scales[s]!) > Math.abs(largest)) largest = scales[s]!;
    }
    if (Math.abs(largest) < TINY) continue;

    const half = f32ToF16(-largest / 128);
    const d = f16ToF32(half);
    out[at + 208] = half & 255;
    out[at + 209] = half >> 8;
    for (let s = 0; s < 16; s++) {
      const scale = Math.min(127, nearestInt((-128 / largest) * scales[s]!));
      out[at + 192 + s] = scale;
      for (let j = 16 * s; j < 16 * s + 16; j++) {
        q[j] = scale === 0 ? 32 : clamp(nearestInt(block[j]! / (d * scale)), -32, 31) + 32;
      }
    }
    pack(q, out, at);
  }
};

/** Low four bits to ql, two weights a byte; high two bits to qh, four weights a byte. */
function pack(q: Uint8Array, out: Uint8Array, at: number): void {
  for (let half = 0; half < 2; half++) {
    for (let j = 0; j < 32; j++) {
      const quarter = (k: number): number => q[128 * half + 32 * k + j]!;
      out[at + 64 * half + j] = (quarter(0) & 15) | ((quarter(2) & 15) << 4);
      out[at + 64 * half + 32 + j] = (quarter(1) & 15) | ((quarter(3) & 15) << 4);
      out[at + 128 + 32 * half + j] =
        (quarter(0) >> 4) | ((quarter(1) >> 4) << 2) | ((quarter(2) >> 4) << 4) | ((quarter(3) >> 4) << 6);
    }
  }
}

/**
 * The scale with which integers of [-max, max) come nearest to the weights, where large weights count by their square
 * (ggml's `make_qx_quants` with `rmse_type` 1).
 */
function symmetricScale(weights: Float32Array, max: number): number {
  let largest = 0;
  for (const weight of weights) if (Math.abs(weight) > Math.abs(largest)) largest = weight;
  if (Math.abs(largest) < TINY) return 0;
  let best = 0;
  let scale = 0;
  // The plain scale first: another one has to be better.
  for (const step of [0, ...Array.from({ length: 2 * SEARCH + 1 }, (_, k) => k - SEARCH)]) {
    const inverse = -(max + 0.1 * step) / largest;
    let sumXl = 0;
    let sumL2 = 0;
    for (const x of weights) {
      const l = clamp(nearestInt(inverse * x), -max, max - 1);
      sumXl += x * x * x * l;
      sumL2 += x * x * l * l;
    }
    if (sumL2 > 0 && sumXl * sumXl > best * sumL2) {
      scale = sumXl / sumL2;
      best = scale * sumXl;
    }
  }
  return scale;
}
