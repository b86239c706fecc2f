import { open } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';

/*
 * What memory and the file system give at best: threads that only read. Each takes a part of one shared memory, so that
 * the sum over all is what a decoder could reach if it did nothing but read its weights.
 */

/** Shared with readLoopThread.ts: word 0 counts rounds, word 1 the threads still at it. */
export interface ReadTask {
  readonly control: SharedArrayBuffer;
  readonly memory: SharedArrayBuffer;
  readonly start: number;
  readonly end: number;
  /** Read from this file into memory, instead of memory. */
  readonly file?: string;
}

const ROUNDS = 5;
const LINE = 64;

/** GB/s of the best of ROUNDS loops over `bytes` of memory. */
export async function readRate(bytes: number, nThreads: number): Promise<number> {
  const memory = new SharedArrayBuffer(bytes);
  new Uint8Array(memory).fill(1);
  const loops = await ReadLoops.start(memory, nThreads, undefined);
  let best = Infinity;
  for (let i = 0; i < ROUNDS; i++) best = Math.min(best, loops.round());
  await loops.end();
  return bytes / best / 1e6;
}

/** Milliseconds of reading `file` into memory that nobody has touched. */
export async function readFileTime(file: string, nThreads: number): Promise<number> {
  const handle = await open(file);
  const { size } = await handle.stat();
  await handle.close();
  const loops = await ReadLoops.start(new SharedArrayBuffer(size), nThreads, file);
  const time = loops.round();
  await loops.end();
  return time;
}

class ReadLoops {
  readonly #control = new Int32Array(new SharedArrayBuffer(8));
  #workers: readonly Worker[] = [];

  static async start(
    memory: SharedArrayBuffer,
    nThreads: number,
    file: string | undefined,
  ): Promise<ReadLoops> {
    const loops = new ReadLoops();
    const part = Math.ceil(memory.byteLength / nThreads / LINE) * LINE;
    loops.#workers = Array.from({ length: nThreads }, (_, i) => {
      const workerData: ReadTask = {
        control: loops.#control.buffer,
        memory,
        start: i * part,
        end: Math.min(memory.byteLength, (i + 1) * part),
        ...(file === undefined ? {} : { file }),
      };
      return new Worker(new URL('readLoopThread.ts', import.meta.url), { workerData });
    });
    await Promise.all(
      loops.#workers.map((worker) => new Promise((resolve) => worker.once('message', resolve))),
    );
    // Compiled by then.
    if (file === undefined) for (let i = 0; i < 2; i++) loops.round();
    return loops;
  }

  /** Milliseconds until all have read their parts. */
  round(): number {
    const control = this.#control;
    Atomics.store(control, 1, this.#workers.length);
    const start = performance.now();
    Atomics.add(control, 0, 1);
    Atomics.notify(control, 0);
    for (let left = Atomics.load(control, 1); left > 0; left = Atomics.load(control, 1))
      Atomics.wait(control, 1, left);
    return performance.now() - start;
  }

  async end(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
