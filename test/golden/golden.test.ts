import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseGguf } from '../../src/gguf/parse.ts';
import type { LlamaContext, LlamaModel } from '../../src/runtime/llamaContext.ts';
import { createTokenizer } from '../../src/tokenizer/index.ts';
import { loadComputeModel, ModelFolder } from '../compute/openComputeModel.ts';
import { openScalarModel } from '../runtime/openScalarModel.ts';
import { MemorySource } from '../support/memorySource.ts';
import { goldenGreedySteps, goldenModels, type GoldenAnswers, type Rounding } from './models.ts';

/*
 * What llama.cpp answered for models that the tests write themselves; `npm run golden` asks it again.
 */

/**
 * How far a logit may lie from llama.cpp's. Without rounding they differ by the order of float sums alone. Elsewhere that
 * order decides now and then which neighbour an activation is rounded to, and so small a model feels one such step: up to
 * 0.15 of logits whose standard deviation is 2. A wrong kernel is off by more than 1.
 */
const budgets: Readonly<Record<Rounding, number>> = { none: 1e-4, f16: 1e-2, blocks: 0.3 };

const implementations: Readonly<Record<string, (gguf: Uint8Array, file: string) => Promise<LlamaModel>>> = {
  scalarOps: (gguf) => openScalarModel(gguf, 'ggml'),
  'wasmOps, 1 thread': (_, file) => loadComputeModel(file, { nThreads: 1 }),
  'wasmOps, 2 threads': (_, file) => loadComputeModel(file, { nThreads: 2 }),
};

describe('golden answers of llama.cpp', () => {
  const folder = new ModelFolder();
  after(() => {
    folder.remove();
  });

  for (const [name, model] of Object.entries(goldenModels)) {
    describe(name, () => {
      const { prompts, nCtx } = model;
      const budget = budgets[model.rounding];
      const answers = readAnswers(name);
      const gguf = model.write();

      it('is the file that llama.cpp was given', () => {
        assert.equal(createHash('sha256').update(gguf).digest('hex'), answers.sha256);
        assert.deepEqual(
          answers.prompts.map(({ text }) => text),
          prompts,
        );
      });

      it('has the same tokens', async () => {
        const tokenizer = createTokenizer((await parseGguf(new MemorySource(gguf))).metadata);
        for (const { text, tokens } of answers.prompts) {
          assert.deepEqual(tokenizer.encode(text, { addSpecial: true, parseSpecial: true }), tokens, text);
        }
      });

      for (const [implementation, load] of Object.entries(implementations)) {
        it(`${implementation}: the same logits and ${goldenGreedySteps} greedy tokens`, async function () {
          const loaded = await load(gguf, folder.write(gguf));
          try {
            const worst = await compare(loaded, answers, nCtx, budget);
            this.test!.title += `: max|d| ${worst.toPrecision(2)} of ${budget}`;
          } finally {
            await loaded.dispose();
          }
        });
      }
    });
  }
});

/** The largest difference of a logit; fails where one exceeds the budget, or where a clear choice differs. */
async function compare(
  model: LlamaModel,
  answers: GoldenAnswers,
  nCtx: number,
  budget: number,
): Promise<number> {
  let worst = 0;
  const near = (found: number, expected: number, what: string): void => {
    worst = Math.max(worst, Math.abs(found - expected));
    assert.ok(Math.abs(found - expected) <= budget, `${what}: expected ${expected}, found ${found}`);
  };
  for (const { text, tokens, top5, greedy, margins } of answers.prompts) {
    assert.equal(greedy.length, goldenGreedySteps);
    const context = await model.createContext({ nCtx, kvType: 'f32' });
    let logits = await decodeAll(context, tokens);
    for (const [id, logit] of top5) near(logits[id]!, logit, `${JSON.stringify(text)}, token ${id}`);
    for (const [step, expected] of greedy.entries()) {
      const chosen = argmax(logits);
      // llama.cpp's own tokens are fed, so that every step is compared, also after one whose best two lie too near.
      if (chosen !== expected) {
        const margin = margins[step]!;
        assert.ok(
          margin <= 2 * budget,
          `step ${step}: expected ${expected}, found ${chosen}, margin ${margin}`,
        );
        near(logits[chosen]! - logits[expected]!, 0, `step ${step}, ${chosen} instead of ${expected}`);
      }
      logits = await context.decode([expected], 'last');
    }
    await context.dispose();
  }
  return worst;
}

/** In as many batches as the context asks for. */
async function decodeAll(context: LlamaContext, tokens: readonly number[]): Promise<Float32Array> {
  let logits: Float32Array = new Float32Array();
  for (let first = 0; first < tokens.length; first += context.nBatch)
    logits = await context.decode(tokens.slice(first, first + context.nBatch), 'last');
  return logits;
}

function argmax(logits: Float32Array): number {
  return logits.reduce((best, logit, id) => (logit > logits[best]! ? id : best), 0);
}

function readAnswers(name: string): GoldenAnswers {
  const file = path.join(import.meta.dirname, 'answers', `${name}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as GoldenAnswers;
}
