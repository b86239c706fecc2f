import { MAX_MATCH } from './lookup.ts';

/** Drafts that are considered: kernels take tokens by fours, and the sampled token is the first of a batch. */
const DRAFTS = [3, 7, 15] as const;
/** A draft must promise this much more speed than single tokens give. */
const WORTH = 1.1;
/** What the guesses of one run may have cost in vain: this share of its time, and this many single tokens at first. */
const LOSS_SHARE = 0.02;
const FIRST_LOSS = 1.5;
/** How much a new measurement counts. */
const NEW_WEIGHT = 0.25;
/** Predictions after which an old one counts half. */
const HALF_LIFE = 24;

/**
 * What a batch costs, in single tokens. Measured where it was tried; a larger one is supposed to cost as much more or
 * less than guessed at first as the next smaller one did, so that each size is tried once where it promises much.
 */
export class BatchCosts {
  #single = 0; // ms
  readonly #ratios = new Map<number, number>();

  /** Milliseconds of a single token; 0: not known yet. */
  get single(): number {
    return this.#single;
  }

  ratio(batch: number): number {
    return batch === 1 ? 1 : (this.#ratios.get(batch) ?? this.#guess(batch));
  }

  #guess(batch: number): number {
    const smaller = [...this.#ratios.keys()].filter((known) => known < batch);
    if (smaller.length === 0) return firstGuess(batch);
    const nearest = Math.max(...smaller);
    return (firstGuess(batch) * this.#ratios.get(nearest)!) / firstGuess(nearest);
  }

  record(batch: number, ms: number): void {
    if (batch === 1) {
      this.#single = this.#single === 0 ? ms : mix(this.#single, ms);
    } else if (this.#single > 0) {
      const ratio = ms / this.#single;
      const known = this.#ratios.get(batch);
      this.#ratios.set(batch, known === undefined ? ratio : mix(known, ratio));
    }
  }

  /** Before another answer: a size that was too dear while the machine was busy gets another chance in the end. */
  relax(): void {
    for (const [batch, ratio] of this.#ratios) {
      if (ratio > firstGuess(batch)) this.#ratios.set(batch, mix(ratio, firstGuess(batch)));
    }
  }
}

/** Of a processor that is as busy with computing as with reading the weights. */
function firstGuess(batch: number): number {
  return 0.9 + batch / 3;
}

function mix(old: number, measured: number): number {
  return old + (measured - old) * NEW_WEIGHT;
}

/** How often guesses are right before there was one, by the length of the match: 2, 3, 4 … 7, 8 … 15, 16 and more. */
const FIRST_RATES = [0.25, 0.25, 0.4, 0.65, 0.8] as const;
/** Of a first rate: as many predictions that have been seen. */
const FIRST_TRIALS = 2;

/** How often the lookup was right, by the length of its match. Nothing need be drafted to learn it. */
class HitRates {
  readonly #firstRates: readonly number[];
  readonly #hits: Float64Array;
  readonly #trials: Float64Array;

  constructor(firstRates: readonly number[]) {
    this.#firstRates = firstRates;
    this.#hits = new Float64Array(firstRates.length);
    this.#trials = new Float64Array(firstRates.length);
  }

  note(matchLength: number, isHit: boolean): void {
    const i = rateIndex(matchLength);
    const keep = 2 ** (-1 / HALF_LIFE);
    this.#hits[i] = this.#hits[i]! * keep + (isHit ? 1 : 0);
    this.#trials[i] = this.#trials[i]! * keep + 1;
  }

  /** A longer match is at least as good as a shorter one: what those have shown counts for it too. */
  rate(matchLength: number): number {
    const own = rateIndex(matchLength);
    let best = 0;
    for (let i = own; i >= 0; i--) {
      const supposed = i === own ? FIRST_TRIALS * this.#firstRates[i]! : 0;
      best = Math.max(best, (this.#hits[i]! + supposed) / (this.#trials[i]! + FIRST_TRIALS));
    }
    return best;
  }
}

/** In `FIRST_RATES`. */
function rateIndex(matchLength: number): number {
  if (matchLength < 4) return Math.max(0, matchLength - 2);
  return matchLength < 8 ? 2 : matchLength < 16 ? 3 : 4;
}

/**
 * How many tokens to draft, so that an answer that repeats what was said comes sooner and no other one later. It weighs
 * what a draft promises, by how often the lookup was right lately, against what its batch costs; and it keeps an account
 * of what drafts have gained, and drafts nothing while that is in the red.
 */
export class DraftPolicy {
  readonly #costs: BatchCosts;
  readonly #rates: HitRates;
  /** Tokens so far, and what drafts have gained, in single tokens' time. */
  #nTokens = 0;
  #gained = 0;

  /** `firstRates`: how often its guesses are right before there was one, as `FIRST_RATES` has them for the lookup. */
  constructor(costs: BatchCosts, firstRates: readonly number[] = FIRST_RATES) {
    this.#costs = costs;
    this.#rates = new HitRates(firstRates);
    costs.relax();
  }

  /** A token came where the lookup, by a match of `matchLength` tokens, had predicted this one or another. */
  notePrediction(matchLength: number, isHit: boolean): void {
    this.#rates.note(matchLength, isHit);
  }

  /** A batch of this many tokens took `ms`. */
  noteBatch(batch: number, ms: number): void {
    this.#costs.record(batch, ms);
    this.#nTokens++;
    if (batch > 1) this.#gained += 1 - ms / this.#costs.single;
  }

  /** One token of a draft was what the chain chose. */
  noteAccepted(): void {
    this.#nTokens++;
    this.#gained++;
  }

  /** How many tokens to draft after a match of `matchLength`, at most `most`. */
  draftLength(matchLength: number, most: number): number {
    if (matchLength === 0 || this.#costs.single === 0) return 0;
    if (this.#gained < -FIRST_LOSS - LOSS_SHARE * this.#nTokens) return 0;
    let best = 0;
    let bestSpeed = WORTH;
    let expected = 1; // the sampled token itself
    let likelihood = 1; // of the draft's first i tokens
    for (let i = 0, next = 0; next < DRAFTS.length && DRAFTS[next]! <= most; i++) {
      likelihood *= this.#rates.rate(Math.min(MAX_MATCH, matchLength + i));
      expected += likelihood;
      if (i + 1 !== DRAFTS[next]) continue;
      next++;
      const speed = expected / this.#costs.ratio(i + 2);
      if (speed <= bestSpeed) continue;
      best = i + 1;
      bestSpeed = speed;
    }
    return best;
  }
}

/** For those who want each token by itself. */
export const noDrafts: Pick<DraftPolicy, 'notePrediction' | 'noteBatch' | 'noteAccepted' | 'draftLength'> = {
  notePrediction: () => undefined,
  noteBatch: () => undefined,
  noteAccepted: () => undefined,
  draftLength: () => 0,
};
