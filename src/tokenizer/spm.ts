import type { TokenId } from '../base/types.ts';
import { Merger, NONE, SCRATCH } from './merger.ts';
import { utf8Bytes } from './utf8.ts';
import type { Vocab } from './vocab.ts';

/** SentencePiece's space: ▁, LOWER ONE EIGHTH BLOCK. */
export const SPM_SPACE = '\u2581';

/**
 * SentencePiece-style encoding (llama.cpp's llm_tokenizer_spm): the text's characters are merged, the pair first whose
 * token has the highest score; what is no token in the end is spelled in byte tokens.
 */
export class SpmEncoder extends Merger {
  readonly #vocab: Vocab;
  /** Rank of each token's score, the highest 0; equal scores share it. [nVocab] */
  readonly #rank: Int32Array;
  readonly #byteTokens: readonly TokenId[]; // [256]
  #text = '';
  /** Symbol i is text[start[i], end[i]). */
  #start = new Int32Array(SCRATCH);
  #end = new Int32Array(SCRATCH);

  constructor(vocab: Vocab) {
    super();
    this.#vocab = vocab;
    this.#rank = rankScores(vocab.scores);
    this.#byteTokens = Array.from({ length: 256 }, (_, byte) => byteToken(vocab, byte));
  }

  /** `text` is well-formed; its spaces are escaped here. */
  encode(text: string, out: TokenId[]): void {
    this.#text = text.replaceAll(' ', SPM_SPACE);
    const n = this.#split();
    if (n === 0) return;
    this.run(n);
    for (let i = 0; i !== NONE; i = this.next[i]!) {
      const start = this.#start[i]!;
      const end = this.#end[i]!;
      const id = this.#vocab.ids.get(this.#text, start, end);
      if (id !== undefined) out.push(id);
      else for (const byte of utf8Bytes(this.#text.slice(start, end))) this.#pushByte(byte, out);
    }
    this.#text = '';
  }

  /** One symbol for each character. */
  #split(): number {
    const text = this.#text;
    this.#reserve(text.length);
    let n = 0;
    for (let i = 0; i < text.length; n++) {
      this.#start[n] = i;
      i += text.codePointAt(i)! > 0xffff ? 2 : 1;
      this.#end[n] = i;
    }
    return n;
  }

  #reserve(n: number): void {
    this.reserve(n);
    if (this.#start.length === this.next.length) return;
    this.#start = new Int32Array(this.next.length);
    this.#end = new Int32Array(this.next.length);
  }

  #pushByte(byte: number, out: TokenId[]): void {
    const id = this.#byteTokens[byte]!;
    if (id !== NONE) out.push(id);
  }

  protected override order(left: number, right: number): number {
    const start = this.#start[left]!;
    const end = this.#end[right]!;
    const id = this.#vocab.ids.get(this.#text, start, end);
    return id === undefined ? NONE : this.#rank[id]!;
  }

  protected override merge(left: number, right: number): void {
    this.#end[left] = this.#end[right]!;
  }
}

/** `<0x0A>`, else the byte as a character, else the unknown token. */
function byteToken(vocab: Vocab, byte: number): TokenId {
  const name = `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
  const character = byte < 0x80 ? String.fromCharCode(byte) : name;
  return vocab.ids.get(name) ?? vocab.ids.get(character) ?? vocab.unk ?? NONE;
}

function rankScores(scores: Float32Array): Int32Array {
  const descending = Float32Array.from(new Set(scores)).sort().reverse();
  const rankOf = new Map<number, number>();
  descending.forEach((score, rank) => rankOf.set(score, rank));
  return Int32Array.from(scores, (score) => rankOf.get(score)!);
}
