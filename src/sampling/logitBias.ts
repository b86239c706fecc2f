import type { TokenId } from '../base/types.ts';
import type { SamplerType } from './sampler.ts';

export interface LogitBiasParams {
  /** Added to the logits of these tokens; -Infinity bans one. */
  readonly logitBias: readonly { readonly token: TokenId; readonly bias: number }[];
}

export const logitBias: SamplerType<LogitBiasParams> = {
  name: 'logitBias',
  defaults: { logitBias: [] },
  create({ logitBias: entries }) {
    if (entries.length === 0) return undefined;
    const biasOf = new Map<TokenId, number>();
    for (const { token, bias } of entries) biasOf.set(token, (biasOf.get(token) ?? 0) + bias);
    return {
      apply(candidates) {
        const { ids, logits, size } = candidates;
        for (let i = 0; i < size; i++) {
          const bias = biasOf.get(ids[i]!);
          if (bias !== undefined) logits[i] = logits[i]! + bias;
        }
        candidates.sorted = false;
      },
    };
  },
};
