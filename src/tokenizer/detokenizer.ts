import type { TokenId } from '../base/types.ts';
import type { Detokenizer, Tokenizer } from './tokenizer.ts';

/**
 * Token by token to text. Holds back at most the three bytes of an unfinished character; bytes that can never become
 * one are U+FFFD at once. What it gives is the tokens' pieces one after the other, nothing cleaned up or trimmed: so it
 * is `decode` but for SentencePiece's leading space and for vocabularies that ask for clean-up.
 */
export function createDetokenizer(tokenizer: Tokenizer, special = false): Detokenizer {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return {
    push: (id: TokenId) => decoder.decode(tokenizer.tokenToPiece(id, special), { stream: true }),
    end: () => decoder.decode(),
  };
}

/**
 * llama.cpp's clean_up_tokenization_spaces (llama_detokenize): no space before ? ! . , none around a lone apostrophe,
 * none before 's 'm 're 've. Three passes, each over what the one before it left.
 */
export function cleanUpSpaces(text: string): string {
  return text
    .replace(/ (?=[?!.,])/g, '')
    .replaceAll(" ' ", "'")
    .replace(/ (?='(?:[sm]|[rv]e))/g, '');
}
