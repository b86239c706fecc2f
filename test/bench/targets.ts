/*
 * Every speed target there is, each with its peer in alternating runs of one invocation; medians of five. About a quarter
 * of an hour.
 *
 *   npm run bench:targets -- [--write] [--only TEXT] [--no-wllama]
 *
 *   --write      appends the table to SPEED.md
 *   --only       the groups whose name contains TEXT
 */
import { execFile, spawn } from 'node:child_process';
import { appendFileSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { Rig, type RunnerName } from './rig.ts';
import { type FileType, shapes, type ShapeName } from './shapes.ts';
import type { SpeculationFigures } from './speculation.ts';
import { syntheticModel } from './syntheticModel.ts';

const root = path.resolve(import.meta.dirname, '../..');
const { values: options } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    'no-wllama': { type: 'boolean', default: false },
  },
});

const THREADS = 2;
const ALTERNATIONS = 5;
/** Of a decode's, whose runs are short. */
const MORE_ALTERNATIONS = 7;

interface Row {
  readonly what: string;
  readonly ours: string;
  readonly peer: string;
  readonly ratio: string;
  readonly target: string;
  readonly met: boolean;
}
const rows: Row[] = [];

function report(row: Row): void {
  rows.push(row);
  console.log(line(row));
}

function line({ what, ours, peer, ratio, target, met }: Row): string {
  return `| ${what} | ${ours} | ${peer} | ${ratio} | ${target} | ${met ? 'met' : 'not met'} |`;
}

