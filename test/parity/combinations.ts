import { kvTypes, type KvType } from '../../src/base/kvType.ts';
import { architectures, type ArchitectureName } from '../../src/model/arch/index.ts';
import { quantTypeNames, type QuantTypeName } from '../../src/quant/index.ts';
import type { VocabKind } from '../support/tinyVocab.ts';
import { pairwiseCover } from './cover.ts';
import { tinyModels } from './tinyModels.ts';

/** One tiny model, and how it is run. */
export interface Combination {
  readonly architecture: ArchitectureName;
  readonly type: QuantTypeName;
  /** Of the architecture's generator. */
  readonly options: readonly string[];
  readonly kvType: KvType;
  readonly vocab: VocabKind;
}

const vocabs: readonly VocabKind[] = ['spm', 'bpe'];
const COVER_SEED = 4;

/**
 * Each architecture with F32 and with Q8_0 and each cache; each tensor type with llama; each option with each architecture
 * that takes it, also with a cache of F16.
 */
export function essentialCombinations(): Combination[] {
  const plain = { architecture: 'llama', type: 'F32', options: [], kvType: 'f32', vocab: 'spm' } as const;
  const named = new Map<string, Combination>();
  const add = (more: Partial<Combination>): unknown =>
    named.set(nameOf({ ...plain, ...more }), { ...plain, ...more });
  for (const { name } of architectures) {
    for (const kvType of kvTypes)
      for (const type of ['F32', 'Q8_0'] as const) add({ architecture: name, type, kvType });
  }
  for (const type of quantTypeNames) add({ type });
  for (const { name } of architectures)
    for (const option of optionsOf(name))
      for (const kvType of ['f32', 'f16'] as const) add({ architecture: name, options: [option], kvType });

  return [...named.values()];
}

/**
 * Those, and whatever pairs of architecture, type, option (also two of them), cache and vocabulary are then left, in as few
 * combinations as a greedy cover finds.
 */
export function defaultCombinations(): Combination[] {
  const present = essentialCombinations();
  return [...present, ...pairwiseCover(allCombinations(), featuresOf, present, COVER_SEED)];
}

/** The full product, with up to two options at once. */
export function allCombinations(): Combination[] {
  return architectures.flatMap(({ name: architecture }) =>
    optionSets(architecture).flatMap((options) =>
      quantTypeNames.flatMap((type) =>
        kvTypes.flatMap((kvType) => vocabs.map((vocab) => ({ architecture, type, options, kvType, vocab }))),
      ),
    ),
  );
}

/** None, each, and each two that go together. */
function optionSets(architecture: ArchitectureName): (readonly string[])[] {
  const all = optionsOf(architecture);
  const group = (option: string): string => tinyModels[architecture].options[option]!.group ?? option;
  const two = all.flatMap((first, i) =>
    all.slice(i + 1).flatMap((second) => (group(first) === group(second) ? [] : [[first, second]])),
  );
  return [[], ...all.map((option) => [option]), ...two];
}

function optionsOf(architecture: ArchitectureName): string[] {
  return Object.keys(tinyModels[architecture].options);
}

function featuresOf({ architecture, type, options, kvType, vocab }: Combination): string[] {
  return [architecture, type, kvType, vocab, ...(options.length > 0 ? options : ['plain'])];
}

/** `llama/Q4_K/rope linear + tied/f16/bpe` */
export function nameOf({ architecture, type, options, kvType, vocab }: Combination): string {
  return [architecture, type, options.length > 0 ? options.join(' + ') : 'plain', kvType, vocab].join('/');
}
