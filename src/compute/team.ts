import { LlmError } from '../base/errors.ts';
import { CONTROL_BASE, type Control, N_COUNTERS, word } from './control.ts';

/** The exports of kernels/assembly/sync.ts, instantiated on the control memory. */
export interface SyncKernels {
  barrierEnter(sync: number, nThreads: number, spins: number, limitMs: number): number;
  barrierRelease(sync: number, nCounters: number, stop: number): void;
  takeChunk(sync: number, index: number, size: number): number;
}

/** Thrown out of a round when all threads leave it at the same op: because of a cancel flag, or because one failed. */
export class LeftRound extends Error {
  readonly cancelled: boolean;

  constructor(cancelled: boolean) {
    super(cancelled ? 'cancelled' : 'aborted');
    this.cancelled = cancelled;
  }
}

const CANCELLED = new LeftRound(true);
const ABORTED = new LeftRound(false);

/** What `barrierEnter` returns. */
const entered = { last: -1, goOn: 0, stop: 1, aborted: 2, timedOut: 3 } as const;

/** About 17 us: as long as waking up from the kernel takes. */
const SPINS = 50_000;
/** No op takes this long; a thread that waits longer waits for one that is gone. */
const BARRIER_LIMIT_MS = 60_000;
/** Units of the control word `waited`. */
export const WAITED_PER_MS = 100_000;
const NO_MORE = 0x7fffffff;

/** One thread's view of the team: barriers, and work shared out in chunks. */
export class Team {
  readonly index: number;
  readonly nThreads: number;
  /** Counts barriers, so that others can tell what was written since the last one. */
  epoch = 0;
  cancelFlag: Int32Array<SharedArrayBuffer> = new Int32Array(new SharedArrayBuffer(4));
  readonly #control: Control;
  readonly #sync: SyncKernels;
  #counters = 0;

  constructor(index: number, nThreads: number, control: Control, sync: SyncKernels) {
    this.index = index;
    this.nThreads = nThreads;
    this.#control = control;
    this.#sync = sync;
  }

  /** The engine has put the shared words back to their beginning; so does each thread with its own. */
  beginRound(): void {
    this.#counters = 0;
    this.epoch++;
  }

  /** Returns when all threads have come here; what they wrote before can be read. Throws LeftRound. */
  barrier(): void {
    const { words } = this.#control;
    const start = words[word.isTimed] === 0 ? 0 : performance.now();
    const verdict = this.#sync.barrierEnter(CONTROL_BASE, this.nThreads, SPINS, BARRIER_LIMIT_MS);
    if (start !== 0) Atomics.add(words, word.waited, Math.round((performance.now() - start) * WAITED_PER_MS));
    if (verdict === entered.last) {
      const stop = this.stopRequested();
      this.#sync.barrierRelease(CONTROL_BASE, this.#counters, stop ? 1 : 0);
      if (stop) throw CANCELLED;
    } else if (verdict !== entered.goOn) {
      if (verdict === entered.stop) throw CANCELLED;
      if (verdict === entered.aborted) throw ABORTED;
      throw new LlmError(
        'engine',
        `a compute thread did not reach the barrier within ${BARRIER_LIMIT_MS} ms`,
      );
    }
    this.#counters = 0;
    this.epoch++;
  }

  /** Then a barrier must come before the next `counter`. */
  get isOutOfCounters(): boolean {
    return this.#counters === N_COUNTERS;
  }

  /** A counter that starts at 0 for every thread; all call this in the same order. */
  counter(): number {
    return this.#counters++;
  }

  /**
   * First of the next `size` items of a counter; beyond the end once they are all taken, or once the pass is to stop.
   * (What is then left undone is never read: the next barrier tells all threads to leave.)
   */
  take(counter: number, size: number): number {
    if (this.stopRequested()) return NO_MORE;
    return this.#sync.takeChunk(CONTROL_BASE, counter, size);
  }

  /** Once seen it stays: a thread that skipped work because of it must find the whole team leaving. */
  stopRequested(): boolean {
    const { words } = this.#control;
    if (Atomics.load(this.cancelFlag, 0) !== 0) Atomics.store(words, word.stop, 1);
    return Atomics.load(words, word.stop) !== 0;
  }
}
