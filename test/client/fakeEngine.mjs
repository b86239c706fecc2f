// An engine that does as the request's text says; the client's tests drive it through `tokenize`.
import { parentPort, workerData } from 'node:worker_threads';

const beat = new Int32Array(workerData.heartbeat);
const timer = setInterval(() => Atomics.add(beat, 0, 1), 50);

parentPort.on('message', ({ type, id, params, cancel }) => {
  if (type === 'cancel') {
    parentPort.postMessage({ type: 'log', text: `cancel ${id}` });
    return;
  }
  const respond = (result) => parentPort.postMessage({ type: 'response', id, result });
  switch (params.text) {
    case 'echo':
      respond({ tokens: [params.text.length] });
      break;
    case 'events':
      for (const progress of [0, 0.5, 1]) {
        parentPort.postMessage({ type: 'event', id, method: 'model/load', body: { progress } });
      }
      respond({ tokens: [] });
      break;
    case 'fail':
      parentPort.postMessage({ type: 'error', id, error: { code: 'context', message: 'too long' } });
      break;
    case 'exit':
      process.exit(7);
      break;
    case 'throw':
      throw new Error('out of order');
    case 'never':
      break;
    case 'hang':
      clearInterval(timer);
      for (;;);
    case 'busy': // deaf to messages until the shared flag is set
      while (Atomics.load(new Int32Array(cancel), 0) === 0);
      respond({ tokens: [99] });
      break;
  }
});
