import { LlmError } from '../base/errors.ts';
import type { TokenId } from '../base/types.ts';
import type { GgufMetadata } from '../gguf/types.ts';
import type { CancelFlag, LlamaContext } from '../runtime/llamaContext.ts';

/** A small model that guesses what a larger one of the same vocabulary will say. */
export class DraftModel {
  readonly #context: LlamaContext;

  constructor(context: LlamaContext) {
    this.#context = context;
  }

  /** Reads what it has not read yet, as far as `propose` need not: before the first guess that is the whole prompt. */
  async follow(tokens: readonly TokenId[], cancel: CancelFlag): Promise<void> {
    const { nBatch } = this.#context;
    const end = tokens.length - 1;
    let done = this.#context.rewindTo(tokens);
    if (done > end) done = this.#context.rewindTo(tokens.slice(0, end));
    for (; done < end; done += nBatch)
      await this.#context.decode(tokens.slice(done, Math.min(done + nBatch, end)), 'last', cancel);
  }

  /** The likeliest `n` tokens after `tokens`, one by one. */
  async propose(tokens: readonly TokenId[], n: number, cancel: CancelFlag): Promise<TokenId[]> {
    await this.follow(tokens, cancel);
    const drafted: TokenId[] = [];
    for (let last = tokens.at(-1)!; drafted.length < n; last = drafted.at(-1)!)
      drafted.push(likeliest(await this.#context.decode([last], 'last', cancel)));
    return drafted;
  }
}

function likeliest(logits: Float32Array): TokenId {
  let best = 0;
  for (let i = 1; i < logits.length; i++) if (logits[i]! > logits[best]!) best = i;
  return best;
}

/** Throws `unsupported` unless token for token both files have the same vocabulary: a guess is a token's number. */
export function checkSameVocabulary(what: string, draft: GgufMetadata, model: GgufMetadata): void {
  const found = draft.texts('tokenizer.ggml.tokens');
  const expected = model.texts('tokenizer.ggml.tokens');
  if (found.length !== expected.length)
    throw new LlmError(
      'unsupported',
      `${what} has another vocabulary than the model: expected ${expected.length} tokens, found ${found.length}`,
    );
  for (let i = 0; i < found.length; i++) {
    if (found.at(i) === expected.at(i)) continue;
    throw new LlmError(
      'unsupported',
      `${what} has another vocabulary than the model: token ${i}: expected ${JSON.stringify(expected.at(i))}, ` +
        `found ${JSON.stringify(found.at(i))}`,
    );
  }
}
