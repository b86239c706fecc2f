import type { SamplerType } from './sampler.ts';

export interface TypicalPParams {
  /** Keeps this probability mass of the tokens whose surprise is nearest the expected one; 1 or more is off. */
  readonly typicalP: number;
  readonly minKeep: number;
}

/** Locally typical sampling (Meister et al., 2022). */
export const typicalP: SamplerType<TypicalPParams> = {
  name: 'typicalP',
  defaults: { typicalP: 1, minKeep: 0 },
  create({ typicalP: p, minKeep }, { nVocab }) {
    if (p >= 1) return undefined;
    const { fround, log, abs } = Math;
    const mass = fround(p);
    const distance = new Float32Array(nVocab); // of a token's surprise from the entropy
    return {
      apply(candidates) {
        candidates.softmax();
        const { probs } = candidates;
        let entropy = 0;
        for (let i = 0; i < candidates.size; i++) {
          const prob = probs[i]!;
          if (prob > 0) entropy = fround(entropy - fround(prob * fround(log(prob))));
        }
        for (let i = 0; i < candidates.size; i++)
          distance[i] = abs(fround(-fround(log(probs[i]!)) - entropy));
        candidates.orderBy(distance);

        let cumulative = 0;
        let keep = 0;
        while (keep < candidates.size) {
          cumulative = fround(cumulative + probs[keep++]!);
          if (cumulative > mass && keep >= minKeep) break;
        }
        candidates.size = keep;
      },
    };
  },
};
