import { decodeUtf8, isUtf8 } from './utf8.ts';

/**
 * Many texts as a file has them, in UTF-8, one after another. A text is decoded when it is asked for: of the hundred
 * thousand of a vocabulary few ever are, and as strings they would take several times the memory.
 */
export class TextTable implements Iterable<string> {
  readonly length: number;
  /** Of all texts; text `i` is `bytes[start(i) … end(i))`. */
  readonly bytes: Uint8Array;
  readonly #ends: Uint32Array; // [length]

  /** Text `i` ends before byte `ends[i]`, where the next one begins. */
  constructor(bytes: Uint8Array, ends: Uint32Array) {
    this.length = ends.length;
    this.bytes = bytes;
    this.#ends = ends;
  }

  static from(texts: readonly string[]): TextTable {
    const builder = new TextTableBuilder(texts.length);
    const encoder = new TextEncoder();
    for (const text of texts) {
      const utf8 = encoder.encode(text);
      builder.push(utf8, 0, utf8.length);
    }
    return builder.finish();
  }

  start(i: number): number {
    return i === 0 ? 0 : this.#ends[i - 1]!;
  }

  end(i: number): number {
    return this.#ends[i]!;
  }

  /** Undefined where there is none. */
  at(i: number): string | undefined {
    const end = this.#ends[i];
    return end === undefined ? undefined : decodeUtf8(this.bytes, this.start(i), end);
  }

  slice(start: number, end = this.length): string[] {
    const last = Math.min(end, this.length);
    return Array.from({ length: Math.max(0, last - start) }, (_, i) => this.at(start + i)!);
  }

  *[Symbol.iterator](): Generator<string, void> {
    for (let i = 0; i < this.length; i++) yield this.at(i)!;
  }
}

/** Bytes of a text, about, so that there is soon room for all. */
const USUAL_BYTES = 8;

/** Takes `length` texts. */
export class TextTableBuilder {
  readonly #ends: Uint32Array; // [length]
  #bytes: Uint8Array;
  #end = 0;
  #n = 0;

  constructor(length: number) {
    this.#ends = new Uint32Array(length);
    this.#bytes = new Uint8Array(length * USUAL_BYTES);
  }

  /** Texts that are still to come. */
  get missing(): number {
    return this.#ends.length - this.#n;
  }

  /** The next text: bytes `start` up to `end`. False if they are not UTF-8; then nothing is taken. */
  push(bytes: Uint8Array, start: number, end: number): boolean {
    let to = this.#end;
    const last = to + (end - start);
    if (last > this.#bytes.length) this.#grow(last);
    const own = this.#bytes;
    let all = 0;
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!;
      all |= byte;
      own[to++] = byte;
    }
    if (all >= 0x80 && !isUtf8(bytes, start, end)) return false;
    this.#end = last;
    this.#ends[this.#n++] = last;
    return true;
  }

  #grow(length: number): void {
    const grown = new Uint8Array(2 * length);
    grown.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = grown;
  }

  finish(): TextTable {
    return new TextTable(this.#bytes.slice(0, this.#end), this.#ends);
  }
}
