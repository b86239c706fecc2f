import assert from 'node:assert/strict';
import type { ComputeModel } from '../../src/compute/computeModel.ts';
import { DraftModel } from '../../src/engine/draftModel.ts';
import { BatchCosts } from '../../src/engine/draftPolicy.ts';
import { generate, type GenerationModel } from '../../src/engine/generate.ts';
import type { GenerateOptions, GenerateResult } from '../../src/protocol/engine.ts';
import type { LlamaContext } from '../../src/runtime/llamaContext.ts';
import { createChain } from '../../src/sampling/index.ts';
import { loadComputeModel, ModelFolder } from '../compute/openComputeModel.ts';
import { scriptedModel } from '../support/scriptedModel.ts';
import { encode, FakeContext, fakeModel, run } from './fakeModel.ts';

/** Batches for nothing: whatever can be drafted is. */
class FreeBatches extends BatchCosts {
  override get single(): number {
    return 1e9;
  }
  override ratio(): number {
    return 1e-6;
  }
  override record(): void {
    // They stay free.
  }
}

describe('engine/speculation', () => {
  it('computes what repeats in fewer passes, to the same answer', async () => {
    const file = 'function a() { return 1; }\nfunction b() { return 2; }\n';
    const script = file.replace('1', '42');
    const answer = async (speculate: boolean) => {
      const context = new FakeContext(script, 1000, 128);
      const model = { ...fakeModel(context), batchCosts: new FreeBatches() };
      const result = await generate(model, encode(file), { sampling: {}, speculate }, run());
      return { result, context };
    };
    const plain = await answer(false);
    const ahead = await answer(true);
    assert.equal(ahead.result.text, script);
    assert.deepEqual(ahead.result.tokens, plain.result.tokens);
    assert.deepEqual(ahead.context.tokens, plain.context.tokens);
    assert.equal(plain.context.batches.length, script.length + 1);
    assert.ok(ahead.context.batches.length < script.length / 2, `${ahead.context.batches.length} passes`);
  });

  it('leaves nothing that was guessed in the context, wherever the answer ends', async () => {
    for (let maxTokens = 1; maxTokens < 30; maxTokens++) {
      for (const nCtx of [20, 60]) {
        const context = new FakeContext('abcabcabcabcabcabdabcabc', nCtx, 128);
        const model = { ...fakeModel(context), batchCosts: new FreeBatches() };
        const prompt = encode('abcabc');
        const { text, tokens, stopReason } = await generate(
          model,
          prompt,
          { sampling: {}, maxTokens },
          run(),
        );
        assert.ok('abcabcabcabcabcabdabcabc'.startsWith(text));
        assert.deepEqual(context.tokens, [...prompt, ...tokens.slice(0, -1)]);
        if (nCtx === 60 && maxTokens < 25)
          assert.deepEqual([text.length, stopReason], [maxTokens, 'maxTokens']);
      }
    }
  });

  describe('with a model', () => {
    const folder = new ModelFolder();
    const prompt = Array.from({ length: 48 }, (_, i) => 20 + ((i * 7) % 16));
    // The logits of what is in the script are that much above those of what is not.
    const free = { topK: 0, topP: 1, minP: 0 };
    let model: ComputeModel;
    let context: LlamaContext;
    let nPasses = 0;

    before(async () => {
      // It repeats a text without end, as far as the temperature lets it.
      const text = Array.from({ length: 24 }, (_, i) => `word${i}`).join(' ');
      model = await loadComputeModel(
        folder.write(scriptedModel({ answers: [{ text, endless: true }] }).bytes),
      );
      context = await model.createContext({ nCtx: 400, kvType: 'f16' });
    });
    after(async () => {
      await model.dispose();
      folder.remove();
    });

    function answer(options: GenerateOptions, draft?: GenerationModel['draft']): Promise<GenerateResult> {
      const { nVocab } = model.hparams;
      const generation: GenerationModel = {
        context: counting(context),
        nVocab,
        batchCosts: new FreeBatches(),
        draft,
        isEog: () => false,
        createDetokenizer: () => ({ push: () => '', end: () => '' }),
        createChain: (sampling, seed) => createChain(sampling, { nVocab, seed }),
      };
      nPasses = 0;
      context.rewindTo([]);
      return generate(generation, prompt, { maxTokens: 150, ...options }, run());
    }

    function counting(inner: LlamaContext): LlamaContext {
      return {
        nCtx: inner.nCtx,
        nBatch: inner.nBatch,
        rewindsExactly: true,
        get tokens() {
          return inner.tokens;
        },
        rewindTo: (tokens) => inner.rewindTo(tokens),
        decode: (...args) => {
          nPasses++;
          return inner.decode(...args);
        },
        dispose: () => inner.dispose(),
      };
    }

    const samplings: Readonly<Record<string, GenerateOptions['sampling']>> = {
      'at temperature 0': { temperature: 0 },
      'at temperature 0 with penalties': { temperature: 0, repeatPenalty: 1.3, penaltyLastN: 32 },
      'at a temperature where it keeps to its text': { ...free, temperature: 14 },
      'at a temperature where it often leaves it': { ...free, temperature: 20 },
      'with many samplers': {
        topK: 200,
        topP: 0.99,
        minP: 0.001,
        temperature: 14,
        repeatPenalty: 1.05,
        frequencyPenalty: 0.1,
        typicalP: 0.99,
        xtcProbability: 0.1,
        xtcThreshold: 0.1,
      },
    };
    for (const [name, sampling] of Object.entries(samplings)) {
      it(`gives the very tokens of plain decoding, seed by seed, ${name}`, async () => {
        let passes = 0;
        for (let seed = 1; seed <= 5; seed++) {
          const plain = await answer({ sampling, seed, speculate: false });
          assert.equal(nPasses, 150);
          const ahead = await answer({ sampling, seed });
          passes += nPasses;
          assert.deepEqual(ahead.tokens, plain.tokens);
        }
        console.log(`      ${((5 * 150) / passes).toFixed(2)} tokens a pass`);
      });
    }

    it('gives the same tokens in fewer passes when another model guesses along, however well', async () => {
      const guessing = await model.createContext({ nCtx: 400, kvType: 'f16' });
      const draft = { model: new DraftModel(guessing), batchCosts: new FreeBatches() };
      for (const temperature of [0, 14, 20]) {
        const options = { sampling: { ...free, temperature }, seed: 1 };
        const plain = await answer({ ...options, speculate: false });
        const alone = await answer(options);
        const lookupPasses = nPasses;
        const drafted = await answer(options, draft);
        assert.deepEqual(drafted.tokens, plain.tokens);
        assert.deepEqual(alone.tokens, plain.tokens);
        assert.ok(nPasses < lookupPasses, `${nPasses} passes, ${lookupPasses} without the model`);
      }
      await guessing.dispose();
    });
  });
});
