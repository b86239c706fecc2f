import type { TokenId } from '../base/types.ts';
import type { TextTable } from '../gguf/textTable.ts';
import { writeUtf8 } from './utf8.ts';

/** Slots are kept at most half full. */
const MIN_SLOTS = 16;
const NONE = -1;

/**
 * Text -> token, over the bytes of a table: no string is made for the hundred thousand texts of a vocabulary. Of equal
 * texts the first counts. Open addressing:
 *
 *   slot   | hash | token |     token = -1: empty
 */
export class TextIndex {
  /** Different texts. */
  readonly size: number;
  readonly #texts: TextTable;
  readonly #slots: Int32Array; // [nSlots, 2]
  readonly #mask: number;
  /** Drawn anew for every index: no file can be written whose texts all fall into the same slots. */
  readonly #seed = randomOdd();
  readonly #multiplier = randomOdd();
  /** Bytes of the longest text; nothing longer need be looked for. */
  readonly #longest: number;
  readonly #scratch: Uint8Array; // a text that is looked for

  constructor(texts: TextTable) {
    this.#texts = texts;
    let nSlots = MIN_SLOTS;
    while (nSlots < 2 * texts.length) nSlots *= 2;
    this.#slots = new Int32Array(2 * nSlots).fill(NONE);
    this.#mask = nSlots - 1;
    let size = 0;
    let longest = 0;
    for (let id = 0; id < texts.length; id++) {
      const start = texts.start(id);
      const end = texts.end(id);
      longest = Math.max(longest, end - start);
      const hash = this.#hash(texts.bytes, start, end);
      const at = this.#slot(hash, texts.bytes, start, end);
      if (this.#slots[at + 1] !== NONE) continue;
      this.#slots[at] = hash;
      this.#slots[at + 1] = id;
      size++;
    }
    this.size = size;
    this.#longest = longest;
    // Of text no longer than that in UTF-16 units.
    this.#scratch = new Uint8Array(3 * longest);
  }

  has(text: string): boolean {
    return this.get(text) !== undefined;
  }

  /** By units `start` up to `end` of the text. */
  get(text: string, start = 0, end = text.length): TokenId | undefined {
    if (end - start > this.#longest) return undefined;
    const id = this.find(this.#scratch, 0, writeUtf8(this.#scratch, text, start, end));
    return id === NONE ? undefined : id;
  }

  /** By bytes `start` up to `end`; -1 if there is none. */
  find(bytes: Uint8Array, start: number, end: number): number {
    if (end - start > this.#longest) return NONE;
    return this.#slots[this.#slot(this.#hash(bytes, start, end), bytes, start, end) + 1]!;
  }

  #hash(bytes: Uint8Array, start: number, end: number): number {
    const multiplier = this.#multiplier;
    let hash = this.#seed;
    for (let i = start; i < end; i++) {
      hash = Math.imul(hash ^ bytes[i]!, multiplier);
      // Products carry upwards only.
      hash ^= hash >>> 15;
    }
    return hash;
  }

  /** Where the text is, or the empty slot where it belongs. */
  #slot(hash: number, bytes: Uint8Array, start: number, end: number): number {
    const slots = this.#slots;
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const at = 2 * slot;
      const id = slots[at + 1]!;
      if (id === NONE || (slots[at] === hash && this.#isText(id, bytes, start, end))) return at;
    }
  }

  #isText(id: TokenId, bytes: Uint8Array, start: number, end: number): boolean {
    const texts = this.#texts;
    let at = texts.start(id);
    if (texts.end(id) - at !== end - start) return false;
    const known = texts.bytes;
    for (let i = start; i < end; i++) if (known[at++] !== bytes[i]) return false;
    return true;
  }
}

function randomOdd(): number {
  return (Math.random() * 2 ** 32) | 1;
}
