import type { SamplerType } from './sampler.ts';

export interface TopPParams {
  /** Keeps the fewest best tokens that make this probability mass; 1 or more is off. */
  readonly topP: number;
  readonly minKeep: number;
}

/** Nucleus sampling (Holtzman et al., 2019). */
export const topP: SamplerType<TopPParams> = {
  name: 'topP',
  defaults: { topP: 0.95, minKeep: 0 },
  create({ topP: p, minKeep }) {
    if (p >= 1) return undefined;
    const { fround } = Math;
    const mass = fround(p);
    return {
      apply(candidates) {
        candidates.softmax();
        let cumulative = 0;
        let keep = 0;
        while (keep < candidates.size) {
          cumulative = fround(cumulative + candidates.probs[keep++]!);
          if (cumulative >= mass && keep >= minKeep) break;
        }
        candidates.size = keep;
      },
    };
  },
};
