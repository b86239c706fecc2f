import type { HParams } from '../../src/model/hparams.ts';
import { quantTypes, type QuantTypeName } from '../../src/quant/index.ts';
import type { VecDotType } from '../../src/quant/type.ts';
import { type Divergence, withoutWorst } from './divergence.ts';
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

/** Nothing is rounded: the order of float sums alone, and the last bit of a sine at positions in the thousands. */
const ORDER_OF_SUMS: Budget = { maxDp: 5e-5, klMean: 1e-8 };
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

/** ggml looks GELU up in a table, by the f16 that is nearest. */
const actBudgets: Readonly<Record<HParams['act'], Budget>> = {
  silu: ORDER_OF_SUMS,
  gelu: F16_ACTIVATIONS,
};

/**
 * A token whose best experts lie near one another goes through others when a router's logit moves a little: then all of
 * it moves. That is as right as the other choice, so such rows may be left out: up to this share of them.
 */
const REROUTED_ROWS = 0.15;

/** What of a model, and of how it is run, decides about rounding. */
export interface Numerics {
  readonly types: Iterable<QuantTypeName>;
  readonly kvType: KvType;
  readonly act: HParams['act'];
  readonly hasExperts: boolean;
}

/** The coarsest rounding that there is. */
function budgetOf({ types, kvType, act }: Numerics): Budget {
  const weights = Array.from(types, (type) => weightBudgets[quantTypes[type].vecDotType]);
  const budgets = [kvBudgets[kvType], actBudgets[act], ...weights];
  return {
    maxDp: Math.max(...budgets.map(({ maxDp }) => maxDp)),
    klMean: Math.max(...budgets.map(({ klMean }) => klMean)),
  };
}

/**
 * How far we may be from llama.cpp, as a multiple of what arithmetic without any rounding is: rounding activations as it
 * does must bring us nearer; of mixtures of experts, in the better half of the rows. Where keys and values are rounded too, chance has its part. The budget of plain F16 is for
 * files in which nothing much is rounded.
 */
const ofUnrounded: Readonly<Record<KvType, number>> = { f32: 0.8, f16: 1.6, q8_0: 1.6 };

/** What is wrong, most telling first; undefined if nothing is. */
export function judge({ wasm, exact, textProblems }: Measured, numerics: Numerics): string | undefined {
  if (textProblems.length > 0) return `tokenizer: ${textProblems[0]!}`;
  const budget = budgetOf(numerics);
  const { hasExperts, kvType } = numerics;
  const within = (found: Divergence): boolean => {
    const { maxDp, klMean } = withoutWorst(found, hasExperts ? REROUTED_ROWS : 0);
    return maxDp <= budget.maxDp && klMean <= budget.klMean;
  };
  if (!within(wasm)) {
    return exact === undefined || within(exact)
      ? 'kernel: too far from llama.cpp'
      : 'model: too far from llama.cpp, and so is the scalar F32 path';
  }
  if (exact === undefined) return undefined;
  const typical = (found: Divergence): number => withoutWorst(found, hasExperts ? 0.5 : 0).klMean;
  const allowed = Math.max(F16_ACTIVATIONS.klMean, ofUnrounded[kvType] * typical(exact));
  return typical(wasm) <= allowed
    ? undefined
    : 'kernel: not nearer to llama.cpp than unrounded arithmetic is';
}
