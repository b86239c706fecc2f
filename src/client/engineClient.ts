import { Worker } from 'node:worker_threads';
import type { Disposable } from '../base/disposable.ts';
import { LlmError, messageOf } from '../base/errors.ts';
import { Emitter } from '../base/event.ts';
import {
  HEARTBEAT_MS,
  type EngineRequest,
  type EngineRequests,
  type EngineWorkerData,
  type EventOf,
  type FromEngine,
  type Method,
  type ToEngine,
} from '../protocol/engine.ts';

/** Loop turns take milliseconds; a loop that stood still this long while someone waits will not come back. */
const DEFAULT_HANG_MS = 30_000;

export interface EngineClientOptions {
  /** The engine's bundle, `dist/engine.js`. */
  readonly workerPath: string;
  /** How long the engine's event loop may stand still while a request is pending. */
  readonly hangMs?: number;
}

export type EngineClientState =
  | { readonly state: 'stopped' }
  | { readonly state: 'starting' }
  | { readonly state: 'running' }
  /** It died; the next request starts another. */
  | { readonly state: 'crashed'; readonly message: string };

export interface RequestOptions<M extends Method> {
  readonly onEvent?: ((event: EventOf<M>) => void) | undefined;
  /** Sets the request's shared flag, which busy threads see; the request then answers or rejects soon after. */
  readonly signal?: AbortSignal | undefined;
}

interface Pending {
  resolve(result: EngineRequests[Method]['result']): void;
  reject(error: LlmError): void;
  onEvent(body: unknown): void;
  release(): void;
}

/**
 * The one door to the engine worker. Spawns it at the first request and again after it died; whoever asks loads the
 * model again, because a new engine has none.
 */
export class EngineClient implements Disposable {
  readonly #workerPath: string;
  readonly #hangMs: number;
  readonly #pending = new Map<number, Pending>();
  readonly #stateEmitter = new Emitter<EngineClientState>();
  readonly #logEmitter = new Emitter<string>();
  #state: EngineClientState = { state: 'stopped' };
  #engine: { readonly worker: Worker; readonly beat: Int32Array } | undefined;
  #watch: NodeJS.Timeout | undefined;
  #lastId = 0;
  #disposed = false;

  readonly onDidChangeState = this.#stateEmitter.event;
  /** What the engine has to say to whoever repairs it, such as the stack of a bug. */
  readonly onDidLog = this.#logEmitter.event;

  constructor(options: EngineClientOptions) {
    this.#workerPath = options.workerPath;
    this.#hangMs = options.hangMs ?? DEFAULT_HANG_MS;
  }

  get state(): EngineClientState {
    return this.#state;
  }

  /**
   * Rejects with the engine's LlmError; with `engine` if it died meanwhile, with `cancelled` if `signal` was set before
   * or the client is disposed.
   */
  request<M extends Method>(
    method: M,
    params: EngineRequests[M]['params'],
    { onEvent, signal }: RequestOptions<M> = {},
  ): Promise<EngineRequests[M]['result']> {
    if (this.#disposed) return Promise.reject(new LlmError('cancelled', 'the engine was shut down'));
    if (signal?.aborted === true) return Promise.reject(new LlmError('cancelled', 'cancelled'));

    return new Promise((resolve, reject) => {
      const { worker } = (this.#engine ??= this.#start());
      const id = ++this.#lastId;
      const cancel = new SharedArrayBuffer(4);
      const abort = (): void => {
        Atomics.store(new Int32Array(cancel), 0, 1);
        worker.postMessage({ type: 'cancel', id } satisfies ToEngine);
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#pending.set(id, {
        resolve: (result) => {
          resolve(result);
        },
        reject,
        onEvent: (body) => onEvent?.(body as EventOf<M>),
        release: () => signal?.removeEventListener('abort', abort),
      });
      const request = { type: 'request', id, method, params, cancel } as EngineRequest;
      try {
        worker.postMessage(request);
      } catch (error) {
        this.#settle(id)?.reject(new LlmError('internal', `${method}: ${messageOf(error)}`));
      }
      this.#watchHeartbeat();
    });
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#end({ state: 'stopped' }, new LlmError('cancelled', 'the engine was shut down'));
    this.#stateEmitter.dispose();
    this.#logEmitter.dispose();
  }

  #start(): { worker: Worker; beat: Int32Array } {
    this.#setState({ state: 'starting' });
    const heartbeat = new SharedArrayBuffer(4);
    const worker = new Worker(this.#workerPath, {
      name: 'engine',
      workerData: { heartbeat } satisfies EngineWorkerData,
      execArgv: [], // loaders and inspectors of the host are not the engine's
    });
    // A worker that was replaced may still have messages and its end on the way: they are no longer ours.
    const ifCurrent =
      <A extends unknown[]>(listener: (...args: A) => void) =>
      (...args: A): void => {
        if (this.#engine?.worker === worker) listener(...args);
      };
    let cause = '';
    worker.on(
      'online',
      ifCurrent(() => {
        this.#setState({ state: 'running' });
      }),
    );
    worker.on(
      'message',
      ifCurrent((message: FromEngine) => {
        this.#receive(message);
      }),
    );
    worker.on('error', (error) => (cause = messageOf(error)));
    worker.on(
      'exit',
      ifCurrent((code) => {
        this.#crash(`the engine stopped unexpectedly (${cause === '' ? `exit code ${code}` : cause})`);
      }),
    );
    return { worker, beat: new Int32Array(heartbeat) };
  }

  #receive(message: FromEngine): void {
    switch (message.type) {
      case 'event':
        this.#pending.get(message.id)?.onEvent(message.body);
        break;
      case 'response':
        this.#settle(message.id)?.resolve(message.result);
        break;
      case 'error':
        this.#settle(message.id)?.reject(new LlmError(message.error.code, message.error.message));
        break;
      case 'log':
        this.#logEmitter.fire(message.text);
        break;
    }
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.release();
    if (this.#pending.size === 0) this.#stopWatch();
    return pending;
  }

  /** Counts its own turns rather than time, so that a laptop's sleep is not taken for a hang. */
  #watchHeartbeat(): void {
    if (this.#watch !== undefined) return;
    let last = this.#engine?.beat[0];
    let missed = 0;
    this.#watch = setInterval(() => {
      const beat = this.#engine?.beat[0];
      missed = beat === last ? missed + 1 : 0;
      last = beat;
      if (missed * HEARTBEAT_MS < this.#hangMs) return;
      this.#crash(`the engine did not react for ${Math.round(this.#hangMs / 1000)} s and was ended`);
    }, HEARTBEAT_MS);
  }

  #stopWatch(): void {
    clearInterval(this.#watch);
    this.#watch = undefined;
  }

  #crash(what: string): void {
    const message = `${what}. Send the request again: a new engine starts and loads the model anew.`;
    this.#end({ state: 'crashed', message }, new LlmError('engine', message));
  }

  #end(state: EngineClientState, error: LlmError): void {
    const engine = this.#engine;
    this.#engine = undefined;
    void engine?.worker.terminate();
    // First the state, so that whoever hears of the failure finds it.
    this.#setState(state);
    for (const id of [...this.#pending.keys()]) this.#settle(id)?.reject(error);
    this.#stopWatch();
  }

  #setState(state: EngineClientState): void {
    this.#state = state;
    this.#stateEmitter.fire(state);
  }
}
