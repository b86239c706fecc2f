import type { Candidates } from './candidates.ts';
import { Rng } from './rng.ts';
import type { SamplerType } from './sampler.ts';

/** Draws a token by its probability. Ends a chain at temperatures above 0. */
export const dist: SamplerType<object, { readonly temperature: number }> = {
  name: 'dist',
  defaults: {},
  create({ temperature }, { seed }) {
    if (temperature <= 0) return undefined;
    const rng = new Rng(seed);
    return {
      apply(candidates) {
        candidates.softmax();
        candidates.selected = draw(candidates, rng);
      },
      reset() {
        rng.seed(seed);
      },
    };
  },
};

/** As libstdc++'s discrete_distribution: in double, one draw, and none where there is no choice. */
export function draw({ probs, size }: Candidates, rng: Rng): number {
  if (size < 2) return 0;
  let sum = 0;
  for (let i = 0; i < size; i++) sum += probs[i]!;
  const point = rng.double();
  let cumulative = 0;
  for (let i = 0; i < size - 1; i++) {
    cumulative += probs[i]! / sum;
    if (cumulative >= point) return i;
  }
  return size - 1;
}
