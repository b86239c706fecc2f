import assert from 'node:assert/strict';
import { quantTypeNames } from '../../src/quant/index.ts';
import type { LlamaContext } from '../../src/runtime/llamaContext.ts';
import { tinyLlama, type LlamaOptions } from '../support/tinyLlama.ts';
import { openScalarModel } from './openScalarModel.ts';

const nVocab = 512;
const tokens = [1, 17, 300, 45, 17, 2, 511, 99, 100, 101, 7];

async function contextOf(
  options: Partial<LlamaOptions> = {},
  arithmetic: 'exact' | 'ggml' = 'ggml',
  kvType: 'f16' | 'f32' = 'f16',
): Promise<LlamaContext> {
  const model = await openScalarModel(tinyLlama(options), arithmetic);
  return model.createContext({ nCtx: 32, kvType });
}

async function lastLogits(context: LlamaContext, batch: readonly number[]): Promise<Float32Array> {
  return (await context.decode(batch, 'last')).slice();
}

describe('runtime/scalarModel', () => {
  it('runs every tensor type: finite logits, and quantised activations change them a little', async () => {
    for (const type of quantTypeNames) {
      // Rows of 256, so that every type has whole blocks.
      const options = { type, nEmbd: 256, nFf: 256, nLayer: 1, nHead: 8, nHeadKv: 4, seed: 4 };
      const exact = await lastLogits(await contextOf(options, 'exact'), tokens);
      const ggml = await lastLogits(await contextOf(options, 'ggml'), tokens);
      assert.ok(exact.every(Number.isFinite), type);
      const spread = Math.max(...exact) - Math.min(...exact);
      const difference = Math.max(...exact.map((logit, i) => Math.abs(logit - ggml[i]!)));
      assert.ok(spread > 0.1, `${type}: logits differ by no more than ${spread}`);
      if (type === 'F32') assert.equal(difference, 0);
      else assert.ok(difference > 0 && difference < 0.1 * spread, `${type}: ${difference} of ${spread}`);
    }
  });

  it('gives the same logits however the tokens are batched, for each of them', async () => {
    const whole = await contextOf({ type: 'Q8_0' });
    const all = (await whole.decode(tokens, 'all')).slice();
    for (const size of [1, 2, 3, 8]) {
      const context = await contextOf({ type: 'Q8_0' });
      for (let at = 0; at < tokens.length; at += size) {
        const batch = tokens.slice(at, at + size);
        const logits = await context.decode(batch, 'all');
        assert.deepEqual(
          logits,
          all.subarray(at * nVocab, (at + batch.length) * nVocab),
          `batches of ${size}`,
        );
      }
      assert.deepEqual(context.tokens, tokens);
    }
    const last = await lastLogits(await contextOf({ type: 'Q8_0' }), tokens);
    assert.deepEqual(last, all.subarray(-nVocab));
  });

  it('gives the same logits with a prefix reused', async () => {
    const fresh = await lastLogits(await contextOf(), tokens);
    const context = await contextOf();
    await context.decode([...tokens.slice(0, 6), 400, 401, 402], 'last');
    assert.equal(context.rewindTo(tokens), 6);
    assert.deepEqual(context.tokens, tokens.slice(0, 6));
    assert.deepEqual(await lastLogits(context, tokens.slice(6)), fresh);
  });

  it('depends on what comes before, on rope scaling and factors, and on the cache type', async () => {
    const base = await lastLogits(await contextOf(), tokens);
    const swapped = tokens.with(2, 45).with(3, 300);
    assert.notDeepEqual(await lastLogits(await contextOf(), swapped), base);
    assert.notDeepEqual(await lastLogits(await contextOf({ ropeLinear: 2 }), tokens), base);
    assert.notDeepEqual(await lastLogits(await contextOf({ ropeFreqs: true }), tokens), base);
    assert.notDeepEqual(await lastLogits(await contextOf({}, 'ggml', 'f32'), tokens), base);
  });

  it('uses the embedding for a tied output', async () => {
    const model = await openScalarModel(tinyLlama({ tied: true }), 'exact');
    const context = await model.createContext({ nCtx: 8, kvType: 'f32' });
    assert.ok((await context.decode([1], 'last')).every(Number.isFinite));
  });

  it('keeps what it held when a pass is refused or cancelled', async () => {
    const context = await contextOf();
    await context.decode(tokens, 'last');
    await assert.rejects(context.decode(new Array<number>(32).fill(1), 'last'), { code: 'context' });
    await assert.rejects(context.decode([nVocab], 'last'), { code: 'request' });
    const flag = new Int32Array(new SharedArrayBuffer(4)).fill(1);
    await assert.rejects(context.decode([5], 'last', { flag }), { code: 'cancelled' });
    assert.deepEqual(context.tokens, tokens);
    await context.decode([5], 'last');
    assert.deepEqual(context.tokens, [...tokens, 5]);
  });

  it('names a tensor that is missing or misshapen', async () => {
    const missing = tinyLlama({ metadata: { 'llama.block_count': { type: 'uint32', value: 3 } } });
    await assert.rejects(openScalarModel(missing, 'exact'), {
      code: 'gguf',
      message: /^blk\.2\.attn_norm\.weight: /,
    });
    const misshapen = tinyLlama({
      metadata: { 'llama.feed_forward_length': { type: 'uint32', value: 160 } },
    });
    await assert.rejects(openScalarModel(misshapen, 'exact'), {
      code: 'gguf',
      message: 'blk.0.ffn_gate.weight: expected [64, 160], found [64, 128]',
    });
  });
});
