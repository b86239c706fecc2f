import { type MirostatParams, surpriseSampler } from './mirostat.ts';
import type { SamplerType } from './sampler.ts';

/** Mirostat without an estimate: the tokens that would surprise less than the bound, and at least one. */
export const mirostatV2: SamplerType<object, MirostatParams & { readonly temperature: number }> = {
  name: 'mirostatV2',
  defaults: {},
  create: (params, { seed }) =>
    params.mirostat === 2 && params.temperature > 0
      ? surpriseSampler(params, seed, (candidates, bound) => {
          let n = 0;
          while (n < candidates.size && -Math.log2(candidates.probs[n]!) <= bound) n++;
          candidates.keepTop(Math.max(1, n));
        })
      : undefined,
};
