import { f16ToF32, f32ToF16 } from '../../../src/base/half.ts';
import { clamp, nearestInt } from './nearest.ts';
import type { Quantizer } from './quantizer.ts';

/** Steps of a tenth, from -1 on, that the range of a sub-block is stretched by. */
const SEARCH = 20;

/** Layout: src/quant/q4_k.ts. Search and rounding as ggml's `quantize_row_q4_K_ref`. */
export const quantizeQ4_K: Quantizer = (weights, out) => {
  for (let i = 0, at = 0; i < weights.length; i += 256, at += 144) {
    const block = weights.subarray(i, i + 256);
    out.fill(0, at, at + 144);
    const fits = Array.from({ length: 8 }, (_, s) => fit(block.subarray(32 * s, 32 * s + 32), 15));
    const maxScale = Math.max(0, ...fits.map(({ scale }) => scale));
    const maxMin = Math.max(0, ...fits.map(({ min }) => min));
    const d = writeF16(out, at, maxScale / 63);
    const dmin = writeF16(out, at + 2, maxMin / 63);

    fits.forEach((fitted, s) => {
      const scale = maxScale > 0 ? Math.min(63, nearestInt((63 / maxScale) * fitted.scale)) : 0;
      const min = maxMin > 0 ? Math.min(63, nearestInt((63 / maxMin) * fitted.min)) : 0;
      writeScale(out, at + 4, s, scale, min);
      if (scale === 0) return;
      const qs = at + 16 + 32 * (s >> 1);
      for (let j = 0; j < 32; j++) {
        const l = clamp(nearestInt((block[32 * s + j]! + dmin * min) / (d * scale)), 0, 15);
        out[qs + j]! |= l << (4 * (s & 1));
      }
    });
  }
};

/** What the half says, which is what the decoder will see. */
function writeF16(out: Uint8Array, at: number, value: number): number {
  const half = f32ToF16(value);
  out[at] = half & 255;
  out[at + 1] = half >> 8;
  return f16ToF32(half);
}

/** src/quant/scalesK4.ts draws the bits. */
function writeScale(out: Uint8Array, at: number, s: number, scale: number, min: number): void {
  if (s < 4) {
    out[at + s]! |= scale;
    out[at + s + 4]! |= min;
    return;
  }
  out[at + s + 4] = (scale & 15) | ((min & 15) << 4);
  out[at + s - 4]! |= (scale >> 4) << 6;
  out[at + s]! |= (min >> 4) << 6;
}

interface Fit {
  readonly scale: number;
  /** What is taken away; not negative. */
  readonly min: number;
}

/**
 * Scale and minimum with which integers of [0, max] come nearest to the weights, where a weight counts by its size and
 * that of its neighbours (ggml's `make_qkx2_quants`).
 */
function fit(weights: Float32Array, max: number): Fit {
  let low = 0;
  let high = weights[0]!;
  let squares = 0;
  for (const x of weights) {
    low = Math.min(low, x);
    high = Math.max(high, x);
    squares += x * x;
  }
  if (high <= low) return { scale: 0, min: -low };
  const mean = Math.sqrt(squares / weights.length);
  let sumW = 0;
  let sumX = 0;
  for (const x of weights) {
    sumW += mean + Math.abs(x);
    sumX += (mean + Math.abs(x)) * x;
  }
  const integer = (inverse: number, x: number): number => clamp(nearestInt(inverse * (x - low)), 0, max);
  const errorOf = (inverse: number, scale: number, offset: number): number => {
    let error = 0;
    for (const x of weights) {
      const difference = scale * integer(inverse, x) + offset - x;
      error += (mean + Math.abs(x)) * difference * difference;
    }
    return error;
  };

  const plain = max / (high - low);
  let best = { scale: 1 / plain, offset: low, error: errorOf(plain, 1 / plain, low) };
  for (let step = 0; step <= SEARCH; step++) {
    const inverse = (max - 1 + 0.1 * step) / (high - low);
    let sumL = 0;
    let sumL2 = 0;
    let sumXl = 0;
    for (const x of weights) {
      const l = integer(inverse, x);
      const w = mean + Math.abs(x);
      sumL += w * l;
      sumL2 += w * l * l;
      sumXl += w * l * x;
    }
    // The least squares of a straight line.
    const determinant = sumW * sumL2 - sumL * sumL;
    if (determinant <= 0) continue;
    let scale = (sumW * sumXl - sumX * sumL) / determinant;
    let offset = (sumL2 * sumX - sumL * sumXl) / determinant;
    if (offset > 0) {
      offset = 0;
      scale = sumXl / sumL2;
    }
    const error = errorOf(inverse, scale, offset);
    if (error < best.error) best = { scale, offset, error };
  }
  return { scale: best.scale, min: -best.offset };
}