/** Rates in tokens a second, ours and a peer's. `floor` is what a ratio below the target should still reach. */
function reportRatio(
  what: string,
  [ours, peer]: readonly [number, number],
  target: number,
  floor?: number,
): void {
  const ratio = ours / peer;
  report({
    what,
    ours: `${ours.toFixed(1)} tok/s`,
    peer: `${peer.toFixed(1)} tok/s`,
    ratio: ratio.toFixed(2),
    target: `≥ ${target.toFixed(2)}${floor === undefined ? '' : `, never < ${floor.toFixed(2)}`}`,
    met: ratio >= target,
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

function modelFile(shape: ShapeName, type: FileType): Promise<string> {
  return syntheticModel(path.join(root, '.bench'), shape, type);
}

async function rigsOf(
  names: readonly RunnerName[],
  file: string,
  nThreads: number,
  nCtx: number,
): Promise<Rig[]> {
  const rigs = names.map((name) => new Rig(name));
  for (const rig of rigs) await rig.load(file, nThreads, nCtx);
  return rigs;
}

async function endAll(rigs: readonly Rig[]): Promise<void> {
  for (const rig of rigs) await rig.end();
}

/** Tokens a second of two rigs, medians of `n` turns. */
async function alternate(
  rigs: readonly Rig[],
  nTokens: number,
  run: (rig: Rig) => Promise<number>,
  n: number,
  afterEach?: () => Promise<void>,
): Promise<[number, number]> {
  const rates: [number[], number[]] = [[], []];
  for (let turn = 0; turn < n; turn++) {
    for (const [i, list] of rates.entries()) list.push((nTokens * 1000) / (await run(rigs[i]!)));
    await afterEach?.();
  }
  return [median(rates[0]), median(rates[1])];
}

const peers = ['burrow', 'llama.cpp'] as const;

/** What prefills of a type must reach of llama.cpp's rate. */
interface PrefillTarget {
  readonly ratio: number;
  readonly floor?: number;
}

/** One type of the 1B shape: decode and prefill on two threads, decode (and for Q4_K_M prefill) on one. */
async function oneType(type: FileType, { ratio, floor }: PrefillTarget): Promise<void> {
  const file = await modelFile('llama-3.2-1b', type);
  const isMain = type === 'Q4_K_M';
  let rigs = await rigsOf(peers, file, THREADS, 1024);
  const [burrow, llama] = rigs as [Rig, Rig];
  for (const rig of rigs) await rig.prefill(128);
  const { size } = statSync(file);
  if (isMain) reportMemory(size, await burrow.peakBytes(), await llama.peakBytes());

  const decode = (rig: Rig): Promise<number> => rig.decode(32);
  let bound = 0;
  const [ours, peer] = await alternate(rigs, 32, decode, MORE_ALTERNATIONS, async () => {
    bound = Math.max(bound, await burrow.readRate(size, THREADS));
  });
  const share = (ours * (size + kvBytes(150))) / 1e9 / bound;
  report({
    what: `decode, 1B ${type}, 2 threads`,
    ours: `${ours.toFixed(1)} tok/s`,
    peer: `${peer.toFixed(1)} tok/s; bound ${bound.toFixed(1)} GB/s`,
    ratio: `${(ours / peer).toFixed(2)}; ${(100 * share).toFixed(0)} % of the bound`,
    target: '≥ 1.20 or ≥ 90 %',
    met: ours / peer >= 1.2 || share >= 0.9,
  });
  const prefill = (rig: Rig): Promise<number> => rig.prefill(512);
  const both = await alternate(rigs, 512, prefill, ALTERNATIONS);
  reportRatio(`prefill 512, 1B ${type}, 2 threads`, both, ratio, floor);
  if (isMain) await busyCore(rigs);
  await endAll(rigs);

  rigs = await rigsOf(peers, file, 1, 1024);
  for (const rig of rigs) await rig.prefill(128);
  const single = await alternate(rigs, 16, (rig) => rig.decode(16), ALTERNATIONS);
  reportRatio(`decode, 1B ${type}, 1 thread`, single, 0.95);
  if (isMain) {
    const one = await alternate(rigs, 512, prefill, ALTERNATIONS);
    reportRatio(`prefill 512, 1B ${type}, 1 thread`, one, ratio, floor);
  }
  await endAll(rigs);
}

/** Keys and values of so many tokens of the 1B shape. */
function kvBytes(nTokens: number): number {
  const { nLayer, nHeadKv, headDim } = shapes['llama-3.2-1b'];
  return nTokens * nLayer * nHeadKv * headDim * 2 * 2;
}

function reportMemory(fileBytes: number, ours: number, peer: number): void {
  const most = fileBytes + kvBytes(1024) + 150e6;
  report({
    what: 'peak memory, 1B Q4_K_M',
    ours: `${(ours / 1e6).toFixed(0)} MB`,
    peer: `${(peer / 1e6).toFixed(0)} MB`,
    ratio: (ours / peer).toFixed(2),
    target: `≤ ${(most / 1e6).toFixed(0)} MB`,
    met: ours <= most,
  });
}

/** The same decoding with and without another process that never stops computing. */
async function busyCore(rigs: readonly Rig[]): Promise<void> {
  const shares: string[] = [];
  let own = 0;
  for (const rig of rigs) {
    const nTokens = rig.name === 'burrow' ? 32 : 8;
    await rig.prefill(64);
    const quiet: number[] = [];
    const busy: number[] = [];
    for (let turn = 0; turn < ALTERNATIONS; turn++) {
      quiet.push(nTokens / (await rig.decode(nTokens)));
      const other = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
      await setTimeout(300);
      busy.push(nTokens / (await rig.decode(nTokens)));
      other.kill('SIGKILL');
      await setTimeout(100);
    }
    const share = median(busy) / median(quiet);
    if (rig.name === 'burrow') own = share;
    shares.push(`${share.toFixed(2)} (${(1000 * median(busy)).toFixed(1)} tok/s)`);
  }
  report({
    what: 'decode beside a busy process, 2 threads: share of the quiet rate',
    ours: shares[0]!,
    peer: shares[1]!,
    ratio: own.toFixed(2),
    target: '≥ 0.45',
    met: own >= 0.45,
  });
}

async function longContext(): Promise<void> {
  const rigs = await rigsOf(peers, await modelFile('llama-3.2-1b', 'Q4_K_M'), THREADS, 8192 + 256);
  for (const rig of rigs) await rig.prefill(8192);
  const rates = await alternate(rigs, 16, (rig) => rig.decode(16), ALTERNATIONS);
  reportRatio('decode at 8k, 1B Q4_K_M, 2 threads', rates, 1);
  await endAll(rigs);
}

async function smallModel(): Promise<void> {
  const rigs = await rigsOf(peers, await modelFile('smollm2-135m', 'Q4_K_M'), THREADS, 1024);
  for (const rig of rigs) await rig.prefill(128);
  const rates = await alternate(rigs, 64, (rig) => rig.decode(64), MORE_ALTERNATIONS);
  reportRatio('decode, SmolLM2-135M Q4_K_M, 2 threads', rates, 1.2);
  await endAll(rigs);
}

async function loading(): Promise<void> {
  const file = await modelFile('llama-3.2-1b', 'Q4_K_M');
  const loads: number[] = [];
  const reads: number[] = [];
  const firsts: number[] = [];
  for (let turn = 0; turn < ALTERNATIONS; turn++) {
    const rig = new Rig('burrow');
    reads.push(await rig.readFileTime(file, THREADS));
    await rig.end();
    const fresh = new Rig('burrow');
    await fresh.peakBytes(); // it has started
    const load = await fresh.load(file, THREADS, 2048);
    loads.push(load);
    firsts.push(load + (await fresh.prefill(16)));
    await fresh.end();
  }
  const ratio = median(loads) / median(reads);
  report({
    what: 'load, 1B Q4_K_M, warm file, 2 threads',
    ours: `${median(loads).toFixed(0)} ms`,
    peer: `reading it into fresh memory ${median(reads).toFixed(0)} ms`,
    ratio: ratio.toFixed(2),
    target: '≤ 1.30',
    met: ratio <= 1.3,
  });
  report({
    what: 'load and first token of 16, 1B Q4_K_M, warm file, 2 threads',
    ours: `${median(firsts).toFixed(0)} ms`,
    peer: '',
    ratio: '',
    target: '≤ 1500 ms',
    met: median(firsts) <= 1500,
  });
}

async function againstWllama(): Promise<void> {
  const rigs = await rigsOf(['burrow', 'wllama'], await modelFile('llama-3.2-1b', 'Q4_K_M'), THREADS, 1024);
  const prefills = await alternate(rigs, 64, (rig) => rig.prefill(64), ALTERNATIONS);
  const decodes = await alternate(rigs, 8, (rig) => rig.decode(8), ALTERNATIONS);
  reportRatio('decode, 1B Q4_K_M, 2 threads, against wllama 3.8.1', decodes, 4);
  reportRatio('prefill 64, 1B Q4_K_M, 2 threads, against wllama 3.8.1', prefills, 8);
  await endAll(rigs);
}

/** Guessing ahead beside plain decoding, by speculation.ts in a process of its own. */
async function speculation(): Promise<void> {
  const script = path.join(import.meta.dirname, 'speculation.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...['--import', 'tsx', script, '--json', '--threads', String(THREADS)],
    ...['--runs', String(ALTERNATIONS), '--tokens', '200'],
  ]);
  for (const text of stdout.trim().split('\n')) {
    const { name, repeats, plain, guessing, ratio } = JSON.parse(text) as SpeculationFigures;
    const target = repeats ? 1.8 : 0.97;
    report({
      what: `guessing ahead, 1B Q4_K_M, 2 threads: ${name}`,
      ours: `${guessing.toFixed(1)} tok/s`,
      peer: `without ${plain.toFixed(1)} tok/s`,
      ratio: ratio.toFixed(2),
      target: `≥ ${target.toFixed(2)}`,
      met: ratio >= target,
    });
  }
}

const groups: Readonly<Record<string, () => Promise<void>>> = {
  Q4_K_M: () => oneType('Q4_K_M', { ratio: 1, floor: 0.8 }),
  Q8_0: () => oneType('Q8_0', { ratio: 0.7 }),
  Q4_0: () => oneType('Q4_0', { ratio: 0.7 }),
  Q6_K: () => oneType('Q6_K', { ratio: 0.7 }),
  small: smallModel,
  load: loading,
  ...(options['no-wllama'] ? {} : { wllama: againstWllama }),
  '8k': longContext,
  speculation,
};

const heading = [
  `${os.cpus()[0]?.model ?? 'unknown processor'}, ${os.availableParallelism()} cores, Node ${process.version}, ` +
    `node-llama-cpp 3.22.1, load average at the start ${os.loadavg()[0]!.toFixed(1)}`,
  '',
  '| | ours | peer | ratio | target | |',
  '|---|---|---|---|---|---|',
];
console.log(heading.join('\n'));
for (const [name, group] of Object.entries(groups)) if (name.includes(options.only)) await group();
if (options.write) {
  const date = new Date().toISOString().slice(0, 10);
  appendFileSync(
    path.join(root, 'SPEED.md'),
    `\n## Targets, ${date}\n\n\`npm run bench:targets -- --write\`. ${heading.join('\n')}\n${rows.map(line).join('\n')}\n`,
  );
}
