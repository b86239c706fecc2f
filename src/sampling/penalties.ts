import type { TokenId } from '../base/types.ts';
import type { SamplerType } from './sampler.ts';

export interface PenaltiesParams {
  /** How many of the last tokens count; -1: all, 0: none. */
  readonly penaltyLastN: number;
  /** Divides positive and multiplies negative logits of what occurred (Keskar et al., 2019); 1 is off. */
  readonly repeatPenalty: number;
  /** Subtracted for each occurrence. */
  readonly frequencyPenalty: number;
  /** Subtracted once. */
  readonly presencePenalty: number;
}

export const penalties: SamplerType<PenaltiesParams> = {
  name: 'penalties',
  defaults: { penaltyLastN: 64, repeatPenalty: 1, frequencyPenalty: 0, presencePenalty: 0 },
  create({ penaltyLastN, repeatPenalty, frequencyPenalty, presencePenalty }, { nVocab }) {
    if (penaltyLastN === 0) return undefined;
    if (repeatPenalty === 1 && frequencyPenalty === 0 && presencePenalty === 0) return undefined;

    const { fround } = Math;
    const repeat = fround(repeatPenalty);
    const frequency = fround(frequencyPenalty);
    const presence = fround(presencePenalty);
    const counts = new Int32Array(nVocab); // occurrences of each token among those that count
    const ring = new Int32Array(Math.max(penaltyLastN, 0)); // those, the oldest at `accepted % ring.length`
    let accepted = 0;

    return {
      apply(candidates) {
        const { ids, logits, size } = candidates;
        for (let i = 0; i < size; i++) {
          const count = counts[ids[i]!]!;
          if (count === 0) continue;
          const logit = logits[i]!;
          const scaled = fround(logit <= 0 ? logit * repeat : logit / repeat);
          logits[i] = scaled - fround(fround(count * frequency) + presence);
        }
        candidates.sorted = false;
      },
      accept(token: TokenId) {
        counts[token]!++;
        if (ring.length === 0) return;
        const slot = accepted % ring.length;
        if (accepted >= ring.length) counts[ring[slot]!]!--;
        ring[slot] = token;
        accepted++;
      },
      reset() {
        counts.fill(0);
        accepted = 0;
      },
    };
  },
};
