/*
 * Prefill, decode and loading of one synthetic model. `npm run bench` builds first and picks a Node like VS Code's.
 *
 *   --shape NAME      one of shapes.ts, llama-3.2-1b unless given
 *   --type TYPE       Q4_K_M, Q8_0, Q4_0, Q6_K, F16, IQ4_XS; Q4_K_M, Q8_0 and Q4_0 one after another unless given
 *   --model FILE      a GGUF file instead
 *   --threads N       the machine's cores unless given
 *   --prefill N       tokens of the prompt, 128 unless given; several one after another: 128 and 512, or 2048 and 8192 for
 *                     decoding in a long context
 *   --decode N        tokens decoded after it, 32 unless given
 *   --runs N          repetitions, of which the median counts; 3 unless given
 *   --json            one JSON object a model instead of the table
 */
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { ComputeModel } from '../../src/compute/computeModel.ts';
import { loadModel } from '../../src/compute/loadModel.ts';
import { FileSource } from '../../src/engine/fileSource.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import type { LlamaContext } from '../../src/runtime/llamaContext.ts';
import { Random } from '../support/random.ts';
import { readRate } from './readLoops.ts';
import { ownPeakBytes } from './runner.ts';
import { fileTypeOf, shapeOf } from './shapes.ts';
import { syntheticModel } from './syntheticModel.ts';

const root = path.resolve(import.meta.dirname, '../..');

interface Settings {
  readonly file: string;
  readonly nThreads: number;
  readonly prefills: readonly number[];
  readonly decode: number;
  readonly runs: number;
}

interface Figures {
  readonly model: string;
  readonly simd: string;
  readonly nThreads: number;
  readonly weightBytes: number;
  readonly loadMs: number;
  readonly prefillTokens: number;
  readonly prefillRate: number; // tok/s
  readonly decodeRate: number; // tok/s
  /** Weights read a second while decoding: every byte of them once a token. */
  readonly decodeBandwidth: number; // GB/s
  /** What is read for a token (weights and keys and values) of what threads that only read would read. */
  readonly bandwidthShare: number;
  /** What threads wait for one another while decoding, of their time. */
  readonly barrierShare: number;
  readonly peakRss: number; // bytes
  /** Of the logits after the prompt and after the last decoded token: shows a speed change that moves numerics. */
  readonly logitsHash: string;
}

/** One model in this process. */
async function measure({ file: modelPath, nThreads, prefills, decode, runs }: Settings): Promise<Figures[]> {
  const source = await FileSource.open(modelPath);
  const file = await parseGguf(source);
  const begin = performance.now();
  const model = await loadModel({ file, paths: [modelPath], nThreads, distDir: path.join(root, 'dist') });
  const loadMs = performance.now() - begin;
  await source.close();
  const weightBytes = [...file.tensors.values()].reduce((sum, tensor) => sum + (tensor.byteLength ?? 0), 0);
  const measured: Figures[] = [];
  for (const prefill of prefills) {
    const speed = await measureContext(model, prefill, decode, runs);
    measured.push({
      model: path.basename(modelPath, '.gguf'),
      simd: model.simd,
      nThreads,
      weightBytes,
      loadMs,
      prefillTokens: prefill,
      ...speed,
      decodeBandwidth: (speed.decodeRate * weightBytes) / 1e9,
      peakRss: ownPeakBytes(),
      bandwidthShare: 0,
    });
  }
  // Last, because it takes as much memory as the model.
  const rate = await readRate(weightBytes, nThreads);
  const { nLayer, attn } = model.hparams;
  await model.dispose();
  return measured.map((figures) => {
    const kvBytes = (figures.prefillTokens + decode / 2) * nLayer * attn.nHeadKv * attn.headDim * 2 * 2;
    return { ...figures, bandwidthShare: (figures.decodeRate * (weightBytes + kvBytes)) / 1e9 / rate };
  });
}

type Speed = Pick<Figures, 'prefillRate' | 'decodeRate' | 'barrierShare' | 'logitsHash'>;

/** A prompt of `prefill` tokens and `decode` more, `runs` times. */
async function measureContext(
  model: ComputeModel,
  prefill: number,
  decode: number,
  runs: number,
): Promise<Speed> {
  const { nVocab } = model.hparams;
  const rng = new Random(1);
  const prompt = Array.from({ length: prefill }, () => rng.int(nVocab));
  const context = await model.createContext({ nCtx: prefill + decode + 1, kvType: 'f16' });
  const hash = createHash('sha256');
  const prefillRates: number[] = [];
  const decodeRates: number[] = [];
  const barrierShares: number[] = [];
  for (let run = 0; run < runs; run++) {
    context.rewindTo([]);
    const start = performance.now();
    let logits = await feed(context, prompt);
    const middle = performance.now();
    if (run === 0) hash.update(bytesOf(logits));
    const waited = await model.pool.timeBarriers(async () => {
      for (let i = 0; i < decode; i++) logits = await context.decode([rng.int(nVocab)], 'last');
    });
    const end = performance.now();
    if (run === 0) hash.update(bytesOf(logits));
    prefillRates.push((prefill * 1000) / (middle - start));
    decodeRates.push((decode * 1000) / (end - middle));
    barrierShares.push(waited / (model.nThreads * (end - middle)));
  }
  await context.dispose();
  return {
    prefillRate: median(prefillRates),
    decodeRate: median(decodeRates),
    barrierShare: median(barrierShares),
    logitsHash: hash.digest('hex').slice(0, 12),
  };
}

