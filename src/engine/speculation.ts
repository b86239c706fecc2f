import type { TokenId } from '../base/types.ts';
import type { CancelFlag, LlamaContext } from '../runtime/llamaContext.ts';
import type { DraftPolicy } from './draftPolicy.ts';
import { PromptLookup } from './lookup.ts';

/** What decides how far ahead to guess. */
export type Policy = Pick<DraftPolicy, 'notePrediction' | 'noteBatch' | 'noteAccepted' | 'draftLength'>;

/**
 * Logits, token by token, of which several may come from one pass over the weights: the tokens that probably follow are
 * computed along with the one that is certain. The sampler chain never knows. It is given the logits of each position
 * in turn, and only as far as it chose what had been guessed; a position's logits do not depend on the batch it came
 * in, so the answer is the same, token by token and with every seed, as without.
 */
export class Speculation {
  readonly #context: LlamaContext;
  readonly #nVocab: number;
  readonly #policy: Policy;
  readonly #lookup: PromptLookup;
  /** Prompt and answer so far. */
  readonly #tokens: readonly TokenId[];
  /** The batch last computed, its logits, and how many of its tokens the answer has. */
  #batch: TokenId[] = [];
  #rows: Float32Array = new Float32Array(0); // [batch, nVocab], or of its last token only
  #taken = 0;

  constructor(context: LlamaContext, nVocab: number, prompt: readonly TokenId[], policy: Policy) {
    this.#context = context;
    this.#nVocab = nVocab;
    this.#policy = policy;
    this.#lookup = new PromptLookup(context.nCtx, prompt);
    this.#tokens = this.#lookup.tokens;
  }

  /**
   * The logits after `token`, which the answer now has. `mostDrafted` is how many more tokens can be of use.
   * Rejects as `LlamaContext.decode` does.
   */
  async next(token: TokenId, mostDrafted: number, cancel: CancelFlag): Promise<Float32Array> {
    this.#notePrediction(token);
    this.#lookup.push(token);
    if (token === this.#batch[this.#taken]) {
      this.#policy.noteAccepted();
      return this.#row(this.#taken++);
    }
    this.#dropWrong();
    await this.#decode(token, mostDrafted, cancel);
    this.#taken = 1;
    return this.#row(0);
  }

  /** Nothing of what was guessed wrong stays in the context. */
  end(): void {
    this.#dropWrong();
  }

  #notePrediction(token: TokenId): void {
    const { matchLength } = this.#lookup;
    if (matchLength > 0) this.#policy.notePrediction(matchLength, this.#lookup.predicted(0) === token);
  }

  #dropWrong(): void {
    if (this.#taken < this.#batch.length) this.#context.rewindTo(this.#tokens);
    this.#batch.length = 0;
    this.#taken = 0;
  }

  async #decode(token: TokenId, mostDrafted: number, cancel: CancelFlag): Promise<void> {
    const { nCtx, nBatch } = this.#context;
    const most = Math.min(mostDrafted, nBatch - 1, nCtx - this.#tokens.length);
    const nDrafted = this.#policy.draftLength(this.#lookup.matchLength, most);
    const batch = [token];
    for (let i = 0; i < nDrafted; i++) batch.push(this.#lookup.predicted(i)!);
    const start = performance.now();
    this.#rows = await this.#context.decode(batch, nDrafted > 0 ? 'all' : 'last', cancel);
    this.#policy.noteBatch(batch.length, performance.now() - start);
    this.#batch = batch;
  }

  #row(i: number): Float32Array {
    return this.#batch.length === 1
      ? this.#rows
      : this.#rows.subarray(i * this.#nVocab, (i + 1) * this.#nVocab);
  }
}
