// The built engine, and a channel on which a test has it or one of its compute threads killed.
import { syncBuiltinESMExports } from 'node:module';
import workerThreads from 'node:worker_threads';

const threads = [];
workerThreads.Worker = class extends workerThreads.Worker {
  constructor(...args) {
    super(...args);
    threads.push(this);
  }
};
syncBuiltinESMExports();

new workerThreads.BroadcastChannel('fragile engine').onmessage = ({ data }) => {
  if (data === 'exit') process.exit(3);
  if (data === 'killThread') void threads.at(-1)?.terminate();
};

await import('../../dist/engine.js');
