import assert from 'node:assert/strict';
import { collectGarbage } from '../../src/engine/collectGarbage.ts';
import { BatchCosts } from '../../src/engine/draftPolicy.ts';
import { generate } from '../../src/engine/generate.ts';
import { createChain } from '../../src/sampling/index.ts';
import { loadComputeModel, ModelFolder, someTokens } from '../compute/openComputeModel.ts';
import { tinyLlama } from '../support/tinyLlama.ts';
import { run } from './fakeModel.ts';

describe('memory over a long answer', () => {
  it('grows by the tokens of the answer and no more', async function () {
    this.timeout(60_000);
    const folder = new ModelFolder();
    const model = await loadComputeModel(folder.write(tinyLlama({ nLayer: 1, nCtx: 4096 })));
    const { nVocab } = model.hparams;
    const context = await model.createContext({ nCtx: 4096, kvType: 'f16' });
    const heap: number[] = [];
    let nSampled = 0;
    const measure = async (): Promise<void> => {
      await collectGarbage();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      heap.push(heapUsed + arrayBuffers);
    };
    const generation = {
      context: {
        nCtx: context.nCtx,
        nBatch: context.nBatch,
        rewindsExactly: true,
        get tokens() {
          return context.tokens;
        },
        rewindTo: (tokens: readonly number[]) => context.rewindTo(tokens),
        decode: async (...args: Parameters<typeof context.decode>) => {
          if (nSampled === 500 || nSampled === 2500) await measure();
          return context.decode(...args);
        },
        dispose: () => context.dispose(),
      },
      nVocab,
      batchCosts: new BatchCosts(),
      isEog: () => false,
      createDetokenizer: () => ({ push: () => '', end: () => '' }),
      createChain: () => {
        const chain = createChain({ temperature: 1, repeatPenalty: 1.1 }, { nVocab, seed: 1 });
        return {
          sample: (logits: Float32Array) => {
            nSampled++;
            return chain.sample(logits);
          },
          accept: (token: number) => {
            chain.accept(token);
          },
        };
      },
    };
    const options = { sampling: {}, seed: 1, maxTokens: 2600, speculate: false };
    const { tokens } = await generate(generation, someTokens(100), options, run());
    assert.equal(tokens.length, 2600);
    assert.equal(heap.length, 2);
    const growth = heap[1]! - heap[0]!;
    console.log(`      ${(growth / 2000).toFixed(1)} bytes a token are kept`);
    assert.ok(growth < 2000 * 100, `${growth} bytes more after 2000 tokens`);
    await model.dispose();
    folder.remove();
  });
});
