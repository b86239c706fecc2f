/*
 * What SentencePiece and byte-level BPE have in common: a chain of symbols in which the best neighbouring pair is merged
 * until none is left.
 *
 * The heap's keys are numbers, order · 2^31 + left: the better order first, of equal ones the leftmost, as the
 * comparators of llama.cpp's llm_bigram_spm and llm_bigram_bpe have it. An entry is stale when the pair that now begins
 * at `left` has another order; the pair's own entry is then in the heap too.
 */

/** A key must stay below 2^53: orders below 2^22, positions below 2^31. */
const LEFT_RANGE = 2 ** 31;
export const MAX_ORDERS = 2 ** 22;

/** Symbols there is always room for; what a longer chain took is given back when the next shorter one comes. */
export const SCRATCH = 4096;

/** No pair, no neighbour, no order. */
export const NONE = -1;

export abstract class Merger {
  /** The chain: `next` and `previous` of each symbol; a merged symbol lives on in its left half. */
  protected next = new Int32Array(SCRATCH);
  protected previous = new Int32Array(SCRATCH);
  readonly #heap = new KeyHeap();
  /** Order of the pair that begins at a symbol. */
  #pairOrder = new Int32Array(SCRATCH);

  /** How early the pair is merged, the lower the earlier; NONE if never. */
  protected abstract order(left: number, right: number): number;
  protected abstract merge(left: number, right: number): void;

  /** Room for n symbols; `next` and `previous` are new arrays after it if their length had to change. */
  protected reserve(n: number): void {
    const size = Math.max(n, SCRATCH);
    if (size === this.next.length || (size > SCRATCH && size < this.next.length)) return;
    this.next = new Int32Array(size);
    this.previous = new Int32Array(size);
    this.#pairOrder = new Int32Array(size);
    this.#heap.reset();
  }

  /** Chains symbols 0 … n-1 and merges them as far as they go. O(n log n). */
  protected run(n: number): void {
    const { next, previous } = this;
    const pairOrder = this.#pairOrder;
    const heap = this.#heap;
    for (let i = 0; i < n; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
    }
    next[n - 1] = NONE;
    for (let i = 0; i < n; i++) this.#consider(i);

    while (heap.size > 0) {
      const key = heap.pop();
      const order = Math.floor(key / LEFT_RANGE);
      const left = key - order * LEFT_RANGE;
      if (pairOrder[left] !== order) continue;

      const right = next[left]!;
      this.merge(left, right);
      pairOrder[right] = NONE;
      const after = next[right]!;
      next[left] = after;
      if (after !== NONE) previous[after] = left;
      const before = previous[left]!;
      if (before !== NONE) this.#consider(before);
      this.#consider(left);
    }
  }

  #consider(left: number): void {
    const right = this.next[left]!;
    const order = right === NONE ? NONE : this.order(left, right);
    this.#pairOrder[left] = order;
    if (order !== NONE) this.#heap.push(order * LEFT_RANGE + left);
  }
}

/** A binary min-heap of numbers. */
class KeyHeap {
  size = 0;
  #keys = new Float64Array(SCRATCH);

  reset(): void {
    this.size = 0;
    this.#keys = new Float64Array(SCRATCH);
  }

  push(key: number): void {
    if (this.size === this.#keys.length) {
      const grown = new Float64Array(2 * this.size);
      grown.set(this.#keys);
      this.#keys = grown;
    }
    const keys = this.#keys;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (keys[parent]! <= key) break;
      keys[at] = keys[parent]!;
      at = parent;
    }
    keys[at] = key;
  }

  pop(): number {
    const keys = this.#keys;
    const top = keys[0]!;
    const key = keys[--this.size]!;
    const size = this.size;
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && keys[child + 1]! < keys[child]!) child++;
      if (keys[child]! >= key) break;
      keys[at] = keys[child]!;
      at = child;
    }
    keys[at] = key;
    return top;
  }
}
