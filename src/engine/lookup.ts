import type { TokenId } from '../base/types.ts';

/** A shorter match says next to nothing about what follows. */
const MIN_MATCH = 2;
/** A longer one says no more. */
export const MAX_MATCH = 24;
/** Earlier places looked at, the latest first: a text of one repeated token has thousands. */
const MAX_PLACES = 64;

const NONE = -1;

/**
 * A sequence of tokens that is asked what came after its own last few tokens when they occurred before: prompt lookup,
 * the draft that needs no model. The most recent of the longest matches counts.
 *
 * As in an LZ77 compressor, each position is chained to the one before it with the same hash of its last two tokens.
 */
export class PromptLookup {
  readonly tokens: TokenId[] = [];
  readonly #head: Int32Array; // [power of two] the last position with this hash
  readonly #previous: Int32Array; // [nCtx + 1] the position before it
  /** Where the match continues, and how many tokens it has. */
  #next = NONE;
  #length = 0;

  /** Begins with `prompt`, and has room for `nCtx` tokens and one that no longer has a place in the context. */
  constructor(nCtx: number, prompt: readonly TokenId[]) {
    this.#head = new Int32Array(2 ** Math.ceil(Math.log2(nCtx + 1))).fill(NONE);
    this.#previous = new Int32Array(nCtx + 1).fill(NONE);
    for (const token of prompt) this.#append(token);
    this.#find();
  }

  /** Tokens that the sequence's end has in common with the place found; 0: there is none. */
  get matchLength(): number {
    return this.#length;
  }

  /** Token `i` after the place found. Beyond the sequence's end it goes on with itself: what repeats, repeats. */
  predicted(i: number): TokenId | undefined {
    if (this.#length === 0) return undefined;
    const period = this.tokens.length - this.#next;
    return this.tokens[this.#next + (i % period)];
  }

  push(token: TokenId): void {
    this.#append(token);
    this.#find();
  }

  #append(token: TokenId): void {
    this.tokens.push(token);
    const last = this.tokens.length - 1;
    if (last === 0) return;
    const bucket = this.#bucket(last);
    this.#previous[last] = this.#head[bucket]!;
    this.#head[bucket] = last;
  }

  #find(): void {
    const last = this.tokens.length - 1;
    this.#length = 0;
    this.#next = NONE;
    let place = this.#previous[last]!;
    for (let n = 0; n < MAX_PLACES && place !== NONE && this.#length < MAX_MATCH; n++) {
      const length = this.#commonEnd(place, last);
      if (length >= MIN_MATCH && length > this.#length) {
        this.#length = length;
        this.#next = place + 1;
      }
      place = this.#previous[place]!;
    }
  }

  #commonEnd(a: number, b: number): number {
    const { tokens } = this;
    const most = Math.min(MAX_MATCH, a + 1);
    let length = 0;
    while (length < most && tokens[a - length] === tokens[b - length]) length++;
    return length;
  }

  #bucket(last: number): number {
    const hash = Math.imul(this.tokens[last - 1]!, 0x9e3779b1) ^ Math.imul(this.tokens[last]!, 0x85ebca6b);
    return (hash ^ (hash >>> 15)) & (this.#head.length - 1);
  }
}
