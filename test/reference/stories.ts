import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { LlamaContext, LlamaModel } from '../../src/runtime/llamaContext.ts';
import { describeReference, readFloats, readJson } from './reference.ts';

/*
 * The stories260K models against what llama.cpp computed for them, for any implementation of LlamaModel.
 *
 * Each prompt is fed, then llama.cpp's own greedy tokens as far as they are compared: as long as the choices agree,
 * that is the greedy run itself, in batches.
 */

export interface Implementation {
  readonly name: string;
  load(path: string): Promise<LlamaModel>;
  /** What it computes: the function of the dequantised weights in f32, or ggml's with quantised activations. */
  readonly arithmetic: 'exact' | 'ggml';
  /** Share of all rows that must be llama.cpp's own, where every rounding is meant to be. */
  readonly equalRows?: number;
}

interface Expected {
  readonly n_vocab: number;
  readonly logits_file: string;
  readonly prompts: readonly {
    readonly text: string;
    readonly tokens: readonly number[];
    readonly logits_n_pos: number;
    readonly logits_offset_floats: number;
    readonly greedy: readonly number[];
    readonly greedy_margin: readonly number[];
    readonly final_logits_offset_floats: number;
  }[];
}

/** How far logits may lie from llama.cpp's. */
interface Budget {
  readonly max: number;
  readonly klMean: number;
}

/** Where llama.cpp's best two tokens are nearer than this, quantised runs rightly part. */
const SAFE_MARGIN = 0.15;

/** A row this near is the same computation. A rounding to another activation value, a thousandth off, is not. */
const EQUAL = 1e-4;

/** What f32 sums in another order make of the same function. */
const exactBudget: Budget = { max: 1e-3, klMean: 1e-6 };

export function describeStories(implementation: Implementation): void {
  describeReference(`stories260K: ${implementation.name} against llama.cpp`, (dir) => {
    const spread = readSpread(dir);
    for (const file of readdirSync(path.join(dir, 'models'))) {
      const name = path.basename(file, '.gguf');
      const isF32 = name.endsWith('-f32');
      // In F32 files nothing is quantised: there the two arithmetics are one.
      const kind = implementation.arithmetic === 'exact' && !isF32 ? 'exact' : 'kvf32';
      const results = path.join(dir, 'expected/stories', `${name}.${kind}.json`);
      if (kind === 'exact' && !readdirSync(path.dirname(results)).includes(path.basename(results))) continue;

      it(`${name}, ${kind}`, async function () {
        const budget = implementation.arithmetic === 'exact' ? exactBudget : spread(name);
        const model = await implementation.load(path.join(dir, 'models', file));
        try {
          const found = await compare(model, readJson(results) as Expected, path.dirname(results), isF32);
          this.test!.title +=
            `: max|d| ${found.max.toPrecision(2)} of ${budget.max.toPrecision(2)}, ` +
            `mean KL ${found.klMean.toExponential(0)} of ${budget.klMean.toExponential(0)}, ` +
            `${Math.floor(100 * found.equal)} % of the rows equal`;
          assert.ok(found.max <= budget.max && found.klMean <= budget.klMean, 'too far from llama.cpp');
          assert.ok(found.equal >= (implementation.equalRows ?? 0), 'too few rows are equal');
        } finally {
          await model.dispose();
        }
      });
    }
  });
}

async function compare(
  model: LlamaModel,
  expected: Expected,
  dir: string,
  isF32: boolean,
): Promise<Differences> {
  const nVocab = expected.n_vocab;
  const reference = readFloats(dir, expected.logits_file);
  const differences = new Differences();

  for (const [index, prompt] of expected.prompts.entries()) {
    const expectedRow = (offset: number): Float32Array => reference.subarray(offset, offset + nVocab);
    const firstClose = prompt.greedy_margin.findIndex((margin) => margin < SAFE_MARGIN);
    const nSafe = isF32 || firstClose < 0 ? prompt.greedy.length : firstClose;

    const context = await model.createContext({ nCtx: 512, kvType: 'f32' });
    const rows = await decodeAll(context, [...prompt.tokens, ...prompt.greedy.slice(0, nSafe)], nVocab);
    await context.dispose();

    const nPrompt = prompt.tokens.length;
    assert.equal(prompt.logits_n_pos, nPrompt);
    for (let i = 0; i < nPrompt; i++)
      differences.add(rows[i]!, expectedRow(prompt.logits_offset_floats + i * nVocab));
    if (nSafe === prompt.greedy.length)
      differences.add(rows.at(-1)!, expectedRow(prompt.final_logits_offset_floats));

    const chosen = Array.from({ length: nSafe }, (_, step) => argmax(rows[nPrompt - 1 + step]!));
    assert.deepEqual(chosen, prompt.greedy.slice(0, nSafe), `greedy tokens of prompt ${index}`);
  }
  return differences;
}

