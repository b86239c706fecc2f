import type { SamplerType } from './sampler.ts';

/** Takes the best token, the first of equals. Ends a chain at temperature 0. */
export const greedy: SamplerType<object, { readonly temperature: number }> = {
  name: 'greedy',
  defaults: {},
  create({ temperature }) {
    if (temperature > 0) return undefined;
    return {
      apply(candidates) {
        const { logits, size } = candidates;
        let best = 0;
        for (let i = 1; i < size; i++) if (logits[i]! > logits[best]!) best = i;
        candidates.selected = best;
      },
    };
  },
};