/** Feeds a prompt in batches; the logits of its last token. */
async function feed(context: LlamaContext, tokens: readonly number[]): Promise<Float32Array> {
  let logits: Float32Array | undefined;
  for (let at = 0; at < tokens.length; at += context.nBatch) {
    logits = await context.decode(tokens.slice(at, at + context.nBatch), 'last');
  }
  if (logits === undefined) throw new Error('--prefill must be at least 1');
  return logits;
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const columns: readonly (readonly [title: string, width: number, cell: (f: Figures) => string])[] = [
  ['model', 24, (f) => f.model],
  ['GB', 6, (f) => (f.weightBytes / 1e9).toFixed(2)],
  ['threads', 8, (f) => String(f.nThreads)],
  ['load ms', 9, (f) => f.loadMs.toFixed(0)],
  ['prefill', 9, (f) => String(f.prefillTokens)],
  ['tok/s', 8, (f) => f.prefillRate.toFixed(1)],
  ['decode tok/s', 13, (f) => f.decodeRate.toFixed(1)],
  ['ms/tok', 8, (f) => (1000 / f.decodeRate).toFixed(1)],
  ['GB/s', 7, (f) => f.decodeBandwidth.toFixed(1)],
  ['of reads', 9, (f) => `${(100 * f.bandwidthShare).toFixed(0)} %`],
  ['barriers', 9, (f) => `${(100 * f.barrierShare).toFixed(1)} %`],
  ['peak MB', 9, (f) => (f.peakRss / 1e6).toFixed(0)],
  ['logits', 14, (f) => f.logitsHash],
];

function row(cell: (column: (typeof columns)[number]) => string): string {
  return columns
    .map((column, i) => (i === 0 ? cell(column).padEnd(column[1]) : cell(column).padStart(column[1])))
    .join('');
}

/** What `npm run bench` measures without being told. */
const standardTypes = ['Q4_K_M', 'Q8_0', 'Q4_0'];
const standardPrefills = ['128'];

const options = {
  shape: { type: 'string', default: 'llama-3.2-1b' },
  type: { type: 'string', multiple: true, default: standardTypes },
  model: { type: 'string' },
  threads: { type: 'string', default: String(os.availableParallelism()) },
  prefill: { type: 'string', multiple: true, default: standardPrefills },
  decode: { type: 'string', default: '32' },
  runs: { type: 'string', default: '3' },
  json: { type: 'boolean', default: false },
  child: { type: 'string' },
} as const;

/** Each model in a process of its own, so that its peak memory is its own. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options });
  if (values.child !== undefined) {
    process.send?.(await measure(JSON.parse(values.child) as Settings));
    return;
  }
  const files: string[] = [];
  if (values.model !== undefined) files.push(path.resolve(values.model));
  else {
    for (const type of values.type)
      files.push(await syntheticModel(path.join(root, '.bench'), shapeOf(values.shape), fileTypeOf(type)));
  }
  if (!values.json) {
    console.log(
      `${os.cpus()[0]?.model ?? 'unknown processor'}, ${os.availableParallelism()} cores, Node ${process.version}`,
    );
    console.log(row(([title]) => title));
  }
  for (const file of files) {
    const measured = await inChild({
      file,
      nThreads: positive('threads', values.threads),
      prefills: values.prefill.map((text) => positive('prefill', text)),
      decode: positive('decode', values.decode),
      runs: positive('runs', values.runs),
    });
    for (const figures of measured)
      console.log(
        values.json ? JSON.stringify(figures) : `${row(([, , cell]) => cell(figures))}  ${figures.simd}`,
      );
  }
}

function inChild(settings: Settings): Promise<Figures[]> {
  return new Promise((resolve, reject) => {
    const child = fork(import.meta.filename, ['--child', JSON.stringify(settings)]);
    child.once('message', (figures) => {
      resolve(figures as Figures[]);
    });
    child.once('exit', (code) => {
      reject(new Error(`the bench of ${settings.file} exited with ${String(code)}`));
    });
  });
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--${name}: expected a positive number, found ${text}`);
}

await main();
