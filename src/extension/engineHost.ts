import path from 'node:path';
import type { Disposable } from '../base/disposable.ts';
import { LlmError, messageOf } from '../base/errors.ts';
import { Emitter } from '../base/event.ts';
import type { EngineClient } from '../client/engineClient.ts';
import { MAX_LABEL_CHARS, type ModelStatus } from '../protocol/chat.ts';
import type { ChatParams, GenerateEvent, GenerateResult, LoadParams, ModelInfo } from '../protocol/engine.ts';

/** What the host needs of an engine. */
export type Engine = Pick<EngineClient, 'request' | 'onDidChangeState' | 'dispose'>;

export interface EngineHostOptions {
  /** Called with the first request, never on activation. */
  readonly createEngine: () => Engine;
  /** One line about a loaded model, for tooltips. */
  readonly describe: (model: ModelInfo) => string;
  readonly onDidLoad?: (model: ModelInfo) => void;
}

/** Owns the engine and knows which model it holds. A model is loaded by the first request that wants it. */
export class EngineHost implements Disposable {
  readonly #options: EngineHostOptions;
  readonly #statusEmitter = new Emitter<ModelStatus>();
  #engine: Engine | undefined;
  #status: ModelStatus = { kind: 'none' };
  /** The load parameters of what the engine holds now, as JSON. */
  #loaded: string | undefined;
  #chosen = '';

  readonly onDidChangeStatus = this.#statusEmitter.event;

  constructor(options: EngineHostOptions) {
    this.#options = options;
  }

  get status(): ModelStatus {
    return this.#status;
  }

  /** Says which model the next request will want; '' where none is selected. */
  choose(modelPath: string): void {
    if (modelPath === this.#chosen) return;
    this.#chosen = modelPath;
    if (this.#status.kind !== 'loading') this.#showChosen();
  }

  /** Loads the model unless it is there, then answers. Rejects with the engine's LlmError. */
  async chat(
    load: LoadParams,
    params: ChatParams,
    options: { readonly signal: AbortSignal; readonly onEvent: (event: GenerateEvent) => void },
  ): Promise<GenerateResult> {
    await this.#ensureLoaded(load, options.signal);
    return this.#requireEngine().request('chat', params, options);
  }

  /** Gives the model's memory back. */
  async unload(): Promise<void> {
    this.#loaded = undefined;
    await this.#engine?.request('model/unload', {});
    this.#showChosen();
  }

  dispose(): void {
    this.#engine?.dispose();
    this.#engine = undefined;
    this.#statusEmitter.dispose();
  }

  async #ensureLoaded(load: LoadParams, signal: AbortSignal): Promise<void> {
    const key = JSON.stringify(load);
    if (this.#loaded === key) return;
    this.#loaded = undefined; // the engine lets go of the old model before it takes the new one
    const name = fileName(load.modelPath);
    this.#setStatus({ kind: 'loading', name, progress: 0 });
    let percent = 0;
    try {
      const model = await this.#requireEngine().request('model/load', load, {
        signal,
        onEvent: ({ progress }) => {
          const now = Math.floor(100 * progress);
          if (now === percent) return;
          percent = now;
          this.#setStatus({ kind: 'loading', name, progress: now / 100 });
        },
      });
      this.#loaded = key;
      this.#options.onDidLoad?.(model);
      this.#setStatus({
        kind: 'ready',
        name: label(model.name),
        detail: this.#options.describe(model).slice(0, MAX_LABEL_CHARS),
        nCtx: model.nCtx,
      });
    } catch (error) {
      const isCancelled = error instanceof LlmError && error.code === 'cancelled';
      if (isCancelled) this.#showChosen();
      else this.#setFailed(name, messageOf(error));
      throw error;
    }
  }

  #requireEngine(): Engine {
    if (this.#engine !== undefined) return this.#engine;
    const engine = this.#options.createEngine();
    engine.onDidChangeState((state) => {
      if (state.state !== 'crashed') return;
      this.#loaded = undefined;
      this.#setFailed(fileName(this.#chosen), state.message);
    });
    this.#engine = engine;
    return engine;
  }

  #showChosen(): void {
    this.#setStatus(
      this.#chosen === '' ? { kind: 'none' } : { kind: 'chosen', name: fileName(this.#chosen) },
    );
  }

  #setFailed(name: string, message: string): void {
    this.#setStatus({ kind: 'failed', name, message: message.slice(0, MAX_LABEL_CHARS) });
  }

  #setStatus(status: ModelStatus): void {
    this.#status = status;
    this.#statusEmitter.fire(status);
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
