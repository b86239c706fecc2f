import path from 'node:path';
import type { Disposable } from '../base/disposable.ts';
import { LlmError, messageOf } from '../base/errors.ts';
import { Emitter } from '../base/event.ts';
import { builtInModelPath } from '../client/builtInModel.ts';
import type { EngineClient } from '../client/engineClient.ts';
import { MAX_LABEL_CHARS, type ModelStatus } from '../protocol/chat.ts';
import type {
  ChatInput,
  ChatParams,
  EngineRequests,
  FileReport,
  GenerateEvent,
  GenerateResult,
  LoadParams,
  ModelInfo,
} from '../protocol/engine.ts';

/** What the host needs of an engine. */
export type Engine = Pick<EngineClient, 'request' | 'onDidChangeState' | 'dispose'>;

export interface EngineHostOptions {
  /** Called with the first request, never on activation. */
  readonly createEngine: () => Engine;
  /** What the built-in model is called. */
  readonly builtInName: string;
  /** One line about a loaded model, for tooltips. */
  readonly describe: (model: ModelInfo) => string;
  readonly onDidLoad?: (model: ModelInfo) => void;
  readonly onDidAnswer?: (result: GenerateResult) => void;
  /** Told when giving the memory of an idle model back failed. */
  readonly onError?: (error: unknown) => void;
}

export interface ModelUse {
  readonly signal: AbortSignal;
  /** The model's memory is given back after so many minutes without another request; 0 or not given: never. */
  readonly idleUnloadMinutes?: number;
}

export interface ChatOptions extends ModelUse {
  readonly onEvent: (event: GenerateEvent) => void;
}

/** Owns the engine and knows which model it holds. A model is loaded by the first request that wants it. */
export class EngineHost implements Disposable {
  readonly #options: EngineHostOptions;
  readonly #statusEmitter = new Emitter<ModelStatus>();
  #engine: Engine | undefined;
  #status: ModelStatus;
  /** The load parameters of what the engine holds now, as JSON. */
  #loaded: string | undefined;
  #model: ModelInfo | undefined;
  /** The load that runs, by its parameters as JSON: another request for the same waits for it. */
  #loading: { readonly key: string; readonly work: Promise<void> } | undefined;
  #chosen = builtInModelPath;
  /** Requests that the model is needed for. */
  #running = 0;
  #idleTimer: NodeJS.Timeout | undefined;

  readonly onDidChangeStatus = this.#statusEmitter.event;

  constructor(options: EngineHostOptions) {
    this.#options = options;
    this.#status = { kind: 'chosen', ...this.#known(this.#chosen) };
  }

  get status(): ModelStatus {
    return this.#status;
  }

  /** The model that is loaded, and is the chosen one. */
  get model(): ModelInfo | undefined {
    return this.#status.kind === 'ready' ? this.#model : undefined;
  }

  /** Whether a request with these parameters needs no load. */
  holds(load: LoadParams): boolean {
    return this.#loaded === JSON.stringify(load);
  }

  /** Nothing was chosen: the model that comes with the extension answers. */
  get isBuiltIn(): boolean {
    return this.#chosen === builtInModelPath;
  }

  /** Says which model the next request will want; '' for the one that is built in. */
  choose(modelPath: string): void {
    const chosen = modelPath === '' ? builtInModelPath : modelPath;
    if (chosen === this.#chosen) return;
    this.#chosen = chosen;
    if (this.#status.kind !== 'loading') this.#showChosen();
  }

  /** Loads the model unless it is there, then answers. Rejects with the engine's LlmError, as all below does. */
  chat(load: LoadParams, params: ChatParams, options: ChatOptions): Promise<GenerateResult> {
    const { signal, onEvent } = options;
    return this.#withModel(load, options, async (engine) => {
      const result = await engine.request('chat', params, { signal, onEvent });
      this.#options.onDidAnswer?.(result);
      return result;
    });
  }

  /** What `chat` would feed the model of a conversation. */
  render(
    load: LoadParams,
    input: ChatInput,
    options: ModelUse,
  ): Promise<EngineRequests['chat/render']['result']> {
    const { signal } = options;
    return this.#withModel(load, options, (engine) => engine.request('chat/render', input, { signal }));
  }

