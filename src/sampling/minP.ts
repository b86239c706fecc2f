import type { Candidates } from './candidates.ts';
import type { SamplerType } from './sampler.ts';

export interface MinPParams {
  /** Keeps what has at least this share of the best token's probability; 0 or less is off. */
  readonly minP: number;
  readonly minKeep: number;
}

export const minP: SamplerType<MinPParams> = {
  name: 'minP',
  defaults: { minP: 0.05, minKeep: 0 },
  create({ minP: p, minKeep }) {
    if (p <= 0) return undefined;
    // p_i >= p · p_max  <=>  logit_i >= logit_max + ln(p), so there is no softmax.
    const logShare = Math.fround(Math.log(Math.fround(p)));
    return {
      apply(candidates) {
        const best = candidates.sorted ? candidates.logits[0]! : maxLogit(candidates);
        const least = Math.fround(best + logShare);
        const count = countFrom(candidates, least);
        if (candidates.sorted || count < Math.max(minKeep, 1)) {
          candidates.sort();
          candidates.size = Math.min(Math.max(count, minKeep, 1), candidates.size);
        } else filterFrom(candidates, least);
      },
    };
  },
};

function maxLogit({ logits, size }: Candidates): number {
  let max = -Infinity;
  for (let i = 0; i < size; i++) if (logits[i]! > max) max = logits[i]!;
  return max;
}

function countFrom({ logits, size }: Candidates, least: number): number {
  let count = 0;
  for (let i = 0; i < size; i++) if (logits[i]! >= least) count++;
  return count;
}

/** Keeps the entries with at least the logit `least`, in the order they have. */
function filterFrom(candidates: Candidates, least: number): void {
  const { ids, logits } = candidates;
  let kept = 0;
  for (let i = 0; i < candidates.size; i++) {
    if (logits[i]! < least) continue;
    ids[kept] = ids[i]!;
    logits[kept] = logits[i]!;
    kept++;
  }
  candidates.size = kept;
}
