import type { Candidates } from './candidates.ts';
import type { SamplerType } from './sampler.ts';

export interface TemperatureParams {
  /** Divides the logits; 0 or less always takes the best token. */
  readonly temperature: number;
  /** Above 0, the temperature moves within ± this range with the entropy of the candidates. */
  readonly dynatempRange: number;
  readonly dynatempExponent: number;
}

export const temperature: SamplerType<TemperatureParams> = {
  name: 'temperature',
  defaults: { temperature: 0.8, dynatempRange: 0, dynatempExponent: 1 },
  create({ temperature: t, dynatempRange, dynatempExponent }) {
    const { fround } = Math;
    if (dynatempRange <= 0) {
      if (t === 1) return undefined;
      const fixed = fround(t);
      return {
        apply(candidates) {
          scale(candidates, fixed);
        },
      };
    }

    // Dynamic temperature: the range times the entropy, as a share of the largest possible, to a power.
    const least = Math.max(0, fround(fround(t) - fround(dynatempRange)));
    const most = fround(fround(t) + fround(dynatempRange));
    return {
      apply(candidates) {
        if (candidates.size <= 1) return;
        const share = fround(entropyOf(candidates) / fround(Math.log(candidates.size)));
        scale(candidates, fround(least + fround((most - least) * fround(share ** fround(dynatempExponent)))));
      },
    };
  },
};

function scale(candidates: Candidates, t: number): void {
  const { logits, size } = candidates;
  if (t <= 0) {
    keepBest(candidates);
    return;
  }
  for (let i = 0; i < size; i++) logits[i] = logits[i]! / t;
}

/** All but the first of the best become impossible. */
function keepBest({ logits, size }: Candidates): void {
  let best = 0;
  for (let i = 1; i < size; i++) {
    const loser = logits[i]! > logits[best]! ? best : i;
    if (loser === best) best = i;
    logits[loser] = -Infinity;
  }
}

function entropyOf(candidates: Candidates): number {
  const { fround, log } = Math;
  candidates.softmax();
  let entropy = 0;
  for (let i = 0; i < candidates.size; i++) {
    const prob = candidates.probs[i]!;
    if (prob > 0) entropy = fround(entropy - fround(prob * fround(log(prob))));
  }
  return entropy;
}
