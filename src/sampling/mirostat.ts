import type { Candidates } from './candidates.ts';
import { draw } from './dist.ts';
import { Rng } from './rng.ts';
import type { SamplerType } from './sampler.ts';

export interface MirostatParams {
  /** Version of the algorithm, 1 or 2, that chooses in place of all truncating samplers; 0 is off. */
  readonly mirostat: number;
  /** The surprise in bits that a token should have on average. */
  readonly mirostatTau: number;
  /** How fast the bound follows what was drawn. */
  readonly mirostatEta: number;
}

/** Tokens by which the first version estimates how probabilities fall off. */
const N_ESTIMATED = 100;

const { fround } = Math;

/** Mirostat (Basu et al., arXiv 2007.14966): as many of the most probable tokens as keep the surprise near its target. */
export const mirostat: SamplerType<MirostatParams, MirostatParams & { readonly temperature: number }> = {
  name: 'mirostat',
  defaults: { mirostat: 0, mirostatTau: 5, mirostatEta: 0.1 },
  create: (params, { seed, nVocab }) =>
    params.mirostat === 1 && params.temperature > 0
      ? surpriseSampler(params, seed, (candidates, bound) => {
          candidates.keepTop(Math.max(1, Math.trunc(countWithin(candidates, bound, nVocab))));
        })
      : undefined,
};

/**
 * How many tokens Zipf's law with the exponent of these leaves below a surprise of `bound`.
 */
function countWithin({ probs, size }: Candidates, bound: number, nVocab: number): number {
  let products = 0;
  let squares = 0;
  for (let i = 0; i < Math.min(N_ESTIMATED, size) - 1; i++) {
    const rank = fround(Math.log(fround((i + 2) / (i + 1))));
    const fall = fround(Math.log(fround(probs[i]! / probs[i + 1]!)));
    products = fround(products + fround(rank * fall));
    squares = fround(squares + fround(rank * rank));
  }
  const exponent = fround(products / squares);
  const excess = fround(exponent - 1);
  return Math.pow((excess * Math.pow(2, bound)) / (1 - Math.pow(nVocab, -excess)), 1 / exponent);
}

/** Draws from what `truncate` leaves, and moves the bound by how far the surprise was from its target. */
export function surpriseSampler(
  { mirostatTau, mirostatEta }: MirostatParams,
  seed: number,
  truncate: (candidates: Candidates, bound: number) => void,
): ReturnType<SamplerType['create']> {
  const tau = fround(mirostatTau);
  const eta = fround(mirostatEta);
  const rng = new Rng(seed);
  let bound = 2 * tau;
  return {
    apply(candidates) {
      candidates.softmax();
      truncate(candidates, bound);
      candidates.softmax();
      candidates.selected = draw(candidates, rng);
      const surprise = fround(-Math.log2(candidates.probs[candidates.selected]!));
      bound = fround(bound - fround(eta * fround(surprise - tau)));
    },
    reset() {
      rng.seed(seed);
      bound = 2 * tau;
    },
  };
}
