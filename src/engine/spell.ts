import type { TokenId } from '../base/types.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';

/** Tokens as a person may read them. */
export interface Spelling {
  /** What the tokens say, control tokens written out: those, too, that no template wrote but the tokenizer added. */
  readonly text: string;
  /** The control tokens among them, each once. */
  readonly controls: readonly string[];
}

export function spell(
  tokenizer: Pick<Tokenizer, 'decode' | 'tokenToPiece' | 'tokenText'>,
  tokens: readonly TokenId[],
): Spelling {
  const controls = [...new Set(tokens)].filter((id) => tokenizer.tokenToPiece(id).length === 0);
  return {
    text: tokenizer.decode(tokens, true),
    controls: controls.map((id) => tokenizer.tokenText(id)).filter((text) => text !== ''),
  };
}
