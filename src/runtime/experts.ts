import type { ExpertParams } from '../model/hparams.ts';

/** What the weights of chosen experts are taken to sum to at least, before they are made to sum to 1: ggml's bound. */
const LEAST_WEIGHT = 2 ** -14;

/**
 * One token's experts: those with the largest logits, in descending order; of equal ones the first. Their weights are
 * their shares of the softmax over all logits, or of that of the chosen ones alone.
 *
 * @param choice [2 * nUsed] numbers of the experts, then their weights
 * @param logits [n]
 */
export function chooseExperts(
  choice: Float32Array,
  logits: Float32Array,
  { nUsed, isNormalised }: ExpertParams,
): void {
  let sum = 0;
  const largest = logits[bestAfter(logits, -1)]!;
  for (const logit of logits) sum += Math.exp(logit - largest);

  let total = 0;
  for (let slot = 0, expert = -1; slot < nUsed; slot++) {
    expert = bestAfter(logits, expert);
    choice[slot] = expert;
    choice[nUsed + slot] = Math.exp(logits[expert]! - largest) / sum;
    total += choice[nUsed + slot]!;
  }
  if (!isNormalised) return;
  const divisor = Math.max(total, LEAST_WEIGHT);
  for (let slot = nUsed; slot < 2 * nUsed; slot++) choice[slot]! /= divisor;
}

/** Index of the largest logit that comes after logit `last` in descending order; of them all, where that is -1. */
function bestAfter(logits: Float32Array, last: number): number {
  const bound = last < 0 ? Infinity : logits[last]!;
  let best = -1;
  for (let i = 0; i < logits.length; i++) {
    const isAfter = logits[i]! < bound || (logits[i] === bound && i > last);
    if (isAfter && (best < 0 || logits[i]! > logits[best]!)) best = i;
  }
  return Math.max(best, 0);
}
