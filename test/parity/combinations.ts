import { architectures, type ArchitectureName } from '../../src/model/arch/index.ts';
import { quantTypeNames, type QuantTypeName } from '../../src/quant/index.ts';
import { kvTypes, type KvType } from '../../src/base/kvType.ts';
import type { VocabKind } from '../support/tinyVocab.ts';
import { type Factors, pairwiseCover, product, type Row } from './cover.ts';
import { tinyModels } from './tinyModels.ts';

/** One tiny model, and how it is run. */
export interface Combination {
  readonly architecture: ArchitectureName;
  readonly type: QuantTypeName;
  /** Of the architecture's generator; undefined for the plainest model. */
  readonly option: string | undefined;
  readonly kvType: KvType;
  readonly vocab: VocabKind;
}

const PLAIN = 'plain';
const COVER_SEED = 4;

const factors: Factors = {
  architecture: architectures.map(({ name }) => name),
  type: quantTypeNames,
  option: [PLAIN, ...new Set(Object.values(tinyModels).flatMap(({ options }) => options))],
  kvType: kvTypes,
  vocab: ['spm', 'bpe'] satisfies VocabKind[],
};

/**
 * Each architecture with F32 and Q8_0; each tensor type with llama; each option with each architecture that takes it;
 * and what pairs of architecture, type, option, cache and vocabulary are then left, in as few rows as a greedy cover
 * finds.
 */
export function defaultCombinations(): Combination[] {
  const row = (more: Partial<Row>): Row => ({
    architecture: 'llama',
    type: 'F32',
    option: PLAIN,
    kvType: 'f32',
    vocab: 'spm',
    ...more,
  });
  const named = [
    ...architectures.flatMap(({ name }) => ['F32', 'Q8_0'].map((type) => row({ architecture: name, type }))),
    ...quantTypeNames.map((type) => row({ type })),
    ...architectures.flatMap(({ name }) =>
      tinyModels[name].options.map((option) => row({ architecture: name, option })),
    ),
  ];
  const distinct = [...new Map(named.map((one) => [JSON.stringify(one), one])).values()];
  return [...distinct, ...pairwiseCover(factors, isPossible, distinct, COVER_SEED)].map(combination);
}

/** The full product. */
export function allCombinations(): Combination[] {
  return product(factors, isPossible).map(combination);
}

function isPossible({ architecture, option }: Row): boolean {
  return option === PLAIN || tinyModels[architecture as ArchitectureName].options.includes(option!);
}

/** Rows are made of the registries' names alone. */
function combination(row: Row): Combination {
  const { option, ...rest } = row as unknown as Combination & { readonly option: string };
  return { ...rest, option: option === PLAIN ? undefined : option };
}

/** `llama/Q4_K/rope linear/f16/bpe` */
export function nameOf({ architecture, type, option, kvType, vocab }: Combination): string {
  return [architecture, type, option ?? PLAIN, kvType, vocab].join('/');
}
