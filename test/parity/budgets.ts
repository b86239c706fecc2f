import { quantTypes, type QuantTypeName } from '../../src/quant/index.ts';
import type { VecDotType } from '../../src/quant/type.ts';
import type { Divergence } from './divergence.ts';
import type { Measured } from './measure.ts';
import type { KvType } from '../../src/base/kvType.ts';

/** How far next-token probabilities may lie from llama.cpp's. */
export interface Budget {
  readonly maxDp: number;
  readonly klMean: number;
}

/*
 * What separates two right computations of one quantised model is mostly the activations: each matmul rounds them, and
 * a value near the middle of two steps goes up here and down there, because float sums in another order differ in their
 * last bit. So the budget of a tensor type is that of the step to which its activations are rounded. The tiny models feel
 * every step: they have two layers, no redundancy, and logits with a standard deviation near 2. A wrong kernel, a wrong
 * scale or a wrong sign moves probabilities by tenths, and the mean KL by more than 0.1.
 */

/** Nothing is rounded: the order of float sums alone. */
const ORDER_OF_SUMS: Budget = { maxDp: 1e-5, klMean: 1e-9 };
/** Steps of 2^-11. */
const F16_ACTIVATIONS: Budget = { maxDp: 5e-3, klMean: 1e-5 };
/** Steps of 2^-8. */
const BF16_ACTIVATIONS: Budget = { maxDp: 3e-2, klMean: 5e-4 };
/** Steps of 1/127 of the largest of 32 neighbours. */
const Q8_BLOCK_ACTIVATIONS: Budget = { maxDp: 0.08, klMean: 5e-3 };
/** Steps of 1/127 of the largest of 256 neighbours: for most values coarser. */
const Q8_SUPERBLOCK_ACTIVATIONS: Budget = { maxDp: 0.15, klMean: 1e-2 };

const weightBudgets: Readonly<Record<VecDotType, Budget>> = {
  f32: ORDER_OF_SUMS,
  f16: F16_ACTIVATIONS,
  bf16: BF16_ACTIVATIONS,
  q8_0: Q8_BLOCK_ACTIVATIONS,
  q8_1: Q8_BLOCK_ACTIVATIONS,
  q8_K: Q8_SUPERBLOCK_ACTIVATIONS,
};

/** Keys and values are rounded like activations; llama.cpp rounds queries and attention weights with them. */
const kvBudgets: Readonly<Record<KvType, Budget>> = {
  f32: ORDER_OF_SUMS,
  f16: F16_ACTIVATIONS,
  q8_0: Q8_BLOCK_ACTIVATIONS,
};

/** Of a file with these tensor types, run with such a cache: the coarsest rounding that there is. */
export function budgetOf(types: Iterable<QuantTypeName>, kvType: KvType): Budget {
  const budgets = [
    kvBudgets[kvType],
    ...[...types].map((type) => weightBudgets[quantTypes[type].vecDotType]),
  ];
  return {
    maxDp: Math.max(...budgets.map(({ maxDp }) => maxDp)),
    klMean: Math.max(...budgets.map(({ klMean }) => klMean)),
  };
}

/**
 * Rounding activations as llama.cpp does must not bring us farther from it than not rounding them at all. The factor
 * leaves room for chance, and the budget of plain F16 for files in which nothing much is rounded.
 */
const WORSE_THAN_EXACT = 1.5;

/** What is wrong, most telling first; undefined if nothing is. */
export function judge({ wasm, exact, textProblems }: Measured, budget: Budget): string | undefined {
  if (textProblems.length > 0) return `tokenizer: ${textProblems[0]!}`;
  if (exact !== undefined && exceeds(exact, budget))
    return 'model: the scalar F32 path is too far off, so it is not the kernels alone';
  if (exceeds(wasm, budget)) return 'kernel: too far from llama.cpp';
  const allowed = Math.max(F16_ACTIVATIONS.klMean, WORSE_THAN_EXACT * (exact?.klMean ?? Infinity));
  if (wasm.klMean > allowed) return 'kernel: farther from llama.cpp than unrounded arithmetic is';
  return undefined;
}

function exceeds(found: Divergence, budget: Budget): boolean {
  return found.maxDp > budget.maxDp || found.klMean > budget.klMean;
}
