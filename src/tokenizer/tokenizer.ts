import type { TokenId } from '../base/types.ts';

export interface EncodeOptions {
  /** Add BOS/EOS where the file asks for them (llama.cpp's add_special). */
  readonly addSpecial: boolean;
  /** Read the text of control tokens as those tokens (llama.cpp's parse_special). */
  readonly parseSpecial: boolean;
}

/** Text to ids and back, as llama.cpp's llama_tokenize and llama_token_to_piece do it. */
export interface Tokenizer {
  readonly nVocab: number;
  readonly bos: TokenId | undefined;
  readonly eos: TokenId | undefined;
  readonly addBos: boolean;
  readonly addEos: boolean;
  /** What the person should know, such as an unknown pre-tokenizer replaced by the default. */
  readonly warnings: readonly string[];
  encode(text: string, options: EncodeOptions): TokenId[];
  /** The token's bytes: a piece may be half a character. Control tokens give nothing unless `special`. */
  tokenToPiece(id: TokenId, special?: boolean): Uint8Array;
  /** The token's text as the vocabulary spells it, for display and for chat templates (`bos_token`). */
  tokenText(id: TokenId): string;
  /** Whole-sequence detokenisation as llama_detokenize does it (remove_special false). */
  decode(ids: readonly TokenId[], special?: boolean): string;
  /** End of generation: eos, eot, eom and their like. */
  isEog(id: TokenId): boolean;
}

/** Token by token to text, holding back bytes until they make whole characters. */
export interface Detokenizer {
  push(id: TokenId): string;
  /** What is still held back, incomplete bytes as U+FFFD. */
  end(): string;
}
