import { LlmError } from '../base/errors.ts';
import type { TokenId } from '../base/types.ts';
import type { GgufMetadata } from '../gguf/types.ts';
import { BpeEncoder } from './bpe.ts';
import { byteOfUnit } from './byteAlphabet.ts';
import { cleanUpSpaces } from './detokenizer.ts';
import { SpecialTokenTrie } from './specialTokenTrie.ts';
import { SPM_SPACE, SpmEncoder } from './spm.ts';
import type { EncodeOptions, Tokenizer } from './tokenizer.ts';
import { concatBytes, toWellFormed, utf8Bytes, utf8Text } from './utf8.ts';
import { readVocab, tokenAttr, type Vocab } from './vocab.ts';

export { createDetokenizer } from './detokenizer.ts';
export type { Detokenizer, EncodeOptions, Tokenizer } from './tokenizer.ts';

/**
 * The tokenizer of a GGUF file.
 *
 * @throws LlmError `gguf` for a vocabulary that contradicts itself, `unsupported` for one of a kind we do not have.
 */
export function createTokenizer(metadata: GgufMetadata): Tokenizer {
  return new VocabTokenizer(readVocab(metadata));
}

/** Encodes text in which no special token is left. */
interface Encoder {
  encode(text: string, out: TokenId[]): void;
}

class VocabTokenizer implements Tokenizer {
  readonly nVocab: number;
  readonly bos: TokenId | undefined;
  readonly eos: TokenId | undefined;
  readonly addBos: boolean;
  readonly addEos: boolean;
  readonly warnings: readonly string[];
  readonly #vocab: Vocab;
  readonly #encoder: Encoder;
  readonly #specials: SpecialTokenTrie;

  constructor(vocab: Vocab) {
    this.nVocab = vocab.nVocab;
    this.bos = vocab.bos;
    this.eos = vocab.eos;
    this.addBos = vocab.addBos;
    this.addEos = vocab.addEos;
    this.warnings = vocab.warnings;
    this.#vocab = vocab;
    const pre = vocab.preTokenizer;
    this.#encoder = pre ? new BpeEncoder(vocab, pre.splits, pre.ignoreMerges) : new SpmEncoder(vocab);
    this.#specials = new SpecialTokenTrie(vocab);
  }

  encode(text: string, { addSpecial, parseSpecial }: EncodeOptions): TokenId[] {
    const ids: TokenId[] = [];
    if (addSpecial && this.addBos) ids.push(this.bos!);
    let afterSpecial = true;
    for (const fragment of this.#specials.partition(toWellFormed(text), parseSpecial)) {
      if (typeof fragment === 'number') {
        ids.push(fragment);
        afterSpecial = true;
      } else {
        const prefix = this.#vocab.addSpacePrefix && this.#vocab.kind === 'spm' && afterSpecial ? ' ' : '';
        this.#encoder.encode(prefix + fragment, ids);
        afterSpecial = false;
      }
    }
    if (addSpecial && this.addEos) ids.push(this.eos!);
    return ids;
  }

  tokenToPiece(id: TokenId, special = false): Uint8Array {
    this.#check(id);
    const attr = this.#vocab.attrs[id]!;
    const text = this.#vocab.texts.at(id)!;
    if (attr & (tokenAttr.control | tokenAttr.unknown)) return special ? utf8Bytes(text) : new Uint8Array(0);
    if (attr & tokenAttr.userDefined) return utf8Bytes(text);
    if (attr & tokenAttr.byte) return Uint8Array.of(Number.parseInt(text.slice(3, 5), 16));
    if (!(attr & tokenAttr.normal)) return new Uint8Array(0);
    return this.#vocab.kind === 'spm' ? utf8Bytes(text.replaceAll(SPM_SPACE, ' ')) : spelledBytes(text);
  }

  tokenText(id: TokenId): string {
    this.#check(id);
    return this.#vocab.texts.at(id)!;
  }

  decode(ids: readonly TokenId[], special = false): string {
    const pieces = ids.map((id) => this.tokenToPiece(id, special));
    // The space that `encode` put before the text; even where the first piece is a BOS that is not shown.
    const first = pieces[0];
    if (this.#vocab.addSpacePrefix && first?.[0] === 0x20) pieces[0] = first.subarray(1);
    const text = utf8Text(concatBytes(pieces));
    return this.#vocab.cleanSpaces ? cleanUpSpaces(text) : text;
  }

  isEog(id: TokenId): boolean {
    return this.#vocab.eog.has(id);
  }

  #check(id: TokenId): void {
    if (!Number.isInteger(id) || id < 0 || id >= this.nVocab) {
      throw new LlmError('request', `token ${id}: expected an id from 0 to ${this.nVocab - 1}`);
    }
  }
}

/** The bytes that a token of byte-level BPE spells. A character that spells none stands for itself. */
function spelledBytes(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const byte = byteOfUnit(character.charCodeAt(0));
    if (byte !== -1 && character.length === 1) bytes.push(byte);
    else bytes.push(...utf8Bytes(character));
  }
  return Uint8Array.from(bytes);
}
