import { LlmError } from '../base/errors.ts';
import type { TokenId } from '../base/types.ts';
import { KvTokens } from '../runtime/kvCache.ts';
import type { CancelFlag, KvState, StatefulContext } from '../runtime/llamaContext.ts';
import type { SlidingWindow } from '../runtime/slidingWindow.ts';
import type { StateCopies } from '../runtime/stateCopies.ts';
import { logitsRows, MAX_ROWS } from '../weights/memoryPlan.ts';
import { word } from './control.ts';
import type { KvStorage } from './kvStorage.ts';
import type { ThreadPool } from './pool.ts';

/** Tokens that one decode takes: llama.cpp's n_ubatch. They are computed in parts of MAX_ROWS. */
const N_BATCH = 512;

interface ContextParts {
  readonly id: number;
  readonly nCtx: number;
  readonly nVocab: number;
  /** Of a model that has recurrent layers. */
  readonly states: StateCopies | undefined;
  /** Of a model of which layers see only the latest positions. */
  readonly window: SlidingWindow | undefined;
  readonly pool: ThreadPool;
  /** Where the threads leave logits, [logitsRows, nVocab] f32. */
  readonly logits: { readonly memory: WebAssembly.Memory; readonly address: number };
  /** The cache itself, as the engine reaches it. */
  readonly storage: KvStorage;
  /** Gives the cache's memory back. */
  release(): void;
}

/** A KV cache in the model's memory, and the tokens in it. */
export class ComputeContext implements StatefulContext {
  readonly nBatch = N_BATCH;
  readonly #parts: ContextParts;
  readonly #kv: KvTokens;
  /** Where the threads leave logits, whatever context they work for. */
  readonly #shared: Float32Array; // [logitsRows, nVocab]
  readonly #sharedRow: Float32Array; // [nVocab], the first row of them
  /** This context's own: of the last token, … */
  readonly #last: Float32Array; // [nVocab]
  /** … and of a whole batch, made when first wanted. */
  #all = new Float32Array(0); // [nBatch, nVocab]
  #isDisposed = false;

  constructor(parts: ContextParts) {
    this.#parts = parts;
    const { nCtx, nVocab, states, window, logits } = parts;
    this.#kv = new KvTokens(nCtx, nVocab, states, window);
    this.#shared = new Float32Array(logits.memory.buffer, logits.address, logitsRows(nVocab) * nVocab);
    this.#sharedRow = this.#shared.subarray(0, nVocab);
    this.#last = new Float32Array(nVocab);
  }

  get nCtx(): number {
    return this.#parts.nCtx;
  }

  get tokens(): readonly TokenId[] {
    return this.#kv.tokens;
  }

  get rewindsExactly(): boolean {
    return this.#parts.states === undefined;
  }

  rewindTo(prompt: readonly TokenId[]): number {
    return this.#kv.rewindTo(prompt);
  }

  decode(batch: readonly TokenId[], want: 'last' | 'all', cancel?: CancelFlag): Promise<Float32Array> {
    return this.#parts.pool.exclusively(async () => {
      if (this.#isDisposed) throw new LlmError('request', 'the context is disposed');
      this.#kv.check(batch, N_BATCH);
      return want === 'all' ? this.#decodeAll(batch, cancel) : this.#decodeLast(batch, cancel);
    });
  }

  async #decodeLast(batch: readonly TokenId[], cancel: CancelFlag | undefined): Promise<Float32Array> {
    for (let first = 0; first < batch.length; first += MAX_ROWS) {
      const n = Math.min(MAX_ROWS, batch.length - first);
      await this.#pass(batch, first, n, first + n === batch.length ? 1 : 0, cancel);
    }
    this.#last.set(this.#sharedRow);
    return this.#last;
  }

  async #decodeAll(batch: readonly TokenId[], cancel: CancelFlag | undefined): Promise<Float32Array> {
    const { nVocab } = this.#parts;
    if (this.#all.length < batch.length * nVocab) this.#all = new Float32Array(batch.length * nVocab);
    const rows = logitsRows(nVocab);
    for (let first = 0; first < batch.length; first += rows) {
      const n = Math.min(rows, batch.length - first);
      await this.#pass(batch, first, n, n, cancel);
      this.#all.set(this.#shared.subarray(0, n * nVocab), first * nVocab);
    }
    return this.#all.subarray(0, batch.length * nVocab);
  }

  async #pass(
    batch: readonly TokenId[],
    first: number,
    nTokens: number,
    nOut: number,
    cancel: CancelFlag | undefined,
  ): Promise<void> {
    const { pool, id, window, storage } = this.#parts;
    const { words, tokens } = pool.control;
    const pos = this.#kv.length;
    if (window) {
      const dropped = window.makeRoom(pos, nTokens);
      if (dropped > 0) storage.drop(dropped, pos - window.from);
    }
    for (let i = 0; i < nTokens; i++) tokens[i] = batch[first + i]!;
    words[word.context] = id;
    words[word.nTokens] = nTokens;
    words[word.pos] = pos;
    words[word.windowFrom] = window?.from ?? 0;
    words[word.nOut] = nOut;
    const { stateFrom, stateTo } = this.#kv.states;
    words[word.stateFrom] = stateFrom;
    words[word.stateTo] = stateTo;
    if (!(await pool.run('pass', cancel))) throw new LlmError('cancelled', 'the pass was cancelled');
    // Only now: what a pass that was cancelled has written is overwritten by the next one.
    this.#kv.append(batch.slice(first, first + nTokens));
  }

  stateBytes(nTokens: number): number {
    return this.#parts.storage.mostBytesOf(nTokens);
  }

  saveState(): Promise<KvState> {
    return this.#whileIdle(() => {
      if (!this.rewindsExactly) throw new LlmError('request', 'a recurrent state cannot be saved');
      const tokens = [...this.#kv.tokens];
      return { tokens, bytes: this.#parts.storage.read(tokens.length, this.#parts.window?.from ?? 0) };
    });
  }

  restoreState({ tokens, bytes }: KvState): Promise<void> {
    return this.#whileIdle(() => {
      const { storage, window } = this.#parts;
      const from = storage.windowFromOf(tokens.length, bytes.length);
      if (from === undefined || window?.canHold(tokens.length, from) === false)
        throw new LlmError(
          'request',
          `a state of ${tokens.length} tokens: expected ${this.stateBytes(tokens.length)} bytes, found ${bytes.length}`,
        );
      this.#kv.replace(tokens);
      window?.restore(from);
      storage.write(tokens.length, from, bytes);
    });
  }

  /** The threads touch the cache in passes only. */
  #whileIdle<T>(work: () => T): Promise<T> {
    return this.#parts.pool.exclusively(() => {
      if (this.#isDisposed) throw new LlmError('request', 'the context is disposed');
      return Promise.resolve(work());
    });
  }

  /** When no pass uses the cache any more. */
  dispose(): Promise<void> {
    return this.#parts.pool.exclusively(() => {
      if (!this.#isDisposed) this.#parts.release();
      this.#isDisposed = true;
      return Promise.resolve();
    });
  }
}
