/*
 * The project beside other engines, in alternating runs of one invocation: medians and ratios.
 *
 *   npm run bench:peers -- [options]
 *
 *   --shape NAME        one of shapes.ts, llama-3.2-1b unless given
 *   --type TYPE         Q4_K_M unless given; several one after another
 *   --model FILE        a GGUF file instead
 *   --threads N         the machine's cores unless given
 *   --prefill N         tokens of the prompt, 128 unless given
 *   --decode N          tokens decoded after it, 32 unless given
 *   --alternations N    5 unless given
 *   --wllama            also wllama, in a headless Chromium
 */
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Rig, type RunnerName } from './rig.ts';
import { fileTypeOf, shapeOf } from './shapes.ts';
import { syntheticModel } from './syntheticModel.ts';

const { values } = parseArgs({
  options: {
    shape: { type: 'string', default: 'llama-3.2-1b' },
    type: { type: 'string', multiple: true, default: ['Q4_K_M'] },
    model: { type: 'string' },
    threads: { type: 'string', default: String(os.availableParallelism()) },
    prefill: { type: 'string', default: '128' },
    decode: { type: 'string', default: '32' },
    alternations: { type: 'string', default: '5' },
    wllama: { type: 'boolean', default: false },
  },
});
const nThreads = Number(values.threads);
const nPrompt = Number(values.prefill);
const nDecoded = Number(values.decode);
const names: readonly RunnerName[] = values.wllama
  ? ['burrow', 'llama.cpp', 'wllama']
  : ['burrow', 'llama.cpp'];

const folder = path.resolve(import.meta.dirname, '../../.bench');
const files =
  values.model === undefined
    ? values.type.map((type) => () => syntheticModel(folder, shapeOf(values.shape), fileTypeOf(type)))
    : [() => Promise.resolve(path.resolve(values.model!))];

for (const file of files) await compare(await file());

async function compare(file: string): Promise<void> {
  const loads = os.loadavg().map((load) => load.toFixed(1));
  console.log(`${path.basename(file)}, ${nThreads} threads, load average ${loads.join(' ')}`);
  const rigs = names.map((name) => new Rig(name));
  const loadTimes: number[] = [];
  for (const rig of rigs) loadTimes.push(await rig.load(file, nThreads, nPrompt + nDecoded + 64));
  const prefills = rigs.map((): number[] => []);
  const decodes = rigs.map((): number[] => []);
  for (let turn = 0; turn < Number(values.alternations); turn++) {
    for (const [i, rig] of rigs.entries()) {
      prefills[i]!.push((nPrompt * 1000) / (await rig.prefill(nPrompt)));
      decodes[i]!.push((nDecoded * 1000) / (await rig.decode(nDecoded)));
    }
  }
  for (const [i, rig] of rigs.entries()) {
    const [prefill, decode] = [median(prefills[i]!), median(decodes[i]!)];
    const ratios = `${(median(prefills[0]!) / prefill).toFixed(2)} × / ${(median(decodes[0]!) / decode).toFixed(2)} ×`;
    console.log(
      `  ${rig.name.padEnd(10)} load ${loadTimes[i]!.toFixed(0).padStart(5)} ms` +
        `   prefill ${prefill.toFixed(1).padStart(6)} tok/s   decode ${decode.toFixed(1).padStart(6)} tok/s` +
        `   peak ${((await rig.peakBytes()) / 1e6).toFixed(0).padStart(5)} MB${i === 0 ? '' : `   burrow: ${ratios}`}`,
    );
    await rig.end();
  }
}

function median(list: readonly number[]): number {
  return [...list].sort((a, b) => a - b)[list.length >> 1] ?? Number.NaN;
}
