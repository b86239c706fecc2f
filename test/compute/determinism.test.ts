import assert from 'node:assert/strict';
import type { ComputeModel } from '../../src/compute/computeModel.ts';
import { type KvType, kvTypes } from '../../src/base/kvType.ts';
import { tinyLlama } from '../support/tinyLlama.ts';
import {
  decodeInBatches,
  loadComputeModel,
  ModelFolder,
  requireDist,
  someTokens,
} from './openComputeModel.ts';

/*
 * Logits are the same bits however they are computed. The cache is compared through them: the last tokens attend to
 * every position that came before.
 */

const N_CTX = 700;
const tokens = someTokens(600);
/** Tokens for small batches, which are slow where there are more threads than cores; more than a block of attention. */
const FEW = 150;
const batchSizes = [1, 2, 3, 8, 64, 512];

describe('determinism', () => {
  const folder = new ModelFolder();
  let path: string;
  /** What all others are compared with: one thread, one bank, token by token. [600] rows of logits. */
  let singly: Record<KvType, Float32Array[]>;

  before(async () => {
    requireDist();
    path = folder.write(
      tinyLlama({
        nEmbd: 256,
        nFf: 512,
        nHead: 8,
        nHeadKv: 2,
        nLayer: 6,
        nCtx: N_CTX,
        ropeFreqs: true,
        typeOf: (name) => (name.includes('attn') ? 'Q4_K' : name.includes('ffn_down') ? 'Q6_K' : 'Q8_0'),
      }),
    );
    const model = await loadComputeModel(path, { nThreads: 1 });
    const oneByOne = async (kvType: KvType): Promise<Float32Array[]> =>
      decodeInBatches(await model.createContext({ nCtx: N_CTX, kvType }), tokens, 1);
    singly = {
      f16: await oneByOne('f16'),
      f32: await oneByOne('f32'),
      q8_0: await oneByOne('q8_0'),
    };
    await model.dispose();
  });
  after(() => {
    folder.remove();
  });

  for (const nThreads of [1, 2, 3, 4]) {
    it(`${nThreads} threads, batches of ${batchSizes.join(', ')}`, async () => {
      const model = await loadComputeModel(path, { nThreads });
      const kvType = kvTypes[nThreads % kvTypes.length]!;
      for (const size of batchSizes) assertSameRows(await rowsOf(model, kvType, size), singly[kvType], size);
      await model.dispose();
    });
  }

  it('all logits of a batch are the logits of its tokens one by one', async () => {
    const model = await loadComputeModel(path, { nThreads: 2 });
    const context = await model.createContext({ nCtx: N_CTX, kvType: 'f16' });
    const nVocab = model.hparams.nVocab;
    for (let first = 0; first < tokens.length; first += 200) {
      const rows = await context.decode(tokens.slice(first, first + 200), 'all');
      assert.equal(rows.length, 200 * nVocab);
      for (let i = 0; i < 200; i++)
        assert.deepEqual(
          rows.slice(i * nVocab, (i + 1) * nVocab),
          singly.f16[first + i],
          `token ${first + i}`,
        );
    }
    await model.dispose();
  });

  it('a prefix that is reused gives what computing it anew gives', async () => {
    const model = await loadComputeModel(path, { nThreads: 2 });
    const context = await model.createContext({ nCtx: N_CTX, kvType: 'f16' });
    await context.decode(tokens.slice(0, 300), 'last');
    await context.decode([1, 2, 3, 4, 5], 'last');
    assert.equal(context.rewindTo(tokens), 300);
    const rest = await decodeInBatches(context, tokens.slice(300), 100);
    assertSameRows(rest, singly.f16.slice(300), 100);
    assert.equal(context.rewindTo(tokens.slice(0, 129)), 129);
    assertSameRows(await decodeInBatches(context, tokens.slice(129, 180), 1), singly.f16.slice(129, 180), 1);
    await model.dispose();
  });

  it('does not depend on the number of banks, nor on where the cache lies', async () => {
    const whole = await loadComputeModel(path, { nThreads: 2 });
    assert.equal(whole.nBanks, 1);
    const bytes = whole.memoryBytes;
    await whole.dispose();

    // Room for the scratch and some layers; then hardly any beside the weights, so that caches go elsewhere.
    for (const maxBankBytes of [Math.floor(bytes * 0.75), Math.floor(bytes * 0.65)]) {
      for (const nThreads of [1, 3]) {
        const model = await loadComputeModel(path, { nThreads, maxBankBytes });
        const nWeightBanks = model.nBanks;
        assert.ok(nWeightBanks > 1, `${nWeightBanks} banks for the weights`);
        for (const size of [1, 64]) assertSameRows(await rowsOf(model, 'f16', size), singly.f16, size);
        await model.dispose();
      }
    }
  });

  it('puts caches that find no room into banks of their own', async () => {
    const model = await loadComputeModel(path, { nThreads: 2 });
    const full = model.memoryBytes;
    await model.dispose();
    const tight = await loadComputeModel(path, { nThreads: 2, maxBankBytes: full });
    const nWeightBanks = tight.nBanks;
    const rows = await rowsOf(tight, 'f16', 64);
    assert.deepEqual([nWeightBanks, tight.nBanks > 1], [1, true]);
    assertSameRows(rows, singly.f16, 64);
    await tight.dispose();
  });

  it('two conversations do not disturb one another', async () => {
    const model = await loadComputeModel(path, { nThreads: 2 });
    const [a, b] = await Promise.all([
      model.createContext({ nCtx: N_CTX, kvType: 'f16' }),
      model.createContext({ nCtx: N_CTX, kvType: 'f32' }),
    ]);
    const [rowsA, rowsB] = await Promise.all([
      decodeInBatches(a, tokens, 50),
      decodeInBatches(b, tokens, 40),
    ]);
    assertSameRows(rowsA, singly.f16, 50);
    assertSameRows(rowsB, singly.f32, 40);
    const logits = await a.decode([1], 'last');
    const before = logits.slice();
    await b.decode([2], 'last');
    assert.deepEqual(logits, before, 'the logits of one context stay while the other is used');
    await model.dispose();
  });
});

async function rowsOf(model: ComputeModel, kvType: KvType, size: number): Promise<Float32Array[]> {
  const context = await model.createContext({ nCtx: N_CTX, kvType });
  const rows = await decodeInBatches(context, size < 8 ? tokens.slice(0, FEW) : tokens, size);
  await context.dispose();
  return rows;
}

/** Each row found is that of its batch's last token. */
function assertSameRows(found: readonly Float32Array[], singly: readonly Float32Array[], size: number): void {
  for (const [index, row] of found.entries()) {
    const token = Math.min((index + 1) * size, size < 8 ? FEW : singly.length) - 1;
    assert.deepEqual(row, singly[token], `batches of ${size}: logits of token ${token}`);
  }
}
