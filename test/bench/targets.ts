/*
 * Every speed target there is, each with its peer in alternating runs of one invocation; medians. About ten minutes.
 *
 *   npm run bench:targets -- [--write] [--only TEXT] [--minutes 12] [--no-wllama]
 *
 *   --write      appends the table to SPEED.md
 *   --only       the groups whose name contains TEXT
 *   --minutes    no group begins another alternation once its share of this is used up
 */
import { spawn } from 'node:child_process';
import { appendFileSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Rig, type RunnerName } from './rig.ts';
import { type FileType, shapes, type ShapeName } from './shapes.ts';
import { syntheticModel } from './syntheticModel.ts';

const root = path.resolve(import.meta.dirname, '../..');
const { values: options } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    minutes: { type: 'string', default: '12' },
    'no-wllama': { type: 'boolean', default: false },
  },
});

const THREADS = 2;
const ALTERNATIONS = 5;
/** Alternations of prefills, whose runs are long and vary little. */
const FEW_ALTERNATIONS = 3;

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

/** A rate in tokens a second against a peer's. */
function reportRatio(what: string, ours: number, peer: number, target: number): void {
  const ratio = ours / peer;
  report({
    what,
    ours: `${ours.toFixed(1)} tok/s`,
    peer: `${peer.toFixed(1)} tok/s`,
    ratio: ratio.toFixed(2),
    target: `≥ ${target.toFixed(2)}`,
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

/** Tokens a second of each rig, medians of `n` turns (at least three, and as long as `seconds` last). */
async function alternate(
  rigs: readonly Rig[],
  nTokens: number,
  run: (rig: Rig) => Promise<number>,
  n: number,
  seconds: number,
  afterEach?: () => Promise<void>,
): Promise<number[]> {
  const rates = rigs.map((): number[] => []);
  const deadline = performance.now() + seconds * 1000 * (Number(options.minutes) / 12);
  for (let turn = 0; turn < n && (turn < 3 || performance.now() < deadline); turn++) {
    for (const [i, rig] of rigs.entries()) rates[i]!.push((nTokens * 1000) / (await run(rig)));
    await afterEach?.();
  }
  return rates.map(median);
}

const peers = ['burrow', 'llama.cpp'] as const;

/** One type of the 1B shape: decode and prefill on two threads, decode (and for Q4_K_M prefill) on one. */
async function oneType(type: FileType, prefillTarget: number): Promise<void> {
  const file = await modelFile('llama-3.2-1b', type);
  let rigs = await rigsOf(peers, file, THREADS, 1024);
  const [burrow] = rigs as [Rig];
  for (const rig of rigs) await rig.prefill(128);
  const { size } = statSync(file);
  const shape = shapes['llama-3.2-1b'];
  const kvBytes = 150 * shape.nLayer * shape.nHeadKv * shape.headDim * 2 * 2;
  const peaks = type === 'Q4_K_M' ? [await burrow.peakBytes(), await rigs[1]!.peakBytes()] : [];
  let bound = 0;
  const [ours, peer] = (await alternate(
    rigs,
    32,
    (rig) => rig.decode(32),
    ALTERNATIONS + 2,
    40,
    async () => {
      bound = Math.max(bound, await burrow.readRate(size, THREADS));
    },
  )) as [number, number];
  const share = (ours * (size + kvBytes)) / 1e9 / bound;
  report({
    what: `decode, 1B ${type}, 2 threads`,
    ours: `${ours.toFixed(1)} tok/s`,
    peer: `${peer.toFixed(1)} tok/s; bound ${bound.toFixed(1)} GB/s`,
    ratio: `${(ours / peer).toFixed(2)}; ${(100 * share).toFixed(0)} % of the bound`,
    target: '≥ 1.20 or ≥ 90 %',
    met: ours / peer >= 1.2 || share >= 0.9,
  });
  const nPrefills = type === 'Q4_K_M' ? ALTERNATIONS : FEW_ALTERNATIONS;
  let [p, q] = (await alternate(rigs, 512, (rig) => rig.prefill(512), nPrefills, 50)) as [number, number];
  reportRatio(`prefill 512, 1B ${type}, 2 threads`, p, q, prefillTarget);
  if (type === 'Q4_K_M') {
    const kv = 1024 * shape.nLayer * shape.nHeadKv * shape.headDim * 2 * 2;
    report({
      what: 'peak memory, 1B Q4_K_M',
      ours: `${(peaks[0]! / 1e6).toFixed(0)} MB`,
      peer: `${(peaks[1]! / 1e6).toFixed(0)} MB`,
      ratio: (peaks[0]! / peaks[1]!).toFixed(2),
      target: `≤ ${((size + kv) / 1e6 + 150).toFixed(0)} MB`,
      met: peaks[0]! <= size + kv + 150e6,
    });
    await busyCore(rigs);
  }
  await endAll(rigs);

  rigs = await rigsOf(peers, file, 1, 1024);
  for (const rig of rigs) await rig.prefill(128);
  const [a, b] = (await alternate(rigs, 16, (rig) => rig.decode(16), ALTERNATIONS, 30)) as [number, number];
  reportRatio(`decode, 1B ${type}, 1 thread`, a, b, 0.95);
  if (type === 'Q4_K_M') {
    [p, q] = (await alternate(rigs, 512, (rig) => rig.prefill(512), FEW_ALTERNATIONS, 50)) as [
      number,
      number,
    ];
    reportRatio(`prefill 512, 1B ${type}, 1 thread`, p, q, prefillTarget);
  }
  await endAll(rigs);
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
    for (let turn = 0; turn < (rig.name === 'burrow' ? ALTERNATIONS : FEW_ALTERNATIONS); turn++) {
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
  const [ours, peer] = (await alternate(rigs, 16, (rig) => rig.decode(16), ALTERNATIONS, 30)) as [
    number,
    number,
  ];
  reportRatio('decode at 8k, 1B Q4_K_M, 2 threads', ours, peer, 1);
  await endAll(rigs);
}

async function smallModel(): Promise<void> {
  const rigs = await rigsOf(peers, await modelFile('smollm2-135m', 'Q4_K_M'), THREADS, 1024);
  for (const rig of rigs) await rig.prefill(128);
  const run = (rig: Rig): Promise<number> => rig.decode(64);
  const [ours, peer] = (await alternate(rigs, 64, run, ALTERNATIONS + 2, 30)) as [number, number];
  reportRatio('decode, SmolLM2-135M Q4_K_M, 2 threads', ours, peer, 1.2);
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
  const [p, q] = (await alternate(rigs, 64, (rig) => rig.prefill(64), FEW_ALTERNATIONS, 30)) as [
    number,
    number,
  ];
  const [a, b] = (await alternate(rigs, 8, (rig) => rig.decode(8), ALTERNATIONS, 20)) as [number, number];
  reportRatio('decode, 1B Q4_K_M, 2 threads, against wllama 3.8.1', a, b, 4);
  reportRatio('prefill 64, 1B Q4_K_M, 2 threads, against wllama 3.8.1', p, q, 8);
  await endAll(rigs);
}

const groups: Readonly<Record<string, () => Promise<void>>> = {
  Q4_K_M: () => oneType('Q4_K_M', 1),
  Q8_0: () => oneType('Q8_0', 0.7),
  Q4_0: () => oneType('Q4_0', 0.7),
  Q6_K: () => oneType('Q6_K', 0.7),
  small: smallModel,
  load: loading,
  ...(options['no-wllama'] ? {} : { wllama: againstWllama }),
  '8k': longContext,
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
