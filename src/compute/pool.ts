import path from 'node:path';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { assert } from '../base/assert.ts';
import { LlmError, messageOf } from '../base/errors.ts';
import type { CancelFlag } from '../runtime/llamaContext.ts';
import { Control, type Round, round, word } from './control.ts';
import type { FromThread, ThreadData, ToThread } from './messages.ts';
import { WAITED_PER_MS } from './team.ts';

// ES2024; V8 has had it since 8.7.
declare global {
  interface Atomics {
    waitAsync(
      typedArray: Int32Array,
      index: number,
      value: number,
      timeout?: number,
    ):
      | { readonly async: false; readonly value: string }
      | { readonly async: true; readonly value: Promise<string> };
  }
}

/** The engine looks at a running round at least this often. */
const WATCH_MS = 10_000;

const NEVER = new Int32Array(new SharedArrayBuffer(4));

interface Thread {
  readonly worker: Worker;
  readonly mailbox: MessagePort;
}

/**
 * The compute threads, as the engine sees them: it begins rounds and waits for their end without blocking. If a thread
 * dies or fails, the pool is broken: the running round and all later ones reject, and the other threads are ended.
 */
export class ThreadPool {
  readonly control = Control.create();
  readonly #threads: readonly Thread[];
  #mailed = 0;
  #round = 0;
  #isInRound = false;
  /** Ends when whoever has the threads to himself is done with them. */
  #last: Promise<unknown> = Promise.resolve();
  #cancelFlag: Int32Array<SharedArrayBuffer> | undefined;
  #failure: LlmError | undefined;
  #end: Promise<void> | undefined;

  constructor({ nThreads, distDir }: { readonly nThreads: number; readonly distDir: string }) {
    this.#threads = Array.from({ length: nThreads }, (_, index) => {
      const { port1: mailbox, port2 } = new MessageChannel();
      const workerData: ThreadData = {
        index,
        nThreads,
        control: this.control.memory,
        mailbox: port2,
      };
      const worker = new Worker(path.join(distDir, 'thread.js'), {
        workerData,
        transferList: [port2],
        execArgv: [],
        name: `compute ${index}`,
      });
      worker.on('message', ({ code, message }: FromThread) => {
        this.#fail(new LlmError(code, message));
      });
      worker.on('error', (error) => {
        this.#fail(
          new LlmError('engine', `compute thread ${index} failed: ${messageOf(error)}`, { cause: error }),
        );
      });
      worker.on('exit', (code) => {
        this.#fail(new LlmError('engine', `compute thread ${index} ended (exit code ${code})`));
      });
      return { worker, mailbox };
    });
  }

  get nThreads(): number {
    return this.#threads.length;
  }

  /** For tests that take one away. */
  get workers(): readonly Worker[] {
    return this.#threads.map(({ worker }) => worker);
  }

  /** Every thread reads this before its next round. */
  post(message: ToThread): void {
    for (const { mailbox } of this.#threads) mailbox.postMessage(message);
    this.#mailed++;
  }

  /** Weights read so far, in bytes. */
  get loadedBytes(): number {
    return Atomics.load(this.control.words, word.loaded) * 1024;
  }

  /**
   * For benches: milliseconds that `work` keeps threads at barriers, of all threads together. Of up to ten seconds, not
   * of more: the word that counts is small.
   */
  async timeBarriers(work: () => Promise<unknown>): Promise<number> {
    const { words } = this.control;
    Atomics.store(words, word.waited, 0);
    words[word.isTimed] = 1;
    try {
      await work();
    } finally {
      words[word.isTimed] = 0;
    }
    return Atomics.load(words, word.waited) / WAITED_PER_MS;
  }

  /** Throws what the threads were ended for, if they were. */
  throwIfBroken(): void {
    if (this.#failure) throw this.#failure;
  }

  /** Does `work`, of any number of rounds, when all work asked for earlier is done. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /**
   * All threads do one round; what it is about is in the control words already. False if `cancel` stopped it.
   * Rejects with an LlmError: what a thread failed with, or `engine` if one died.
   */
  async run(kind: Round, cancel: CancelFlag | undefined): Promise<boolean> {
    this.throwIfBroken();
    assert(!this.#isInRound, 'one round at a time');
    this.#isInRound = true;
    try {
      this.#useCancelFlag(cancel?.flag ?? NEVER);
      await this.#finished(this.#begin(kind));
      return this.control.words[word.stop] === 0;
    } finally {
      this.#isInRound = false;
    }
  }

  #useCancelFlag(flag: Int32Array<SharedArrayBuffer>): void {
    if (flag === this.#cancelFlag) return;
    this.#cancelFlag = flag;
    this.post({ type: 'cancelFlag', flag });
  }

  /** All threads are parked here, so the words can be put back to their beginning, whatever they left behind. */
  #begin(kind: Round): number {
    const { words } = this.control;
    this.control.resetSync();
    words[word.stop] = 0;
    words[word.left] = this.nThreads;
    words[word.round] = round[kind];
    words[word.mail] = this.#mailed;
    this.#round++;
    Atomics.store(words, word.go, this.#round);
    Atomics.notify(words, word.go);
    return this.#round;
  }

  async #finished(number: number): Promise<void> {
    const { words } = this.control;
    for (;;) {
      this.throwIfBroken();
      const done = Atomics.load(words, word.done);
      if (done === number) return;
      const wait = Atomics.waitAsync(words, word.done, done, WATCH_MS);
      if (wait.async) await wait.value;
    }
  }

  /** The first reason counts. Wakes all who wait: the threads at their barrier, and the engine. */
  #fail(reason: LlmError): void {
    if (this.#failure) return;
    this.#failure = reason;
    const { words } = this.control;
    Atomics.store(words, word.abort, 1);
    Atomics.notify(words, word.phase);
    Atomics.notify(words, word.done);
    void this.end();
  }

  /** Ends the threads; with them goes all memory that only they and the caller hold. */
  end(): Promise<void> {
    this.#failure ??= new LlmError('request', 'the model is unloaded');
    Atomics.notify(this.control.words, word.done);
    this.#end ??= this.#terminate();
    return this.#end;
  }

  async #terminate(): Promise<void> {
    await Promise.all(
      this.#threads.map(async ({ worker, mailbox }) => {
        mailbox.close();
        await worker.terminate();
      }),
    );
  }
}
