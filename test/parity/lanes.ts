import { type ChildProcess, fork } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import type { Result } from './check.ts';
import type { Choice } from './checks.ts';

/** Each runs llama.cpp in a process of its own besides, but seldom both at once. */
const MAX_LANES = 8;

/** Runs checks of a choice, by their numbers, as many at a time as there are cores; results by those numbers. */
export async function runInLanes(
  choice: Choice,
  numbers: readonly number[],
  onResult: (result: Result) => void,
): Promise<{ results: Map<number, Result>; system: string }> {
  const nLanes = Math.max(1, Math.min(MAX_LANES, os.availableParallelism(), numbers.length));
  const results = new Map<number, Result>();
  let next = 0;
  const run = async (): Promise<string> => {
    const lane = await Lane.start(choice);
    try {
      while (next < numbers.length) {
        const number = numbers[next++]!;
        const result = await lane.ask<Result>(number);
        results.set(number, result);
        onResult(result);
      }
    } finally {
      lane.dispose();
    }
    return lane.system;
  };
  const [system] = await Promise.all(Array.from({ length: nLanes }, run));
  return { results, system: system! };
}

interface Waiting {
  readonly resolve: (message: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A process of lane.ts: every message to it has one answer. */
class Lane {
  system = '';
  readonly #child: ChildProcess;
  #waiting: Waiting | undefined;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (message) => this.#waiting?.resolve(message));
    child.once('exit', (code, signal) => {
      this.#waiting?.reject(new Error(`a lane ended: ${signal ?? code ?? '?'}`));
    });
  }

  static async start(choice: Choice): Promise<Lane> {
    const lane = new Lane(fork(path.join(import.meta.dirname, 'lane.ts'), [], { serialization: 'advanced' }));
    await lane.#answer(); // it is ready
    const { system } = await lane.ask<{ system: string }>(choice);
    lane.system = system;
    return lane;
  }

  ask<T>(message: Choice | number): Promise<T> {
    const answer = this.#answer();
    this.#child.send(message);
    return answer as Promise<T>;
  }

  #answer(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  dispose(): void {
    this.#child.disconnect();
  }
}
