import { Rng } from './rng.ts';
import type { SamplerType } from './sampler.ts';

export interface XtcParams {
  /** How often it acts at all; 0 is off. */
  readonly xtcProbability: number;
  /** Of the tokens at least this probable, all but the least probable are dropped; above 0.5 is off. */
  readonly xtcThreshold: number;
  readonly minKeep: number;
}

/** Exclude Top Choices (p-e-w, text-generation-webui #6335). */
export const xtc: SamplerType<XtcParams> = {
  name: 'xtc',
  defaults: { xtcProbability: 0, xtcThreshold: 0.1, minKeep: 0 },
  create({ xtcProbability, xtcThreshold, minKeep }, { seed }) {
    if (xtcProbability <= 0 || xtcThreshold > 0.5) return undefined;
    const probability = Math.fround(xtcProbability);
    const threshold = Math.fround(xtcThreshold);
    const rng = new Rng(seed);
    return {
      apply(candidates) {
        if (candidates.size < 2 || rng.float() > probability) return;
        candidates.softmax();
        let last = 0; // the least probable that reaches the threshold
        while (last + 1 < candidates.size && candidates.probs[last + 1]! >= threshold) last++;
        if (last > 0 && candidates.size - last >= minKeep) candidates.dropFirst(last);
      },
      reset() {
        rng.seed(seed);
      },
    };
  },
};
