import type { TokenId } from '../base/types.ts';
import { byteOfUnit, byteToCharacter, byteToUnit } from './byteAlphabet.ts';
import { Merger, NONE, SCRATCH } from './merger.ts';
import { PairMap } from './pairMap.ts';
import { splitWords } from './pretokenizer.ts';
import { utf8Bytes, utf8Length, utf8Text, writeUtf8 } from './utf8.ts';
import type { Vocab } from './vocab.ts';

const SPACE = 0x20;

/**
 * Byte-level BPE (llama.cpp's llm_tokenizer_bpe): within each word of the pre-tokenizer, bytes are merged in the order
 * of the file's list of merges.
 *
 * Symbols are numbers: ids of tokens, and from nVocab on what occurs in merges but is no token. So a merge is a look-up
 * of two integers, and no string is made for it.
 */
export class BpeEncoder extends Merger {
  readonly #vocab: Vocab;
  readonly #splits: readonly RegExp[];
  readonly #ignoreMerges: boolean;
  /** (left symbol, right symbol) -> rank */
  readonly #ranks: PairMap;
  /** The symbol that a merge makes, by rank. */
  readonly #merged: Int32Array; // [nMerges]
  readonly #byteSymbols: Int32Array; // [256]
  /** Text of the symbols from nVocab on. */
  readonly #strangers: readonly string[];
  /** The word's bytes, the symbols they become, and the word's text as a token would have it. */
  #bytes = new Uint8Array(SCRATCH);
  #symbols = new Int32Array(SCRATCH);
  #spelling = new Uint8Array(2 * SCRATCH);

  constructor(vocab: Vocab, splits: readonly RegExp[], ignoreMerges: boolean) {
    super();
    this.#vocab = vocab;
    this.#splits = splits;
    this.#ignoreMerges = ignoreMerges;
    const symbols = new SymbolTable(vocab);
    this.#byteSymbols = Int32Array.from(byteToCharacter, (character) => {
      const bytes = utf8Bytes(character);
      return symbols.find(bytes, 0, bytes.length);
    });
    const { merges } = vocab;
    this.#ranks = new PairMap(merges.length);
    this.#merged = new Int32Array(merges.length);
    for (let rank = 0; rank < merges.length; rank++) {
      const start = merges.start(rank);
      const end = merges.end(rank);
      // The first character belongs to the left half even if it is a space.
      let space = start + 1;
      while (space < end && merges.bytes[space] !== SPACE) space++;
      if (space >= end) continue;
      const left = symbols.find(merges.bytes, start, space);
      const right = symbols.find(merges.bytes, space + 1, end);
      if (this.#ranks.get(left, right) !== NONE) continue;
      this.#ranks.set(left, right, rank);
      this.#merged[rank] = symbols.findJoined(merges.bytes, start, space, end);
    }
    this.#strangers = symbols.strangers;
  }

  /** `text` is well-formed. */
  encode(text: string, out: TokenId[]): void {
    for (const word of splitWords(text, this.#splits)) this.#encodeWord(word, out);
  }

  #encodeWord(word: string, out: TokenId[]): void {
    const n = this.#spell(word);
    if (this.#ignoreMerges) {
      const id = this.#vocab.ids.find(this.#spelling, 0, this.#spellOut(n));
      if (id !== NONE) {
        out.push(id);
        return;
      }
    }
    this.run(n);
    for (let i = 0; i !== NONE; i = this.next[i]!) this.#emit(this.#symbols[i]!, out);
  }

  /** One symbol for each byte of the word in UTF-8; returns how many. */
  #spell(word: string): number {
    this.#reserve(utf8Length(word));
    const n = writeUtf8(this.#bytes, word, 0, word.length);
    for (let i = 0; i < n; i++) this.#symbols[i] = this.#byteSymbols[this.#bytes[i]!]!;
    return n;
  }

  /** The text, in UTF-8, that a token has which is the word's n bytes; returns how many bytes it takes. */
  #spellOut(n: number): number {
    const spelling = this.#spelling;
    let length = 0;
    for (let i = 0; i < n; i++) {
      const unit = byteToUnit[this.#bytes[i]!]!;
      if (unit >= 0x80) spelling[length++] = 0xc0 | (unit >> 6);
      spelling[length++] = unit < 0x80 ? unit : 0x80 | (unit & 0x3f);
    }
    return length;
  }

  #reserve(n: number): void {
    this.reserve(n);
    if (this.#symbols.length === this.next.length) return;
    this.#symbols = new Int32Array(this.next.length);
    this.#bytes = new Uint8Array(this.next.length);
    this.#spelling = new Uint8Array(2 * this.next.length);
  }

  /** A symbol that is no token is spelled in its bytes; a byte that is no token has no spelling at all. */
  #emit(symbol: number, out: TokenId[]): void {
    const { nVocab } = this.#vocab;
    if (symbol < nVocab) {
      out.push(symbol);
      return;
    }
    const text = this.#strangers[symbol - nVocab]!;
    for (let i = 0; i < text.length; i++) {
      const byte = byteOfUnit(text.charCodeAt(i));
      const id = byte === -1 ? undefined : this.#byteSymbols[byte]!;
      if (id !== undefined && id < nVocab) out.push(id);
    }
  }

  protected override order(left: number, right: number): number {
    return this.#ranks.get(this.#symbols[left]!, this.#symbols[right]!);
  }

  protected override merge(left: number, right: number): void {
    const rank = this.#ranks.get(this.#symbols[left]!, this.#symbols[right]!);
    this.#symbols[left] = this.#merged[rank]!;
  }
}

/** Numbers for the texts of tokens and of merges, which are given in UTF-8. */
class SymbolTable {
  readonly strangers: string[] = [];
  readonly #vocab: Vocab;
  readonly #strangerSymbols = new Map<string, number>();
  #joined = new Uint8Array(SCRATCH);

  constructor(vocab: Vocab) {
    this.#vocab = vocab;
  }

  /** By bytes `start` up to `end`. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const token = this.#vocab.ids.find(bytes, start, end);
    if (token !== NONE) return token;
    const text = utf8Text(bytes.subarray(start, end));
    const known = this.#strangerSymbols.get(text);
    if (known !== undefined) return known;
    const symbol = this.#vocab.nVocab + this.strangers.length;
    this.strangers.push(text);
    this.#strangerSymbols.set(text, symbol);
    return symbol;
  }

  /** By the same, without the byte at `gap`. */
  findJoined(bytes: Uint8Array, start: number, gap: number, end: number): number {
    if (end - start > this.#joined.length) this.#joined = new Uint8Array(2 * (end - start));
    const joined = this.#joined;
    let n = 0;
    for (let at = start; at < end; at++) if (at !== gap) joined[n++] = bytes[at]!;
    return this.find(joined, 0, n);
  }
}
