import type { TokenId } from '../base/types.ts';
import type { GenerateResult } from '../protocol/engine.ts';

/**
 * The tokens of the answer that was given last. An answer that was cut off goes on from the tokens the model chose: its
 * text alone may make others, where a word or a character was cut, and then the model would go on in another way.
 */
export class LastAnswer {
  /** Of the prompt and the answer, without the one that ended it. */
  #tokens: readonly TokenId[] = [];
  #text = '';
  /** Where in the tokens the answer begins. */
  #start = 0;

  /** `begun`: what of the answer the prompt ended with, where it went on. */
  keep({ promptTokens, tokens, text }: GenerateResult, begun: string, isEog: (id: TokenId) => boolean): void {
    const isSame = begun !== '' && this.begunIn(promptTokens).length > 0;
    this.#start = isSame ? this.#start : promptTokens.length;
    this.#tokens = [...promptTokens, ...tokens.filter((id) => !isEog(id))];
    this.#text = isSame || begun === '' ? begun + text : '';
  }

  /** The prompt, and after it the tokens that make `text`; undefined where the last answer was another one. */
  after(prompt: readonly TokenId[], text: string): readonly TokenId[] | undefined {
    const isSame = text !== '' && text === this.#text && prompt.length === this.#start;
    return isSame && startsWith(this.#tokens, prompt) ? this.#tokens : undefined;
  }

  /** Tokens of the answer that a prompt ends with: their text is shown already, but for half a character at the end. */
  begunIn(prompt: readonly TokenId[]): readonly TokenId[] {
    const isSame = prompt.length === this.#tokens.length && startsWith(this.#tokens, prompt);
    return isSame ? prompt.slice(this.#start) : [];
  }

  forget(): void {
    this.#tokens = [];
    this.#text = '';
    this.#start = 0;
  }
}

function startsWith(tokens: readonly TokenId[], beginning: readonly TokenId[]): boolean {
  return beginning.length <= tokens.length && beginning.every((id, i) => id === tokens[i]);
}
