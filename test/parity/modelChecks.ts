import path from 'node:path';
import { kvTypes } from '../../src/base/kvType.ts';
import { readModelFile } from '../../src/engine/modelFile.ts';
import { architectureOf, architectures } from '../../src/model/arch/index.ts';
import { canonicalTensors } from '../../src/weights/tensorNames.ts';
import type { ModelFolder } from '../compute/openComputeModel.ts';
import { judge, needsExplanation, type Numerics } from './budgets.ts';
import type { Check, Outcome } from './check.ts';
import { type Combination, nameOf } from './combinations.ts';
import type { LlamaCpp } from './llamaCpp.ts';
import { measure, type Task } from './measure.ts';
import { tinyModels } from './tinyModels.ts';

/** Enough for a batch with a rest, and for the sliding windows of tiny models to slide. */
const short = { nPrompt: 50, nCompared: 50, nGreedy: 16, isPlain: true } as const;

/** More than the windows of tiny models hold. */
const N_EXPLAINED = 20;

/** Beyond 8192 positions. One head, because time goes with their number and the square of the positions; and small. */
const long = { nPrompt: 8300, nCompared: 32, nGreedy: 16, isPlain: false } as const;
const LONG_DIMS = { nHead: 1, nHeadKv: 1, headDim: 64, nEmbd: 64, nFf: 64 } as const;

/** Positions that a tiny model says it was trained on: fewer than `long`, so that scalings have something to stretch. */
const TINY_CTX = 256;
const LONG_CTX = 2048;

/** Weights beyond which the scalar path would take minutes. */
const MAX_PLAIN_WEIGHTS = 3e7;

/** Compares every position of a prompt and of llama.cpp's greedy continuation. */
export function combinationCheck(combination: Combination, folder: ModelFolder): Check {
  const { architecture, kvType, type, vocab, options } = combination;
  const build = (seed: number): Uint8Array =>
    tinyModels[architecture].build({ type, vocab, options, seed, nCtx: TINY_CTX });
  return tinyCheck(nameOf(combination), build, { ...short, kvType }, folder);
}

/** The last positions of a long prompt, for each architecture, and for each way to stretch positions that there is. */
export function longChecks(folder: ModelFolder): Check[] {
  const seen = new Set<string>();
  return architectures.flatMap(({ name: architecture }) => {
    const family = tinyModels[architecture];
    const fresh = Object.entries(family.options)
      .filter(([option, { group }]) => group?.startsWith('rope') === true && !seen.has(option))
      .map(([option]) => option);
    fresh.forEach((option) => seen.add(option));
    return [[], ...fresh.map((option) => [option])].map((options) => {
      const more = { type: 'F32', vocab: 'spm', nCtx: LONG_CTX, dims: LONG_DIMS, options } as const;
      const build = (seed: number): Uint8Array => family.build({ ...more, seed });
      const name = `long/${architecture}/${options[0] ?? 'plain'}`;
      return tinyCheck(name, build, { ...long, kvType: 'f32' }, folder);
    });
  });
}

/** The model that comes with the extension. */
export function builtInChecks(): Check[] {
  const name = 'media/starter-model.gguf';
  return fileChecks(path.resolve(import.meta.dirname, '../..', name), name);
}

/** A file, with each kind of cache. */
export function fileChecks(file: string, name = file): Check[] {
  return kvTypes.map((kvType) => ({
    name: `${name} ${kvType}`,
    async run(llama) {
      const surveyed = await survey(file);
      return compare(
        llama,
        { ...short, file, kvType, isPlain: surveyed.nWeights <= MAX_PLAIN_WEIGHTS },
        surveyed,
      );
    },
  }));
}

function tinyCheck(
  name: string,
  build: (seed: number) => Uint8Array,
  task: Omit<Task, 'file' | 'nExplained'>,
  folder: ModelFolder,
): Check {
  return {
    name,
    async run(llama) {
      const file = folder.write(build(seedOf(name)));
      const outcome = await compare(llama, { ...task, file }, await survey(file));
      folder.delete(file);
      return outcome;
    },
  };
}

async function compare(llama: LlamaCpp, task: Omit<Task, 'nExplained'>, model: Survey): Promise<Outcome> {
  const numerics = { ...model, kvType: task.kvType };
  const nExplained = task.isPlain && needsExplanation(numerics) ? N_EXPLAINED : 0;
  const measured = await measure(llama, { ...task, nExplained });
  return { measured, problem: judge(measured, numerics) };
}

interface Survey extends Omit<Numerics, 'kvType'> {
  readonly nWeights: number;
}

/** What a file's header says of its rounding, and of its size. */
async function survey(path: string): Promise<Survey> {
  const { metadata, tensors } = (await readModelFile(path)).file;
  const architecture = architectureOf(metadata);
  const all = [...tensors.values()];
  return {
    nWeights: all.reduce((sum, { shape }) => sum + shape.reduce((product, n) => product * n, 1), 0),
    types: new Set(all.map(({ type }) => type).filter((type) => type !== undefined)),
    hp: architecture.hparams(metadata, canonicalTensors(tensors)),
  };
}

/** FNV-1a, so that each model has weights of its own. */
function seedOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
