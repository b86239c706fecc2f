/* A thread of readLoops.ts. */
import { closeSync, openSync, readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { ReadTask } from './readLoops.ts';

const PIECE_BYTES = 8 << 20;

const task = workerData as ReadTask;
const control = new Int32Array(task.control);
const words = new Int32Array(task.memory, task.start, (task.end - task.start) >> 2);
let result = 0;
parentPort?.postMessage('ready');
for (let round = 0; ;) {
  while (Atomics.load(control, 0) === round) Atomics.wait(control, 0, round);
  round = Atomics.load(control, 0);
  if (task.file === undefined) result ^= readAll(words);
  else readFile(task.file);
  Atomics.sub(control, 1, 1);
  Atomics.notify(control, 1);
  if (result === 0x12345) parentPort?.postMessage('so that the sums are wanted');
}

/** One word a cache line is enough to read it. */
function readAll(memory: Int32Array): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = 0; i + 48 < memory.length; i += 64) {
    a = (a + memory[i]!) | 0;
    b = (b + memory[i + 16]!) | 0;
    c = (c + memory[i + 32]!) | 0;
    d = (d + memory[i + 48]!) | 0;
  }
  return (a + b + c + d) | 0;
}

function readFile(file: string): void {
  const bytes = new Uint8Array(task.memory);
  const descriptor = openSync(file, 'r');
  for (let at = task.start; at < task.end;) {
    at += readSync(descriptor, bytes, at, Math.min(PIECE_BYTES, task.end - at), at);
  }
  closeSync(descriptor);
}
