import type { RopeParams } from '../model/hparams.ts';

/**
 * Cosine and sine of every rotated pair at one position, in the f32 steps of ggml's `ggml_rope_cache_init`:
 * an angle is the one before times theta_scale, so its rounding is part of what a model was run with.
 *
 * @param cos [rope.dim / 2]
 * @param sin [rope.dim / 2]
 * @param freqFactors [rope.dim / 2], the file's `rope_freqs.weight`, if it has one
 */
export function ropeTable(
  cos: Float32Array,
  sin: Float32Array,
  pos: number,
  rope: RopeParams,
  freqFactors: Float32Array | undefined,
): void {
  const { fround } = Math;
  const thetaScale = fround(Math.pow(rope.base, fround(-2 / rope.dim)));
  const freqScale = rope.scaling.kind === 'linear' ? fround(1 / rope.scaling.factor) : 1;
  let theta = fround(pos);
  for (let i = 0; i < rope.dim / 2; i++) {
    const base = freqFactors ? fround(theta / freqFactors[i]!) : theta;
    const angle = fround(freqScale * base);
    cos[i] = Math.cos(angle);
    sin[i] = Math.sin(angle);
    theta = fround(theta * thetaScale);
  }
}

/** Indices of the two elements that pair `i` rotates, as a start and a distance. */
export function ropePairs(rope: RopeParams): { readonly stride: number; readonly distance: number } {
  // norm: (0,1) (2,3) …      neox: (0, dim/2) (1, dim/2 + 1) …
  return rope.style === 'norm' ? { stride: 2, distance: 1 } : { stride: 1, distance: rope.dim / 2 };
}
