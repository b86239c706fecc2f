import type { TokenId } from '../base/types.ts';
import type { KvState, StatefulContext } from '../runtime/llamaContext.ts';

/** Fewer tokens are computed again about as fast as they are kept and looked up. */
const WORTH_KEEPING = 32;

/** States that outlive the model; see diskStates.ts. What goes wrong there is no reason to fail an answer. */
export interface StateStore {
  /** The tokens of what is there. */
  readonly stored: readonly (readonly TokenId[])[];
  write(state: KvState): Promise<void>;
  /** Undefined if it could not be read after all. */
  read(tokens: readonly TokenId[]): Promise<KvState | undefined>;
}

export interface ConversationCacheOptions {
  /** Bytes that the states may take in memory, where they take `bytes` now. */
  readonly budget: (bytes: number) => number;
  readonly store?: StateStore | undefined;
}

/**
 * Keys and values of conversations that are not in the context, so that switching back computes nothing again. The
 * context is the place of the conversation at hand; when another one takes it, the state is saved here, and the least
 * recently used states go when there are too many: to the store if there is one, else for good.
 */
export class ConversationCache {
  readonly #context: StatefulContext;
  readonly #options: ConversationCacheOptions;
  /** By conversation, the least recently used first. */
  readonly #states: Map<string, KvState>;
  /** Whose tokens the context holds; those of nobody are not kept. */
  #active: string | undefined;

  /** `from` is a cache for another context of the same model and KV type, whose states go over to this one. */
  constructor(context: StatefulContext, options: ConversationCacheOptions, from?: ConversationCache) {
    this.#context = context;
    this.#options = options;
    this.#states = from === undefined ? new Map<string, KvState>() : from.#states;
  }

  /** Bytes of all states. */
  get bytes(): number {
    return [...this.#states.values()].reduce((sum, state) => sum + state.bytes.length, 0);
  }

  /**
   * Before an answer to `prompt`: the context comes to hold as much of it as is known from any conversation. Those who
   * name none share one that is not kept.
   */
  async prepare(conversation: string | undefined, prompt: readonly TokenId[]): Promise<void> {
    const held = commonPrefix(this.#context.tokens, prompt);
    const known = await this.#find(prompt, held + WORTH_KEEPING);
    // The context is about to have this one's, and more of it.
    if (conversation !== undefined) this.#states.delete(conversation);
    const isLosing = this.#active !== conversation && this.#context.tokens.length - held >= WORTH_KEEPING;
    if (isLosing) await this.save();
    if (known !== undefined) await this.#context.restoreState(known);
    this.#active = conversation;
  }

  /** Keeps what the context holds, if it is anybody's; it is nobody's from now on. */
  async save(): Promise<void> {
    const { tokens } = this.#context;
    const conversation = this.#active;
    this.#active = undefined;
    if (conversation === undefined || tokens.length < WORTH_KEEPING || !this.#context.rewindsExactly) return;
    const budget = this.#options.budget(this.bytes);
    const needed = this.#context.stateBytes(tokens.length);
    this.#states.delete(conversation);
    if (needed <= budget) {
      await this.#shrinkTo(budget - needed);
      this.#states.set(conversation, await this.#context.saveState());
    } else if (this.#options.store !== undefined) {
      await this.#options.store.write(await this.#context.saveState());
    }
  }

  /** Before the model goes: all to the store, if there is one. */
  async store(): Promise<void> {
    if (this.#options.store === undefined) return;
    await this.save();
    await this.#shrinkTo(0);
  }

  async #shrinkTo(budget: number): Promise<void> {
    for (const [conversation, state] of this.#states) {
      if (this.bytes <= budget) return;
      this.#states.delete(conversation);
      await this.#options.store?.write(state);
    }
  }

  /** The state that has most of the prompt, and `enough` of it. */
  async #find(prompt: readonly TokenId[], enough: number): Promise<KvState | undefined> {
    let most = enough - 1;
    let known: KvState | undefined;
    for (const state of this.#states.values()) {
      const common = this.#usable(state.tokens, prompt);
      if (common <= most) continue;
      most = common;
      known = state;
    }
    let stored: readonly TokenId[] | undefined;
    for (const tokens of this.#options.store?.stored ?? []) {
      const common = this.#usable(tokens, prompt);
      if (common <= most) continue;
      most = common;
      stored = tokens;
    }
    return (stored && (await this.#options.store?.read(stored))) ?? known;
  }

  #usable(tokens: readonly TokenId[], prompt: readonly TokenId[]): number {
    return tokens.length > this.#context.nCtx ? 0 : commonPrefix(tokens, prompt);
  }
}

function commonPrefix(a: readonly TokenId[], b: readonly TokenId[]): number {
  const shorter = Math.min(a.length, b.length);
  let common = 0;
  while (common < shorter && a[common] === b[common]) common++;
  return common;
}
