import type { SamplerType } from './sampler.ts';

export interface TopKParams {
  /** Keeps the so many best; 0 or less is off. */
  readonly topK: number;
}

export const topK: SamplerType<TopKParams> = {
  name: 'topK',
  defaults: { topK: 40 },
  create({ topK: k }) {
    if (k <= 0) return undefined;
    return {
      apply(candidates) {
        candidates.keepTop(k);
      },
    };
  },
};
