import type { RopeParams } from '../model/hparams.ts';

const { fround } = Math;

/**
 * Cosine and sine of every rotated pair at one position, in the f32 steps of ggml's `ggml_rope_cache_init`:
 * an angle is the one before times theta_scale, so its rounding is part of what a model was run with.
 *
 * @param cos [rope.dim / 2]
 * @param sin [rope.dim / 2]
 * @param freqFactors [rope.dim / 2], what divides each frequency, if the file has such factors
 */
export function ropeTable(
  cos: Float32Array,
  sin: Float32Array,
  pos: number,
  rope: RopeParams,
  freqFactors: Float32Array | undefined,
): void {
  const { scaling } = rope;
  const thetaScale = fround(Math.pow(rope.base, fround(-2 / rope.dim)));
  const freqScale = scaling.kind === 'none' ? 1 : fround(1 / fround(scaling.factor));
  const ramp = scaling.kind === 'yarn' ? yarnRamp(rope, scaling) : undefined;
  const magnitude = fround(rope.magnitude);
  let theta = fround(pos);
  for (let i = 0; i < rope.dim / 2; i++) {
    const base = freqFactors ? fround(theta / freqFactors[i]!) : theta;
    const scaled = fround(freqScale * base);
    const angle = ramp ? mix(scaled, base, ramp(i)) : scaled;
    cos[i] = fround(Math.cos(angle)) * magnitude;
    sin[i] = fround(Math.sin(angle)) * magnitude;
    theta = fround(theta * thetaScale);
  }
}

/**
 * YaRN (arXiv 2309.00071): how far pair i keeps its angle (1) rather than have it scaled (0). That depends on how often
 * it turns in the original context: pair `corrDim(n)` turns n times.
 */
function yarnRamp(
  { dim, base, nCtxOrig }: RopeParams,
  { betaFast, betaSlow }: { readonly betaFast: number; readonly betaSlow: number },
): (pair: number) => number {
  const corrDim = (turns: number): number => {
    const wavelengths = fround(nCtxOrig / fround(fround(fround(turns) * 2) * fround(Math.PI)));
    return fround(fround(dim * fround(Math.log(wavelengths))) / fround(2 * fround(Math.log(fround(base)))));
  };
  const low = Math.max(0, Math.floor(corrDim(betaFast)));
  const high = Math.min(dim - 1, Math.ceil(corrDim(betaSlow)));
  const width = Math.max(fround(0.001), high - low);
  return (pair) => 1 - Math.min(1, Math.max(0, fround((pair - low) / width)));
}

/** a · (1 - t) + b · t */
function mix(a: number, b: number, t: number): number {
  const share = fround(t);
  return fround(fround(a * fround(1 - share)) + fround(b * share));
}

/** Indices of the two elements that pair `i` rotates, as a start and a distance. */
export function ropePairs(rope: RopeParams): { readonly stride: number; readonly distance: number } {
  // norm: (0,1) (2,3) …      neox: (0, dim/2) (1, dim/2 + 1) …
  return rope.style === 'norm' ? { stride: 2, distance: 1 } : { stride: 1, distance: rope.dim / 2 };
}
