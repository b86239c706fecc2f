import { LlmError } from '../base/errors.ts';

/** Up to this many of the best, a heap beats sorting everything. */
const HEAP_LIMIT = 1024;

/** Digits of the radix sort: three of eleven bits make a 32-bit key. */
const RADIX_BITS = 11;
const RADIX = 1 << RADIX_BITS;

/**
 * The tokens still in the running, as llama.cpp's `llama_token_data_array`: the first `size` entries count.
 * Equal logits keep the order they had, which at first is that of the ids.
 */
export class Candidates {
  readonly ids: Int32Array; // [nVocab]
  readonly logits: Float32Array; // [nVocab]
  readonly probs: Float32Array; // [nVocab] valid after `softmax`
  size = 0;
  /** Descending by logit. */
  sorted = false;
  /** Index into the first `size` entries, or -1 while no sampler has chosen. */
  selected = -1;

  // Scratch of the sorts: nothing is allocated for a token.
  readonly #order: Uint32Array; // [nVocab]
  readonly #swap: Uint32Array; // [nVocab]
  readonly #values: Float32Array; // [nVocab]
  readonly #keys: Uint32Array; // [nVocab] the same memory
  readonly #counts = new Uint32Array(RADIX);

  constructor(nVocab: number) {
    this.ids = new Int32Array(nVocab);
    this.logits = new Float32Array(nVocab);
    this.probs = new Float32Array(nVocab);
    this.#order = new Uint32Array(nVocab);
    this.#swap = new Uint32Array(nVocab);
    this.#values = new Float32Array(nVocab);
    this.#keys = new Uint32Array(this.#values.buffer);
  }

  /** Every token of the vocabulary, with its logit. Throws an LlmError if they are no numbers to choose by. */
  load(logits: Float32Array): void {
    const { ids, logits: own } = this;
    const n = ids.length;
    if (logits.length !== n) throw new LlmError('internal', `logits: expected ${n}, found ${logits.length}`);
    own.set(logits);
    let best = -Infinity;
    for (let i = 0; i < n; i++) {
      const logit = own[i]!;
      if (!(logit < Infinity))
        throw new LlmError('gguf', `the model gives token ${i} the logit ${logit}: its weights are damaged`);
      if (logit > best) best = logit;
      ids[i] = i;
    }
    if (best === -Infinity)
      throw new LlmError('gguf', 'the model gives every token the logit -Infinity: its weights are damaged');
    this.size = n;
    this.sorted = false;
    this.selected = -1;
  }

  /** Sorts descending by logit, unless it is. */
  sort(): void {
    this.keepTop(this.size);
  }

  /** Keeps the `k` best, sorted. */
  keepTop(k: number): void {
    const keep = Math.min(k, this.size);
    if (!this.sorted) {
      if (keep <= HEAP_LIMIT) this.#heapOrder(keep);
      else this.#radixOrder(this.logits, true);
      this.#permute(keep);
      this.sorted = true;
    }
    this.size = keep;
  }

  /** Orders the entries ascending by `scores` [size]. */
  orderBy(scores: Float32Array): void {
    this.#radixOrder(scores, false);
    this.#permute(this.size);
    this.sorted = false;
  }

  /** Drops the first `n` entries. */
  dropFirst(n: number): void {
    this.ids.copyWithin(0, n, this.size);
    this.logits.copyWithin(0, n, this.size);
    this.probs.copyWithin(0, n, this.size);
    this.size -= n;
  }

  /** Sorts, and fills `probs`; in f32 and in descending order, so that sums round as llama.cpp's do. */
  softmax(): void {
    this.sort();
    const { logits, probs, size } = this;
    const { fround, exp } = Math;
    const max = logits[0]!;
    let sum = 0;
    for (let i = 0; i < size; i++) {
      probs[i] = exp(fround(logits[i]! - max));
      sum = fround(sum + probs[i]!);
    }
    for (let i = 0; i < size; i++) probs[i] = probs[i]! / sum;
  }

  /**
   * Fills #order with the indices of the entries, ascending by value or descending. Stable.
   *
   * An f32's bits, the sign bit flipped for positive and all bits for negative numbers, order as the numbers do.
   */
  #radixOrder(values: Float32Array, descending: boolean): void {
    const { size } = this;
    const keys = this.#keys;
    const flip = descending ? 0xffffffff : 0;
    for (let i = 0; i < size; i++) {
      this.#values[i] = values[i]! + 0; // -0 becomes 0, which it equals
      const word = keys[i]!;
      keys[i] = (word & 0x80000000 ? ~word : word | 0x80000000) ^ flip;
    }

    let from = this.#order;
    let to = this.#swap;
    for (let i = 0; i < size; i++) from[i] = i;
    for (let shift = 0; shift < 32; shift += RADIX_BITS) {
      this.#countingPass(from, to, shift);
      [from, to] = [to, from];
    }
    if (from !== this.#order) this.#order.set(from.subarray(0, size));
  }

  #countingPass(from: Uint32Array, to: Uint32Array, shift: number): void {
    const { size } = this;
    const keys = this.#keys;
    const counts = this.#counts.fill(0);
    const mask = RADIX - 1;
    for (let i = 0; i < size; i++) counts[(keys[i]! >>> shift) & mask]!++;
    let start = 0;
    for (let digit = 0; digit < RADIX; digit++) {
      const count = counts[digit]!;
      counts[digit] = start;
      start += count;
    }
    for (let i = 0; i < size; i++) {
      const index = from[i]!;
      to[counts[(keys[index]! >>> shift) & mask]!++] = index;
    }
  }

  /** Fills #order with the indices of the `k` best, best first: a heap whose root is the worst one kept. */
  #heapOrder(k: number): void {
    const { logits, size } = this;
    const heap = this.#order;
    for (let i = 0; i < k; i++) heap[i] = i;
    for (let i = (k >>> 1) - 1; i >= 0; i--) this.#sink(i, k);
    let worst = logits[heap[0]!]!;
    for (let i = k; i < size; i++) {
      if (logits[i]! <= worst) continue; // on a tie the earlier one stays
      heap[0] = i;
      this.#sink(0, k);
      worst = logits[heap[0]]!;
    }
    for (let end = k - 1; end > 0; end--) {
      const last = heap[0]!;
      heap[0] = heap[end]!;
      heap[end] = last;
      this.#sink(0, end);
    }
  }

  #sink(start: number, end: number): void {
    const heap = this.#order;
    const index = heap[start]!;
    let parent = start;
    for (;;) {
      let child = 2 * parent + 1;
      if (child >= end) break;
      if (child + 1 < end && this.#isWorse(heap[child + 1]!, heap[child]!)) child++;
      if (!this.#isWorse(heap[child]!, index)) break;
      heap[parent] = heap[child]!;
      parent = child;
    }
    heap[parent] = index;
  }

  #isWorse(a: number, b: number): boolean {
    const x = this.logits[a]!;
    const y = this.logits[b]!;
    return x < y || (x === y && a > b);
  }

  /** The entries that #order names first become the first `n`. */
  #permute(n: number): void {
    const order = this.#order;
    const { ids, logits, probs } = this;
    for (let i = 0; i < n; i++) this.#keys[i] = ids[order[i]!]!;
    for (let i = 0; i < n; i++) ids[i] = this.#keys[i]!;
    for (let i = 0; i < n; i++) this.#values[i] = logits[order[i]!]!;
    logits.set(this.#values.subarray(0, n));
    for (let i = 0; i < n; i++) this.#values[i] = probs[order[i]!]!;
    probs.set(this.#values.subarray(0, n));
  }
}
