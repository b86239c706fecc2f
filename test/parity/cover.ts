import { Random } from '../support/random.ts';

/** Candidates looked at for each that is kept: more make a shorter cover, and take longer to find. */
const N_TRIED = 30;

/**
 * Of `candidates` as few as a greedy choice finds, so that together with `present` they hold every pair of features that
 * any candidate holds. The same for the same seed.
 */
export function pairwiseCover<T>(
  candidates: readonly T[],
  featuresOf: (candidate: T) => readonly string[],
  present: readonly T[],
  seed: number,
): T[] {
  const rng = new Random(seed);
  const pairs = candidates.map((candidate) => pairsOf(featuresOf(candidate)));
  /** Pairs that are still to be held, each with those who hold it. */
  const open = new Map<string, number[]>();
  for (const [index, held] of pairs.entries()) {
    for (const pair of held) {
      const holders = open.get(pair);
      if (holders) holders.push(index);
      else open.set(pair, [index]);
    }
  }
  for (const one of present) for (const pair of pairsOf(featuresOf(one))) open.delete(pair);

  const cover: T[] = [];
  for (const holders of open.values()) {
    let best = -1;
    let bestCount = 0;
    for (let i = 0; i < Math.min(N_TRIED, holders.length); i++) {
      const index = holders.length <= N_TRIED ? holders[i]! : rng.pick(holders);
      const count = pairs[index]!.filter((pair) => open.has(pair)).length;
      if (count > bestCount) {
        best = index;
        bestCount = count;
      }
    }
    cover.push(candidates[best]!);
    // Also the pair at hand; the loop goes on with the next one that is left.
    for (const pair of pairs[best]!) open.delete(pair);
  }
  return cover;
}

function pairsOf(features: readonly string[]): string[] {
  return features.flatMap((first, i) => features.slice(i + 1).map((second) => `${first}, ${second}`));
}
