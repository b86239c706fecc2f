import { MAX_ROWS } from '../weights/memoryPlan.ts';

/*
 * The control memory: what the engine and its compute threads tell each other without messages. Every word that is
 * contended has a cache line of its own. Byte offsets from CONTROL_BASE, below which the kernels keep their constants:
 *
 *     0  sync        the team's barrier and chunk counters, see kernels/assembly/sync.ts
 *  4096  go          number of the round to do; threads are parked on it
 *  4160  left        threads that are still in the round
 *  4224  done        number of the last round that all threads have left; the engine waits on it
 *  4288  stop        non-zero: a thread has seen the cancel flag
 *  4352  loaded      KiB of weights read so far
 *  4416  waited      what threads have waited at barriers, in units of 10 ns, while `isTimed` is set
 *  4480  round …     what to do, written before `go` and constant during a round (see `word`)
 *  8192  tokens      i32[MAX_ROWS]
 */
export const CONTROL_BASE = 65536;
export const CONTROL_PAGES = 2;

/** Index of each word into `Control.words`. */
export const word = {
  phase: 0,
  arrived: 16,
  sleepers: 32,
  abort: 48,
  counters: 64,
  go: 1024,
  left: 1040,
  done: 1056,
  stop: 1072,
  loaded: 1088,
  waited: 1104,
  round: 1120,
  mail: 1121,
  context: 1122,
  nTokens: 1123,
  pos: 1124,
  nOut: 1125,
  isTimed: 1126,
  stateFrom: 1127,
  stateTo: 1128,
  windowFrom: 1129,
} as const;

const TOKENS = 2048;

/** Chunk counters, one line each. */
export const N_COUNTERS = 32;

/** What a round of all threads is for. */
export const round = { load: 1, pass: 2 } as const;
export type Round = keyof typeof round;

/** Both sides' view of the control memory. */
export class Control {
  readonly memory: WebAssembly.Memory;
  readonly words: Int32Array<SharedArrayBuffer>;
  readonly tokens: Int32Array<SharedArrayBuffer>; // [MAX_ROWS]

  constructor(memory: WebAssembly.Memory) {
    this.memory = memory;
    const buffer = memory.buffer as unknown as SharedArrayBuffer;
    this.words = new Int32Array(buffer, CONTROL_BASE, TOKENS);
    this.tokens = new Int32Array(buffer, CONTROL_BASE + TOKENS * 4, MAX_ROWS);
  }

  /** Puts the barrier and the counters back to their beginning; no thread may be in a round. */
  resetSync(): void {
    const { words } = this;
    words[word.arrived] = 0;
    words[word.sleepers] = 0;
    words[word.abort] = 0;
    for (let i = 0; i < N_COUNTERS; i++) words[word.counters + i * 16] = 0;
  }

  static create(): Control {
    return new Control(
      new WebAssembly.Memory({ initial: CONTROL_PAGES, maximum: CONTROL_PAGES, shared: true }),
    );
  }
}
