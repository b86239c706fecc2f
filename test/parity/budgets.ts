import type { HParams } from '../../src/model/hparams.ts';
import { quantTypes, type QuantTypeName } from '../../src/quant/index.ts';
import type { VecDotType } from '../../src/quant/type.ts';
import { typicalRow } from './divergence.ts';
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
 * last bit. The tiny models feel every step: they have two layers, no redundancy, and logits with a standard deviation
 * near 2. So whether the difference is such ties and nothing else is shown for the first rows by explain.ts. Budgets bound
 * the rest: all rows, and the F32 path, which rounds nothing. The budget of a tensor type is that of the step to which its
 * activations are rounded.
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

/** The layers of the models that the budgets are meant for: what rounding adds, each layer adds anew. */
const N_LAYER = 2;

/** What of a model, and of how it is run, decides about rounding. */
export interface Numerics {
  readonly types: Iterable<QuantTypeName>;
  readonly kvType: KvType;
  readonly hp: Pick<HParams, 'act' | 'nLayer' | 'experts' | 'recurrent'>;
}

function weightRoundings({ types, hp }: Pick<Numerics, 'types' | 'hp'>): Budget[] {
  return [actBudgets[hp.act], ...Array.from(types, (type) => weightBudgets[quantTypes[type].vecDotType])];
}

/**
 * Whether values are rounded so coarsely that a budget which allows for it allows for errors too. Keys and values are
 * rounded in one place, the activations of weights in another, and each is explained alone: how a key is rounded does not
 * show in rows that hardly look at it, but sends ties of later rows, where explain.ts would lose its way. With weights of
 * F32 a cache of f16 has a budget without room, in each architecture and with each of its options, and one of q8_0 is
 * explained.
 */
export function needsExplanation({ types, kvType, hp }: Numerics): boolean {
  const isCoarse = ({ klMean }: Budget): boolean => klMean > F16_ACTIVATIONS.klMean;
  const isExact = (budget: Budget): boolean => budget === ORDER_OF_SUMS;
  const ofWeights = weightRoundings({ types, hp });
  const ofCache = kvBudgets[kvType];
  return isExact(ofCache) ? ofWeights.some(isCoarse) : isCoarse(ofCache) && ofWeights.every(isExact);
}

/** The coarsest rounding that there is. */
function budgetOf(numerics: Numerics): Budget {
  const budgets = [kvBudgets[numerics.kvType], ...weightRoundings(numerics)];
  const growth = Math.max(1, numerics.hp.nLayer / N_LAYER);
  return {
    maxDp: Math.max(...budgets.map(({ maxDp }) => maxDp)) * Math.sqrt(growth),
    klMean: Math.max(...budgets.map(({ klMean }) => klMean)) * growth,
  };
}

/** What is wrong, most telling first; undefined if nothing is. */
export function judge(
  { wasm, exact, explained, textProblems }: Measured,
  numerics: Numerics,
): string | undefined {
  if (textProblems.length > 0) return `tokenizer: ${textProblems[0]!}`;
  if (explained !== undefined) {
    const { 'llama.cpp': model, engine } = explained;
    if (model.unexplained)
      return `model: plain TypeScript does not come to llama.cpp's logits, ${where(model.unexplained)}`;
    if (engine.unexplained)
      return `kernel: plain TypeScript does not come to the kernels' logits, ${where(engine.unexplained)}`;
  }
  const budget = budgetOf(numerics);
  // A token whose best experts lie near one another goes through others when a router's logit moves a little, and then all
  // of it moves. That is explained above, and no budget is meant for it.
  const { experts, recurrent } = numerics.hp;
  const within = ({ maxDp, klMean }: Budget): boolean => maxDp <= budget.maxDp && klMean <= budget.klMean;
  if (!within(experts ? typicalRow(wasm) : wasm)) return 'kernel: too far from llama.cpp';
  // Without rounding a mixture goes other ways so often that hardly a row is typical, and a state stays another.
  if (exact !== undefined && !experts && !recurrent && !within(exact))
    return 'model: the F32 path is too far from llama.cpp';
  return undefined;
}

function where({ row, dp }: { readonly row: number; readonly dp: number }): string {
  return `row ${row}: Δp ${dp.toExponential(1)}, whichever way ties are rounded`;
}
