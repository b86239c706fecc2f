import { LlmError } from '../base/errors.ts';
import type { TokenId } from '../base/types.ts';
import type { SlidingWindow } from './slidingWindow.ts';
import type { StateCopies } from './stateCopies.ts';

/**
 * Which tokens the KV cache holds, position by position. The keys and values lie elsewhere, with whoever computes;
 * what is cut off here is simply overwritten there.
 */
export class KvTokens {
  readonly nCtx: number;
  readonly nVocab: number;
  readonly #states: StateCopies | undefined;
  readonly #window: SlidingWindow | undefined;
  readonly #tokens: TokenId[] = [];

  /** `states` of a model that has recurrent layers; `window` where layers keep only the latest positions. */
  constructor(nCtx: number, nVocab: number, states?: StateCopies, window?: SlidingWindow) {
    this.#states = states;
    this.#window = window;
    this.nCtx = nCtx;
    this.nVocab = nVocab;
  }

  get tokens(): readonly TokenId[] {
    return this.#tokens;
  }

  /** Positions held; also the position of the next token. */
  get length(): number {
    return this.#tokens.length;
  }

  /**
   * Cuts back to the longest common prefix with `prompt`, or as far as the states of recurrent layers have to go back, or
   * to nothing where layers with a window no longer hold what the next token would see; and returns its length.
   */
  rewindTo(prompt: readonly TokenId[]): number {
    const shorter = Math.min(this.#tokens.length, prompt.length);
    let common = 0;
    while (common < shorter && this.#tokens[common] === prompt[common]) common++;
    const reached = this.#states?.rewind(this.length, common) ?? common;
    const kept = this.#window?.rewind(reached) ?? reached;
    this.#tokens.length = kept;
    return kept;
  }

  /** Copies of recurrent states for the next pass. */
  get states(): { readonly stateFrom: number; readonly stateTo: number } {
    return this.#states?.next ?? { stateFrom: 0, stateTo: 0 };
  }

  /** Holds these from now on. Throws unless they fit. */
  replace(tokens: readonly TokenId[]): void {
    if (tokens.length > this.nCtx)
      throw new LlmError('context', `the context holds ${this.nCtx} tokens; found ${tokens.length}`);
    this.#tokens.length = 0;
    this.append(tokens);
  }

  /** Throws unless `batch` may be decoded next. */
  check(batch: readonly TokenId[], nBatch: number): void {
    if (batch.length < 1 || batch.length > nBatch)
      throw new LlmError('request', `decode: expected 1 to ${nBatch} tokens, found ${batch.length}`);
    if (this.length + batch.length > this.nCtx)
      throw new LlmError(
        'context',
        `the context holds ${this.nCtx} tokens: ${this.length} are in use, and ${batch.length} more do not fit`,
      );
    for (const id of batch)
      if (!Number.isInteger(id) || id < 0 || id >= this.nVocab)
        throw new LlmError('request', `decode: expected token ids from 0 to ${this.nVocab - 1}, found ${id}`);
  }

  /** Notes a batch whose keys and values are complete. */
  append(batch: readonly TokenId[]): void {
    this.#states?.commit(this.length, batch.length);
    for (const id of batch) this.#tokens.push(id);
  }
}
