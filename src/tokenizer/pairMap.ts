import { assert } from '../base/assert.ts';

/** Slots are kept at most half full. */
const MIN_SLOTS = 16;

/**
 * (a, b) -> value, all of them integers from 0 on: what a merge table and a trie are made of. Open addressing in one
 * Int32Array, so that the quarter of a million merges of a real vocabulary are one allocation.
 *
 *   slot   | a | b | value |     a = -1: empty
 */
export class PairMap {
  readonly #slots: Int32Array; // [nSlots, 3]
  readonly #shift: number;
  readonly #mask: number;
  /** Drawn anew for every map: no file can be written whose pairs all fall into the same slots. */
  readonly #multiplierA = randomOdd();
  readonly #multiplierB = randomOdd();
  #free: number;

  /** Room for `capacity` pairs. */
  constructor(capacity: number) {
    let bits = Math.log2(MIN_SLOTS);
    while (2 ** bits < 2 * capacity) bits++;
    this.#slots = new Int32Array(3 * 2 ** bits).fill(-1);
    this.#shift = 32 - bits;
    this.#mask = 2 ** bits - 1;
    this.#free = 2 ** (bits - 1);
  }

  /** -1 where there is none. */
  get(a: number, b: number): number {
    return this.#slots[this.#find(a, b) + 2]!;
  }

  set(a: number, b: number, value: number): void {
    const at = this.#find(a, b);
    if (this.#slots[at] === -1) {
      assert(this.#free-- > 0, 'PairMap: more pairs than it was made for');
      this.#slots[at] = a;
      this.#slots[at + 1] = b;
    }
    this.#slots[at + 2] = value;
  }

  /** Where the pair is, or the empty slot where it belongs. */
  #find(a: number, b: number): number {
    const slots = this.#slots;
    const hash = Math.imul(a, this.#multiplierA) + Math.imul(b, this.#multiplierB);
    let slot = Math.imul(hash ^ (hash >>> 15), this.#multiplierA) >>> this.#shift;
    for (;;) {
      const at = 3 * slot;
      if (slots[at] === -1 || (slots[at] === a && slots[at + 1] === b)) return at;
      slot = (slot + 1) & this.#mask;
    }
  }
}

function randomOdd(): number {
  return (Math.random() * 2 ** 32) | 1;
}
