// The threads that the extension starts, seen from beside it in the same process.
import { syncBuiltinESMExports } from 'node:module';
import workerThreads, { type WorkerOptions } from 'node:worker_threads';
import type { FromEngine, GenerateResult } from '../../../src/protocol/engine.ts';

const engines: workerThreads.Worker[] = [];
const answers: string[] = [];

class WatchedWorker extends workerThreads.Worker {
  constructor(file: string | URL, options?: WorkerOptions) {
    super(file, options);
    if (!String(file).endsWith('engine.js')) return;
    engines.push(this);
    this.on('message', (message: FromEngine) => {
      if (message.type === 'response' && isAnswer(message.result)) answers.push(message.result.text);
    });
  }
}

/** To be called before the extension starts its first one. */
export function watchWorkers(): void {
  workerThreads.Worker = WatchedWorker;
  syncBuiltinESMExports(); // so that `import { Worker } from 'node:worker_threads'` gives this one
}

/** The engine workers started since, oldest first. */
export function startedEngines(): readonly workerThreads.Worker[] {
  return engines;
}

/** What the engines have answered since, oldest first. */
export function givenAnswers(): readonly string[] {
  return answers;
}

function isAnswer(result: object): result is GenerateResult {
  return 'stopReason' in result;
}
