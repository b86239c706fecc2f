/*
 * Run as a process of its own by lifecycle.test.ts: loads that fail, a thread that dies, and a model that is disposed.
 * If any of it left a thread or a timer behind, this process would not end.
 */
import { LlmError } from '../../src/base/errors.ts';
import { loadComputeModel } from './openComputeModel.ts';

const modelPath = process.argv[2]!;

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'nothing thrown';
  } catch (error) {
    return error instanceof LlmError ? error.code : String(error);
  }
}

const cancel = { flag: new Int32Array(new SharedArrayBuffer(4)).fill(1) };
const results = [
  await codeOf(loadComputeModel(`${modelPath}.gone`)),
  await codeOf(loadComputeModel(modelPath, { cancel })),
];

const broken = await loadComputeModel(modelPath);
const context = await broken.createContext({ nCtx: 64, kvType: 'f16' });
await broken.pool.workers[1]!.terminate();
results.push(await codeOf(context.decode([1], 'last')));

const model = await loadComputeModel(modelPath);
const another = await model.createContext({ nCtx: 64, kvType: 'f16' });
await another.decode([1, 2, 3], 'last');
await model.dispose();
results.push('done');
console.log(results.join(' '));
