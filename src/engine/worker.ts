/** The engine worker's entry: messages in, messages out, and a heartbeat. It computes nothing; see server.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../base/assert.ts';
import { HEARTBEAT_MS, type EngineWorkerData, type ToEngine } from '../protocol/engine.ts';
import { createBackend } from './loadModel.ts';
import { EngineServer } from './server.ts';

const port = parentPort;
assert(port !== null, 'the engine runs in a worker thread');

const beat = new Int32Array((workerData as EngineWorkerData).heartbeat);
setInterval(() => Atomics.add(beat, 0, 1), HEARTBEAT_MS);

// The threads' bundle and the kernels lie beside this one.
const server = new EngineServer(createBackend(import.meta.dirname), (message) => {
  port.postMessage(message);
});
port.on('message', (message: ToEngine) => {
  server.receive(message);
});
