import type { SamplerType } from './sampler.ts';

export interface TopNSigmaParams {
  /** Keeps what lies within so many standard deviations of the best logit; 0 or less is off. */
  readonly topNSigma: number;
}

/** Top-nσ (Tang et al., 2024, "Not all logits are you need"). */
export const topNSigma: SamplerType<TopNSigmaParams> = {
  name: 'topNSigma',
  defaults: { topNSigma: -1 },
  create({ topNSigma: n }) {
    if (n <= 0) return undefined;
    const { fround } = Math;
    return {
      apply(candidates) {
        const { logits, size } = candidates;
        let max = -Infinity;
        let sum = 0;
        let count = 0; // tokens banned before tell nothing of the spread
        for (let i = 0; i < size; i++) {
          const logit = logits[i]!;
          if (logit === -Infinity) continue;
          if (logit > max) max = logit;
          sum = fround(sum + logit);
          count++;
        }
        const mean = fround(sum / count);

        let squares = 0;
        for (let i = 0; i < size; i++)
          if (logits[i] !== -Infinity) squares = fround(squares + fround(logits[i]! - mean) ** 2);
        const sigma = fround(Math.sqrt(fround(squares / count)));

        const least = fround(max - fround(fround(n) * sigma));
        for (let i = 0; i < size; i++) if (logits[i]! < least) logits[i] = -Infinity;
        candidates.softmax();
      },
    };
  },
};
