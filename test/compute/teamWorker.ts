/* One of the three threads of team.test.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { Control, word } from '../../src/compute/control.ts';
import { LeftRound, type SyncKernels, Team } from '../../src/compute/team.ts';

export interface TeamTask {
  readonly index: number;
  readonly control: WebAssembly.Memory;
  readonly module: WebAssembly.Module;
  /** [0 … 2]: what each thread wrote last; [3]: the cancel flag. */
  readonly board: Int32Array<SharedArrayBuffer>;
  readonly rounds: number;
  /** Thread 1 sets the cancel flag, or aborts, in this round; -1: never. */
  readonly cancelAt: number;
  readonly abortAt: number;
}

export interface TeamReport {
  readonly outcome: 'done' | 'cancelled' | 'aborted' | 'gone';
  /** In which it left. */
  readonly round: number;
  /** How many rows this thread did, of 100 a round. */
  readonly rows: number;
}

const { index, control: memory, module, board, rounds, cancelAt, abortAt } = workerData as TeamTask;
const control = new Control(memory);
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
const team = new Team(index, 3, control, exports as unknown as SyncKernels);
team.cancelFlag = board.subarray(3);

function run(): TeamReport {
  let rows = 0;
  let round = 0;
  try {
    for (; round < rounds; round++) {
      if (index === 1 && round === cancelAt) board[3] = 1;
      if (index === 1 && round === abortAt) {
        Atomics.store(control.words, word.abort, 1);
        Atomics.notify(control.words, word.phase);
        return { outcome: 'gone', round, rows };
      }
      const counter = team.counter();
      for (let first = team.take(counter, 7); first < 100; first = team.take(counter, 7))
        rows += Math.min(7, 100 - first);
      board[index] = round;
      team.barrier();
      if (board.slice(0, 3).some((at) => at !== round))
        throw new Error(`round ${round}: the threads are at ${board.slice(0, 3).join(', ')}`);
      team.barrier();
    }
    return { outcome: 'done', round, rows };
  } catch (error) {
    if (!(error instanceof LeftRound)) throw error;
    return { outcome: error.cancelled ? 'cancelled' : 'aborted', round, rows };
  }
}

parentPort!.postMessage(run());
