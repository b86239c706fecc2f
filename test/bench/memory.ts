/*
 * What the engine takes of memory, as it ships: a synthetic model, a prompt, an answer, conversations taking turns, and
 * what is left after unloading. Bounds: the file, the KV cache and 150 MB; what is kept of conversations, its budget.
 *
 *   --shape NAME      one of shapes.ts, llama-3.2-1b unless given
 *   --type TYPE       of the weights, Q4_K_M unless given
 *   --context N       positions of the KV cache, 2048 unless given
 *   --prompt N        words of each prompt, 300 unless given
 */
import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { EngineClient } from '../../src/client/engineClient.ts';
import type { LoadParams } from '../../src/protocol/engine.ts';
import { shapes, type FileType, type ShapeName } from './shapes.ts';
import { syntheticModel } from './syntheticModel.ts';

const root = path.resolve(import.meta.dirname, '../..');
const KEPT_BYTES = 64 << 20;
const OVERHEAD = 150e6;

const { values } = parseArgs({
  options: {
    shape: { type: 'string', default: 'llama-3.2-1b' },
    type: { type: 'string', default: 'Q4_K_M' },
    context: { type: 'string', default: '2048' },
    prompt: { type: 'string', default: '300' },
  },
});
const shape = shapes[values.shape as ShapeName];
const modelPath = await syntheticModel(
  path.join(root, '.bench'),
  values.shape as ShapeName,
  values.type as FileType,
);
const nCtx = Number(values.context);
const fileBytes = statSync(modelPath).size;
const kvBytes = shape.nLayer * 2 * nCtx * shape.nHeadKv * shape.headDim * 2;

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
const show = (what: string, bytes: number, bound = ''): void => {
  console.log(`${what.padEnd(48)} ${megabytes(bytes).padStart(9)}  ${bound}`);
};

/** The largest resident set of the command line's process, as it ships; undefined where there is no /proc. */
async function peakOfCli(prompt: string): Promise<number | undefined> {
  const args = [path.join(root, 'dist/cli.js'), 'chat', '--model', modelPath, '--ctx', String(nCtx)];
  const child = spawn(process.execPath, [...args, '--max-tokens', '32', '--prompt', prompt], {
    stdio: 'ignore',
  });
  let peak: number | undefined;
  while (child.exitCode === null) {
    try {
      const status = readFileSync(`/proc/${String(child.pid)}/status`, 'utf8');
      const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(status) ?? [];
      if (kilobytes !== undefined) peak = Number(kilobytes) * 1024;
    } catch {
      // It has ended, or this system has other ways.
    }
    await sleep(20);
  }
  if (child.exitCode !== 0) throw new Error(`the command line ended with ${String(child.exitCode)}`);
  return peak;
}

const atStart = process.memoryUsage.rss();
const client = new EngineClient({ workerPath: path.join(root, 'dist/engine.js') });
const params: LoadParams = { modelPath, nCtx, nThreads: 2, kvType: 'f16' };
const text = readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8').split(/\s+/);
const ask = (conversation: string) =>
  client.request('chat', {
    messages: [{ role: 'user', content: `${conversation} ${question}` }],
    conversation,
    sampling: {},
    maxTokens: 32,
  });

console.log(`${path.basename(modelPath)}, context ${nCtx}, Node ${process.version}`);
show('file', fileBytes);
show('KV cache', kvBytes);
const question = text.slice(0, Number(values.prompt)).join(' ');
const peak = await peakOfCli(question);
if (peak === undefined) console.log('no /proc here: the peak of a whole process is not measured');
else {
  const over = peak - fileBytes - kvBytes;
  show('peak of the whole process', peak);
  show(
    '  more than file and KV cache',
    over,
    over <= OVERHEAD ? `at most ${megabytes(OVERHEAD)}` : 'TOO MUCH',
  );
}

show('this process before', atStart);
await client.request('model/load', params);
await ask('one');
await client.request('model/load', { ...params, keep: { memoryBytes: KEPT_BYTES } });
const before = process.memoryUsage.rss();
for (const name of ['one', 'two', 'three', 'four']) await ask(name);
const kept = process.memoryUsage.rss() - before;
show('more for four conversations in turn', kept, `of which at most ${megabytes(KEPT_BYTES)} are kept`);

await client.request('model/unload', {});
let left = Infinity;
for (let i = 0; i < 100 && left > atStart + OVERHEAD; i++) {
  await sleep(50);
  left = process.memoryUsage.rss();
}
show('left after unloading', left, left <= atStart + OVERHEAD ? '' : 'TOO MUCH');
client.dispose();