/** The logits of every token, fed in batches as large as may be. */
async function decodeAll(
  context: LlamaContext,
  tokens: readonly number[],
  nVocab: number,
): Promise<Float32Array[]> {
  const rows: Float32Array[] = [];
  for (let at = 0; at < tokens.length; at += context.nBatch) {
    const batch = tokens.slice(at, at + context.nBatch);
    const logits = (await context.decode(batch, 'all')).slice();
    for (let i = 0; i < batch.length; i++) rows.push(logits.subarray(i * nVocab, (i + 1) * nVocab));
  }
  return rows;
}

class Differences {
  max = 0;
  #kl = 0;
  #rows = 0;
  #equalRows = 0;

  /** Share of the rows that are llama.cpp's but for the order of float sums. */
  get equal(): number {
    return this.#equalRows / this.#rows;
  }

  get klMean(): number {
    return this.#kl / this.#rows;
  }

  add(found: Float32Array, expected: Float32Array): void {
    let max = 0;
    for (let i = 0; i < expected.length; i++) {
      const difference = Math.abs(found[i]! - expected[i]!);
      max = Math.max(max, Number.isNaN(difference) ? Infinity : difference);
    }
    this.max = Math.max(this.max, max);
    if (max <= EQUAL) this.#equalRows++;
    this.#kl += divergence(expected, found);
    this.#rows++;
  }
}

/** KL(p ‖ q) of the softmaxes of two rows of logits. */
function divergence(p: Float32Array, q: Float32Array): number {
  const logP = logSoftmax(p);
  const logQ = logSoftmax(q);
  return logP.reduce((sum, value, i) => sum + Math.exp(value) * (value - logQ[i]!), 0);
}

function logSoftmax(logits: Float32Array): Float64Array {
  const max = logits[argmax(logits)]!;
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - max), 0);
  return Float64Array.from(logits, (logit) => logit - max - Math.log(sum));
}

function argmax(logits: Float32Array): number {
  let best = 0;
  for (let i = 1; i < logits.length; i++) if (logits[i]! > logits[best]!) best = i;
  return best;
}

/**
 * How far llama.cpp lies from itself, by file: a correct implementation lies as near. The budget is 1.5 times the
 * larger of the distances that an F16 cache and exact activations make.
 *
 *   stories260K-bf16             kvf16~kvf32 max|d|=0.1075 rms=0.02205 KLmean=4.21e-05 …
 *                                exact~kvf32 max|d|=0.08976 rms=0.01621 KLmean=2.37e-05 …
 */
function readSpread(dir: string): (name: string) => Budget {
  const budgets = new Map<string, Budget>();
  let name = '';
  for (const line of readFileSync(path.join(dir, 'expected/stories_compare.txt'), 'utf8').split('\n')) {
    name = /^(stories\S+)/.exec(line)?.[1] ?? name;
    const [, max, klMean] = /(?:kvf16|exact)~kvf32 max\|d\|=(\S+) .*KLmean=(\S+)/.exec(line) ?? [];
    if (max === undefined) continue;
    const before = budgets.get(name) ?? { max: 0, klMean: 0 };
    budgets.set(name, {
      max: Math.max(before.max, 1.5 * Number(max)),
      klMean: Math.max(before.klMean, 1.5 * Number(klMean)),
    });
  }
  return (file) => {
    const budget = budgets.get(file);
    assert.ok(budget, `stories_compare.txt has no row for ${file}`);
    return budget;
  };
}