  /** How many tokens each text has in the model's vocabulary. */
  async countTokens(load: LoadParams, texts: readonly string[], options: ModelUse): Promise<number[]> {
    const { signal } = options;
    return this.#withModel(load, options, (engine) =>
      Promise.all(
        texts.map(async (text) => {
          const params = { text, addSpecial: false, parseSpecial: false };
          return (await engine.request('tokenize', params, { signal })).tokens.length;
        }),
      ),
    );
  }

  /** Loads the model, unless it is there, so that it can be asked about a text. */
  load(load: LoadParams, options: ModelUse): Promise<void> {
    return this.#withModel(load, options, () => undefined);
  }

  /** What costs next to nothing and is answered at once, also while an answer is made. Throws `request` with no model loaded. */
  ask<M extends 'tokenize' | 'chat/render'>(
    method: M,
    params: EngineRequests[M]['params'],
  ): Promise<EngineRequests[M]['result']> {
    if (this.model === undefined) return Promise.reject(new LlmError('request', 'no model is loaded'));
    return this.#requireEngine().request(method, params);
  }

  /** Reads a file's header and leaves the model that is loaded alone. */
  inspect(params: EngineRequests['file/inspect']['params'], signal?: AbortSignal): Promise<FileReport> {
    return this.#requireEngine().request('file/inspect', params, { signal });
  }

  /** Gives the model's memory back. */
  async unload(): Promise<void> {
    clearTimeout(this.#idleTimer);
    this.#loaded = undefined;
    await this.#engine?.request('model/unload', {});
    if (this.#running === 0) this.#showChosen();
  }

  async #withModel<T>(
    load: LoadParams,
    { signal, idleUnloadMinutes = 0 }: ModelUse,
    use: (engine: Engine) => T | Promise<T>,
  ): Promise<T> {
    clearTimeout(this.#idleTimer);
    this.#running++;
    try {
      await this.#ensureLoaded(load, signal);
      return await use(this.#requireEngine());
    } finally {
      this.#running--;
      if (this.#running === 0) this.#unloadAfter(idleUnloadMinutes);
    }
  }

  /** The next request loads the model again, as the first one did. */
  #unloadAfter(minutes: number): void {
    if (minutes === 0 || this.#loaded === undefined) return;
    this.#idleTimer = setTimeout(() => {
      this.unload().catch((error: unknown) => this.#options.onError?.(error));
    }, minutes * 60_000);
  }

  dispose(): void {
    clearTimeout(this.#idleTimer);
    this.#engine?.dispose();
    this.#engine = undefined;
    this.#statusEmitter.dispose();
  }

  async #ensureLoaded(load: LoadParams, signal: AbortSignal): Promise<void> {
    const key = JSON.stringify(load);
    if (this.#loading?.key === key) {
      try {
        await unlessAborted(this.#loading.work, signal);
        return;
      } catch (error) {
        const hasGivenUp = error instanceof LlmError && error.code === 'cancelled' && !signal.aborted;
        if (!hasGivenUp) throw error;
      }
    }
    if (this.#loaded === key) return;
    const loading = { key, work: this.#load(load, key, signal) };
    this.#loading = loading;
    try {
      await loading.work;
    } finally {
      if (this.#loading === loading) this.#loading = undefined;
    }
  }

  async #load(load: LoadParams, key: string, signal: AbortSignal): Promise<void> {
    this.#loaded = undefined; // the engine lets go of the old model before it takes the new one
    const { modelPath } = load;
    const known = this.#known(modelPath);
    this.#setStatus({ kind: 'loading', ...known, progress: 0 });
    let percent = 0;
    try {
      const model = await this.#requireEngine().request('model/load', load, {
        signal,
        onEvent: ({ progress }) => {
          const now = Math.floor(100 * progress);
          if (now === percent) return;
          percent = now;
          this.#setStatus({ kind: 'loading', ...known, progress: now / 100 });
        },
      });
      this.#loaded = key;
      this.#model = model;
      this.#options.onDidLoad?.(model);
      this.#setStatus({
        kind: 'ready',
        ...known,
        ...(modelPath !== builtInModelPath && { name: label(model.name) }),
        detail: this.#options.describe(model).slice(0, MAX_LABEL_CHARS),
        nCtx: model.nCtx,
      });
    } catch (error) {
      const isCancelled = error instanceof LlmError && error.code === 'cancelled';
      if (isCancelled) this.#showChosen();
      else this.#setFailed(modelPath, messageOf(error));
      throw error;
    }
  }

  #requireEngine(): Engine {
    if (this.#engine !== undefined) return this.#engine;
    const engine = this.#options.createEngine();
    engine.onDidChangeState((state) => {
      if (state.state !== 'crashed') return;
      this.#loaded = undefined;
      this.#setFailed(this.#chosen, state.message);
    });
    this.#engine = engine;
    return engine;
  }

  #showChosen(): void {
    this.#setStatus({ kind: 'chosen', ...this.#known(this.#chosen) });
  }

  #setFailed(modelPath: string, message: string): void {
    this.#setStatus({
      kind: 'failed',
      ...this.#known(modelPath),
      message: message.slice(0, MAX_LABEL_CHARS),
    });
  }

  #known(modelPath: string): Pick<Extract<ModelStatus, { kind: 'chosen' }>, 'name' | 'builtIn'> {
    if (modelPath !== builtInModelPath) return { name: fileName(modelPath) };
    return { name: this.#options.builtInName, builtIn: 'yes' };
  }

  #setStatus(status: ModelStatus): void {
    this.#status = status;
    this.#statusEmitter.fire(status);
  }
}

/** Rejects with `cancelled` where `signal` is set first. */
async function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const abort = (): void => {
      reject(new LlmError('cancelled', 'cancelled'));
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { signal: over.signal });
  });
  try {
    await Promise.race([work, aborted]);
  } finally {
    over.abort();
  }
}

/** `/models/tiny.gguf` -> `tiny`. */
export function fileName(modelPath: string): string {
  return label(path.basename(modelPath).replace(/\.gguf$/i, ''));
}

/** Names come from files and may hold anything; they are shown on one short line. */
function label(name: string): string {
  return name.replace(/[\s\p{C}]+/gu, ' ').slice(0, 100);
}
