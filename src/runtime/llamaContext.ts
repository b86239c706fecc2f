import type { KvType } from '../base/kvType.ts';
import type { TokenId } from '../base/types.ts';
import type { HParams } from '../model/hparams.ts';

export interface ContextOptions {
  /** Positions the KV cache holds. */
  readonly nCtx: number;
  readonly kvType: KvType;
}

/** Cooperative cancellation of a pass: anything non-zero in `flag[0]` stops it. Shared, so that busy threads see it. */
export interface CancelFlag {
  readonly flag: Int32Array<SharedArrayBuffer>;
}

/** Weights, immutable. Makes contexts, so that a new context size or a second conversation reloads nothing. */
export interface LlamaModel {
  readonly hparams: HParams;
  /** Throws an LlmError `memory` that says what was needed if the cache does not fit. */
  createContext(options: ContextOptions): Promise<LlamaContext>;
  /** Ends whatever computes and gives the memory back. */
  dispose(): Promise<void>;
}

/** One sequence: a KV cache and the tokens it holds. Knows nothing of text. */
export interface LlamaContext {
  readonly nCtx: number;
  /** Most tokens a single decode may take; longer prompts are fed in several. */
  readonly nBatch: number;
  /** What the KV cache holds. */
  readonly tokens: readonly TokenId[];
  /** Cuts the cache back to the longest common prefix with `prompt` that is still valid, and returns its length. */
  rewindTo(prompt: readonly TokenId[]): number;
  /**
   * Whether `rewindTo` keeps the whole common prefix, if not more than the last batches are cut off. A recurrent state
   * cannot be cut back to any length. (Layers with a window hold some batches more than they see.)
   */
  readonly rewindsExactly: boolean;
  /**
   * Appends `batch` (1 … nBatch tokens) to the cache and returns logits [nOut, nVocab] of its last token, or of all.
   * The array is reused by the next call. Rejects with LlmError `cancelled` if `cancel` was set (the cache then holds
   * what it held before, and maybe the beginning of the batch), `context` if it would not fit, `engine` if a
   * compute thread died.
   */
  decode(batch: readonly TokenId[], want: 'last' | 'all', cancel?: CancelFlag): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** A sequence with its keys and values, apart from any context. Good for every context of the same model and type. */
export interface KvState {
  readonly tokens: readonly TokenId[];
  /** The keys and values as the backend keeps them; nothing else can read them. */
  readonly bytes: Uint8Array;
}

/** A context whose sequence can be taken out and put back later, so that several conversations take turns. */
export interface StatefulContext extends LlamaContext {
  /** Size of `saveState().bytes`, at most, if it held `nTokens`. */
  stateBytes(nTokens: number): number;
  /** Rejects with LlmError `request` unless `rewindsExactly`: a recurrent state is no part of it. */
  saveState(): Promise<KvState>;
  /**
   * Replaces what the context holds; what comes next is computed as if the tokens had been decoded here. Rejects with
   * LlmError `context` if there are more than it has room for, `request` if the bytes are not such a state's.
   */
  restoreState(state: KvState): Promise<void>;
}
