import type { TokenId } from '../base/types.ts';
import { byteOfUnit, byteToCharacter } from './byteAlphabet.ts';
import { Merger, NONE, SCRATCH } from './merger.ts';
import { PairMap } from './pairMap.ts';
import { splitWords } from './pretokenizer.ts';
import { utf8Length } from './utf8.ts';
import type { Vocab } from './vocab.ts';

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
  #symbols = new Int32Array(SCRATCH);

  constructor(vocab: Vocab, splits: readonly RegExp[], ignoreMerges: boolean) {
    super();
    this.#vocab = vocab;
    this.#splits = splits;
    this.#ignoreMerges = ignoreMerges;
    const symbols = new SymbolTable(vocab);
    this.#byteSymbols = Int32Array.from(byteToCharacter, (character) => symbols.of(character));
    this.#ranks = new PairMap(vocab.merges.length);
    this.#merged = new Int32Array(vocab.merges.length);
    vocab.merges.forEach((merge, rank) => {
      // The first character belongs to the left half even if it is a space.
      const space = merge.indexOf(' ', 1);
      if (space === -1) return;
      const left = merge.slice(0, space);
      const right = merge.slice(space + 1);
      const leftSymbol = symbols.of(left);
      const rightSymbol = symbols.of(right);
      if (this.#ranks.get(leftSymbol, rightSymbol) !== NONE) return;
      this.#ranks.set(leftSymbol, rightSymbol, rank);
      this.#merged[rank] = symbols.of(left + right);
    });
    this.#strangers = symbols.strangers;
  }

  /** `text` is well-formed. */
  encode(text: string, out: TokenId[]): void {
    for (const word of splitWords(text, this.#splits)) this.#encodeWord(word, out);
  }

  #encodeWord(word: string, out: TokenId[]): void {
    const n = this.#spell(word);
    if (this.#ignoreMerges) {
      const id = this.#vocab.ids.get(this.#spelling(n));
      if (id !== undefined) {
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
    const symbols = this.#symbols;
    const byteSymbols = this.#byteSymbols;
    let n = 0;
    for (let i = 0; i < word.length; i++) {
      let code = word.charCodeAt(i);
      if (code < 0x80) {
        symbols[n++] = byteSymbols[code]!;
        continue;
      }
      if (code < 0x800) {
        symbols[n++] = byteSymbols[0xc0 | (code >> 6)]!;
      } else {
        if (code >= 0xd800 && code < 0xe000) {
          code = word.codePointAt(i++)!;
          symbols[n++] = byteSymbols[0xf0 | (code >> 18)]!;
          symbols[n++] = byteSymbols[0x80 | ((code >> 12) & 0x3f)]!;
        } else {
          symbols[n++] = byteSymbols[0xe0 | (code >> 12)]!;
        }
        symbols[n++] = byteSymbols[0x80 | ((code >> 6) & 0x3f)]!;
      }
      symbols[n++] = byteSymbols[0x80 | (code & 0x3f)]!;
    }
    return n;
  }

  #spelling(n: number): string {
    let text = '';
    for (let i = 0; i < n; i++) text += this.#textOf(this.#symbols[i]!);
    return text;
  }

  #textOf(symbol: number): string {
    return symbol < this.#vocab.nVocab
      ? this.#vocab.texts[symbol]!
      : this.#strangers[symbol - this.#vocab.nVocab]!;
  }

  #reserve(n: number): void {
    this.reserve(n);
    if (this.#symbols.length !== this.next.length) this.#symbols = new Int32Array(this.next.length);
  }

  /** A symbol that is no token is spelled in its bytes; a byte that is no token has no spelling at all. */
  #emit(symbol: number, out: TokenId[]): void {
    if (symbol < this.#vocab.nVocab) {
      out.push(symbol);
      return;
    }
    const text = this.#textOf(symbol);
    for (let i = 0; i < text.length; i++) {
      const byte = byteOfUnit(text.charCodeAt(i));
      const id = byte === -1 ? undefined : this.#byteSymbols[byte]!;
      if (id !== undefined && id < this.#vocab.nVocab) out.push(id);
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

/** Numbers for the texts of tokens and of merges. */
class SymbolTable {
  readonly strangers: string[] = [];
  readonly #vocab: Vocab;
  readonly #strangerSymbols = new Map<string, number>();

  constructor(vocab: Vocab) {
    this.#vocab = vocab;
  }

  of(text: string): number {
    const known = this.#vocab.ids.get(text) ?? this.#strangerSymbols.get(text);
    if (known !== undefined) return known;
    const symbol = this.#vocab.nVocab + this.strangers.length;
    this.strangers.push(text);
    this.#strangerSymbols.set(text, symbol);
    return symbol;
  }
}
