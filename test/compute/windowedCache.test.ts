import assert from 'node:assert/strict';
import { kvTypes } from '../../src/base/kvType.ts';
import type { ComputeModel } from '../../src/compute/computeModel.ts';
import type { LlamaContext } from '../../src/runtime/llamaContext.ts';
import { windowPositions } from '../../src/weights/windowLayout.ts';
import { openScalarModel } from '../runtime/openScalarModel.ts';
import { tinyModel } from '../support/tinyModel.ts';
import { decodeInBatches, loadComputeModel, ModelFolder, someTokens } from './openComputeModel.ts';

/*
 * Layers with a window keep only the latest positions. Whatever they have dropped, and when: logits are the bits that they
 * would be otherwise, and those of the reference, which keeps all.
 */

const N_CTX = 2400;
const WINDOW = 16;
const tokens = someTokens(2300);
const dims = { nLayer: 2, nEmbd: 32, nFf: 32, nHead: 2, nHeadKv: 1, headDim: 32, nVocab: 512 } as const;

describe('compute: caches of layers with a window', function () {
  this.timeout(60_000);
  const folder = new ModelFolder();
  const gguf = tinyModel('gemma3', { dims, options: ['everySecondLocal'] });
  let model: ComputeModel;
  before(async () => {
    assert.ok(windowPositions(WINDOW, N_CTX) < tokens.length - 512, 'nothing would be dropped');
    model = await loadComputeModel(folder.write(gguf), { nThreads: 2 });
  });
  after(async () => {
    await model.dispose();
    folder.remove();
  });

  async function decode(context: LlamaContext, ids: readonly number[], size = 512): Promise<Float32Array> {
    return (await decodeInBatches(context, ids, size)).at(-1)!;
  }

  for (const kvType of kvTypes) {
    it(`${kvType}: the same bits however batches are cut, gone back, put away and taken up`, async () => {
      const fresh = () => model.createContext({ nCtx: N_CTX, kvType });
      const once = await fresh();
      const expected = await decode(once, tokens);

      const cut = await fresh();
      assert.deepEqual(await decode(cut, tokens, 100), expected, 'other batches');

      // Another end, as for another answer.
      await decode(once, someTokens(60, 300));
      assert.equal(once.rewindTo(tokens.slice(0, 2290)), 2290);
      assert.deepEqual(await decode(once, tokens.slice(2290), 1), expected, 'gone back');

      // Beyond what is kept: from the beginning.
      assert.equal(cut.rewindTo([...tokens.slice(0, 40), 1]), 0);
      assert.deepEqual(await decode(cut, tokens), expected, 'gone back to nothing');

      assert.equal(once.rewindTo(tokens.slice(0, 2250)), 2250);
      const state = await once.saveState();
      assert.ok(state.bytes.length <= once.stateBytes(2250));
      const other = await fresh();
      await other.restoreState(state);
      assert.deepEqual(await decode(other, tokens.slice(2250)), expected, 'taken up');

      for (const context of [once, cut, other]) await context.dispose();
    });
  }

  it('are those of the reference', async () => {
    const context = await model.createContext({ nCtx: N_CTX, kvType: 'f32' });
    const some = tokens.slice(0, 1700);
    const found = await decode(context, some);
    const scalar = await (await openScalarModel(gguf, 'ggml')).createContext({ nCtx: N_CTX, kvType: 'f32' });
    const expected = await decode(scalar, some, scalar.nBatch);
    for (const [i, logit] of expected.entries()) assert.ok(Math.abs(found[i]! - logit) < 1e-3, `${i}`);
    await context.dispose();
  });

  it('refuses a state from which the next token would lack what it sees', async () => {
    const context = await model.createContext({ nCtx: N_CTX, kvType: 'f16' });
    await decode(context, tokens);
    const { bytes } = await context.saveState();
    await assert.rejects(context.restoreState({ tokens: tokens.slice(0, 100), bytes }), {
      code: 'request',
      message: /a state of 100 tokens: expected \d+ bytes, found \d+/,
    });
    await context.dispose();
  });
});
