import type { TokenId } from '../base/types.ts';
import type { CancelFlag, LlamaContext } from '../runtime/llamaContext.ts';
import type { DraftPolicy } from './draftPolicy.ts';
import type { DraftModel } from './draftModel.ts';
import { MAX_MATCH, PromptLookup } from './lookup.ts';

/** What decides how far ahead to guess. */
export type Policy = Pick<DraftPolicy, 'notePrediction' | 'noteBatch' | 'noteAccepted' | 'draftLength'>;

/** Who guesses where the text repeats nothing. */
export interface Drafter {
  readonly model: Pick<DraftModel, 'follow' | 'propose'>;
  /** Its costs are those of drafting and of checking together. */
  readonly policy: Policy;
}

/** A model's guesses are all of one kind. */
const MODEL_MATCH = MAX_MATCH;

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
  readonly #drafter: Drafter | undefined;
  readonly #lookup: PromptLookup;
  /** Prompt and answer so far. */
  readonly #tokens: readonly TokenId[];
  /** The batch last computed, its logits, and how many of its tokens the answer has. */
  #batch: TokenId[] = [];
  #rows: Float32Array = new Float32Array(0); // [batch, nVocab], or of its last token only
  #taken = 0;
  /** Whose guesses are in the batch. */
  #guesser: Policy;
  #isDrafterReady = false;

  constructor(
    context: LlamaContext,
    nVocab: number,
    prompt: readonly TokenId[],
    policy: Policy,
    drafter?: Drafter,
  ) {
    this.#context = context;
    this.#drafter = drafter;
    this.#guesser = policy;
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
      this.#guesser.noteAccepted();
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
    const drafted = this.#batch[this.#taken];
    if (this.#guesser === this.#drafter?.policy && drafted !== undefined)
      this.#guesser.notePrediction(MODEL_MATCH, drafted === token);
  }

  #dropWrong(): void {
    if (this.#taken < this.#batch.length) this.#context.rewindTo(this.#tokens);
    this.#batch.length = 0;
    this.#taken = 0;
  }

  async #decode(token: TokenId, mostDrafted: number, cancel: CancelFlag): Promise<void> {
    const { nCtx, nBatch } = this.#context;
    const most = Math.min(mostDrafted, nBatch - 1, nCtx - this.#tokens.length);
    const plan = this.#plan(most);
    if (plan.drafter !== undefined && !this.#isDrafterReady) {
      // Once an answer, and no measure of what a guess costs.
      await plan.drafter.model.follow(this.#tokens, cancel);
      this.#isDrafterReady = true;
    }
    const start = performance.now();
    const guesses =
      (await plan.drafter?.model.propose(this.#tokens, plan.n, cancel)) ??
      Array.from({ length: plan.n }, (_, i) => this.#lookup.predicted(i)!);
    const batch = [token, ...guesses];
    this.#rows = await this.#context.decode(batch, plan.n > 0 ? 'all' : 'last', cancel);
    const ms = performance.now() - start;
    this.#guesser = plan.drafter?.policy ?? this.#policy;
    this.#guesser.noteBatch(batch.length, ms);
    if (batch.length === 1) this.#drafter?.policy.noteBatch(1, ms);
    this.#batch = batch;
  }

  /** How many tokens to guess, and who does it: the lookup where it can, since it costs nothing. */
  #plan(most: number): { readonly n: number; readonly drafter?: Drafter | undefined } {
    const n = this.#policy.draftLength(this.#lookup.matchLength, most);
    if (n > 0) return { n };
    const nModel = this.#drafter?.policy.draftLength(MODEL_MATCH, most) ?? 0;
    return nModel > 0 ? { n: nModel, drafter: this.#drafter } : { n: 0 };
  }

  #row(i: number): Float32Array {
    return this.#batch.length === 1
      ? this.#rows
      : this.#rows.subarray(i * this.#nVocab, (i + 1) * this.#nVocab);
  }
}
