import { kvTypes } from '../../src/base/kvType.ts';
import { readModelFile } from '../../src/engine/modelFile.ts';
import { architectures } from '../../src/model/arch/index.ts';
import type { ModelFolder } from '../compute/openComputeModel.ts';
import { budgetOf, judge } from './budgets.ts';
import type { Check } from './check.ts';
import { type Combination, nameOf } from './combinations.ts';
import { measure } from './measure.ts';
import { tinyModels } from './tinyModels.ts';

/** Enough for the prompt to be a batch with a rest, and for sliding windows of tiny models to slide. */
const N_PROMPT = 50;
const N_GREEDY = 16;
/** A model trained on so many positions, and a prompt that goes beyond what its scaling stretches. */
const LONG_TRAINED = 2048;
const LONG_PROMPT = 8300;
const LONG_COMPARED = 32;
/** Weights beyond which the scalar path would take minutes. */
const MAX_EXACT_WEIGHTS = 3e7;

/** Writes the model, and compares every position of a prompt and of llama.cpp's greedy continuation. */
export function combinationCheck(combination: Combination, folder: ModelFolder): Check {
  const { architecture, type, options, kvType, vocab } = combination;
  return {
    name: nameOf(combination),
    async run(llama) {
      const seed = seedOf(nameOf(combination));
      const gguf = tinyModels[architecture].build({ type, vocab, seed, options, nCtx: 256 });
      const file = folder.write(gguf);
      const measured = await measure(llama, {
        file,
        kvType,
        nPrompt: N_PROMPT,
        nCompared: N_PROMPT,
        nGreedy: N_GREEDY,
        exact: true,
      });
      folder.delete(file);
      return { measured, problem: judge(measured, budgetOf([type, 'F32'], kvType)) };
    },
  };
}

/**
 * Positions far beyond 8192: whatever an architecture does to its positions, once for each way there is, after a prompt
 * of that length. The scalar path would take minutes.
 */
export function longChecks(folder: ModelFolder): Check[] {
  const seen = new Set<string>();
  return architectures.flatMap(({ name: architecture }) => {
    const { options, build } = tinyModels[architecture];
    const rope = Object.keys(options).filter((option) => options[option]!.group?.startsWith('rope'));
    const fresh = rope.filter((option) => !seen.has(option));
    fresh.forEach((option) => seen.add(option));
    return [undefined, ...fresh].map((option): Check => {
      const name = `long/${architecture}/${option ?? 'plain'}`;
      return {
        name,
        async run(llama) {
          const file = folder.write(
            build({
              type: 'F32',
              vocab: 'spm',
              seed: seedOf(name),
              nCtx: LONG_TRAINED,
              options: option === undefined ? [] : [option],
            }),
          );
          const task = {
            nPrompt: LONG_PROMPT,
            nCompared: LONG_COMPARED,
            nGreedy: N_GREEDY,
            exact: false,
          } as const;
          const measured = await measure(llama, { file, kvType: 'f32', ...task });
          folder.delete(file);
          return { measured, problem: judge(measured, budgetOf(['F32'], 'f32')) };
        },
      };
    });
  });
}

/** A person's own file, with each kind of cache. */
export function fileChecks(file: string): Check[] {
  return kvTypes.map((kvType) => ({
    name: `${file} ${kvType}`,
    async run(llama) {
      const tensors = [...(await readModelFile(file)).file.tensors.values()];
      const nWeights = tensors.reduce(
        (sum, { shape }) => sum + shape.reduce((product, n) => product * n, 1),
        0,
      );
      const types = new Set(tensors.map(({ type }) => type).filter((type) => type !== undefined));
      const measured = await measure(llama, {
        file,
        kvType,
        nPrompt: N_PROMPT,
        nCompared: N_PROMPT,
        nGreedy: N_GREEDY,
        exact: nWeights <= MAX_EXACT_WEIGHTS,
      });
      return { measured, problem: judge(measured, budgetOf(types, kvType)) };
    },
  }));
}

/** FNV-1a, so that each combination has weights of its own. */
function seedOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
