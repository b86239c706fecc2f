import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Answer, Bounds, Request, Runner } from './runner.ts';

/*
 * A runner in a process of its own, so that its memory is its own, kept alive so that runs of several can alternate.
 * While one runs the others wait for their next request and take no processor time.
 */

const runners = {
  burrow: 'runBurrow.ts',
  'llama.cpp': 'peers/runLlamaCpp.mjs',
  wllama: 'peers/runWllama.mjs',
} as const;

export type RunnerName = keyof typeof runners;

export class Rig implements Runner, Bounds {
  readonly name: RunnerName;
  readonly #child: ChildProcess;
  readonly #exit: Promise<never>;

  constructor(name: RunnerName) {
    this.name = name;
    this.#child = fork(path.join(import.meta.dirname, runners[name]), {
      execArgv: ['--import', 'tsx'],
      // What llama.cpp has to say on standard output is not the bench's.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#exit = new Promise((_, reject) => {
      this.#child.once('exit', (code, signal) => {
        reject(new Error(`${name} ended with ${signal ?? String(code)}`));
      });
    });
    this.#exit.catch(() => undefined);
  }

  load(file: string, nThreads: number, nCtx: number): Promise<number> {
    return this.#ask({ method: 'load', args: [file, nThreads, nCtx] });
  }

  prefill(nTokens: number): Promise<number> {
    return this.#ask({ method: 'prefill', args: [nTokens] });
  }

  decode(nTokens: number): Promise<number> {
    return this.#ask({ method: 'decode', args: [nTokens] });
  }

  peakBytes(): Promise<number> {
    return this.#ask({ method: 'peakBytes', args: [] });
  }

  readRate(bytes: number, nThreads: number): Promise<number> {
    return this.#ask({ method: 'readRate', args: [bytes, nThreads] });
  }

  readFileTime(file: string, nThreads: number): Promise<number> {
    return this.#ask({ method: 'readFileTime', args: [file, nThreads] });
  }

  async end(): Promise<void> {
    await this.#ask({ method: 'end', args: [] });
    this.#child.kill();
  }

  #ask(request: Request): Promise<number> {
    const answer = new Promise<number>((resolve, reject) => {
      this.#child.once('message', (message) => {
        const { value, error } = message as Answer;
        if (error === undefined) resolve(value);
        else reject(new Error(`${this.name}: ${error}`));
      });
    });
    this.#child.send(request);
    return Promise.race([answer, this.#exit]);
  }
}
