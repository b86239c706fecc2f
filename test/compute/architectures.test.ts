import assert from 'node:assert/strict';
import type { ComputeModel } from '../../src/compute/computeModel.ts';
import { architectures, type ArchitectureName } from '../../src/model/arch/index.ts';
import type { LlamaModel } from '../../src/runtime/llamaContext.ts';
import { openScalarModel } from '../runtime/openScalarModel.ts';
import { tinyArchitectures } from '../support/tinyArchitectures.ts';
import { tinyModel } from '../support/tinyModel.ts';
import {
  decodeInBatches,
  loadComputeModel,
  ModelFolder,
  requireDist,
  someTokens,
} from './openComputeModel.ts';

/*
 * Every architecture with each of its options: threads and kernels against ScalarOps, and against themselves.
 */

const N_CTX = 256;
const PAGE_BYTES = 65536;
/** Rows long enough for Q8_0, and no more: what matters here is which ops there are, and in what order. */
const dims = { nEmbd: 64, headDim: 16, nFf: 96, nCtx: N_CTX };
/** So that the weights take several pages. */
const wideDims = { nEmbd: 128, headDim: 32, nFf: 256, nCtx: N_CTX };
const tokens = someTokens(150); // more than a block of attention

/** Root mean square difference, as a part of the logits' own, where nothing is rounded but f32. */
const F32_BUDGET = 1e-5;
/** Where gates are rounded to f16: now and then the order of sums decides to which neighbour. */
const F16_BUDGET = 1e-3;

describe('every architecture', () => {
  const folder = new ModelFolder();
  before(requireDist);
  after(() => {
    folder.remove();
  });

  for (const { name } of architectures) {
    const options = Object.keys(tinyArchitectures[name].options);

    for (const chosen of [[], ...options.map((option) => [option])]) {
      it(`${[name, ...chosen].join(', ')}: WasmOps against ScalarOps`, async () => {
        const gguf = tinyModel(name, { dims, options: chosen });
        const expected = await allLogits(await openScalarModel(gguf, 'ggml'));
        const found = await allLogits(await loadComputeModel(folder.write(gguf)));
        const difference = rms(expected.map((value, i) => value - found[i]!));
        const size = rms(expected);
        const budget = name.startsWith('gemma') ? F16_BUDGET : F32_BUDGET;
        assert.ok(size > 0.1 && difference <= budget * size, `${difference} of ${size}`);
      });
    }

    it(`${name}: the same bits for any threads, batches and banks, and for a prefix that is reused`, async () => {
      const path = folder.write(
        tinyModel(name, { dims: wideDims, type: 'Q8_0', options: manyOptions(name) }),
      );
      const single = await loadComputeModel(path, { nThreads: 1 });
      const bytes = single.memoryBytes;
      const expected = await rowsOf(single, 1);
      await single.dispose();

      const batched = await loadComputeModel(path, { nThreads: 3 });
      assertSameRows(await rowsOf(batched, 64), expected, 64);
      await assertPrefix(batched, expected);
      await batched.dispose();

      // A page less than what held everything.
      const banked = await loadComputeModel(path, { nThreads: 2, maxBankBytes: bytes - PAGE_BYTES });
      assert.ok(banked.nBanks > 1);
      assertSameRows(await rowsOf(banked, 50), expected, 50);
      await banked.dispose();
    });
  }
});

describe('states of recurrent layers', () => {
  const folder = new ModelFolder();
  before(requireDist);
  after(() => {
    folder.remove();
  });

  it('go beside their weights, where a first conversation finds room and a second may not', async () => {
    const path = folder.write(tinyModel('qwen35', { dims: wideDims }));
    const unbounded = await loadComputeModel(path);
    const bytes = unbounded.memoryBytes;
    await unbounded.dispose();

    // A page more than what the weights and one set of states take: 3 layers of 3 copies.
    const states = 3 * 3 * 4 * (3 * 8 * 32 + 4 * 32 * 32);
    const maxBankBytes = bytes + Math.ceil(states / PAGE_BYTES + 1) * PAGE_BYTES;
    const model = await loadComputeModel(path, { maxBankBytes });
    assert.equal(model.nBanks, 1);
    const first = await model.createContext({ nCtx: N_CTX, kvType: 'f16' });
    await assert.rejects(model.createContext({ nCtx: N_CTX, kvType: 'f16' }), {
      code: 'memory',
      message: /^the state of layer \d: \d+ bytes do not fit beside its weights/,
    });
    await first.decode(tokens, 'last');
    await first.dispose();
    await (await model.createContext({ nCtx: N_CTX, kvType: 'f16' })).dispose();
    await model.dispose();
  });

  it('survive a cancel, as far as passes were complete', async () => {
    const path = folder.write(tinyModel('qwen35', { dims: { ...wideDims, nCtx: 600 } }));
    const model = await loadComputeModel(path);
    const long = someTokens(512);
    const context = await model.createContext({ nCtx: 600, kvType: 'f16' });
    const cancel = { flag: new Int32Array(new SharedArrayBuffer(4)) };
    const pass = context.decode(long, 'last', cancel);
    setImmediate(() => Atomics.store(cancel.flag, 0, 1));
    await assert.rejects(pass, { code: 'cancelled' });
    const done = context.tokens.length;
    assert.deepEqual(context.tokens, long.slice(0, done));
    const found = (await context.decode(long.slice(done), 'last')).slice();
    await context.dispose();

    const fresh = await model.createContext({ nCtx: 600, kvType: 'f16' });
    assert.deepEqual((await fresh.decode(long, 'last')).slice(), found);
    await model.dispose();
  });
});

/** As many options as go together. */
function manyOptions(name: ArchitectureName): string[] {
  const groups = new Set<string>();
  return Object.entries(tinyArchitectures[name].options)
    .filter(([option, { group = option }]) => !groups.has(group) && groups.add(group))
    .map(([option]) => option);
}

/** Of every token: most in batches, the last ones singly. */
async function allLogits(model: LlamaModel): Promise<number[]> {
  const context = await model.createContext({ nCtx: N_CTX, kvType: 'f32' });
  const logits: number[] = [];
  const few = tokens.slice(0, 60);
  for (const batch of [few.slice(0, 50), few.slice(50, 57), ...few.slice(57).map((token) => [token])])
    logits.push(...(await context.decode(batch, 'all')));
  await context.dispose();
  await model.dispose();
  return logits;
}

async function rowsOf(model: ComputeModel, size: number): Promise<Float32Array[]> {
  const context = await model.createContext({ nCtx: N_CTX, kvType: 'f16' });
  const rows = await decodeInBatches(context, tokens, size);
  await context.dispose();
  return rows;
}

/** Each row found is that of its batch's last token. */
function assertSameRows(
  found: readonly Float32Array[],
  expected: readonly Float32Array[],
  size: number,
): void {
  for (const [index, row] of found.entries()) {
    const token = Math.min((index + 1) * size, tokens.length) - 1;
    assert.deepEqual(row, expected[token], `batches of ${size}: logits of token ${token}`);
  }
}

async function assertPrefix(model: ComputeModel, expected: readonly Float32Array[]): Promise<void> {
  const context = await model.createContext({ nCtx: N_CTX, kvType: 'f16' });
  await context.decode(tokens.slice(0, 60), 'last');
  await context.decode(tokens.slice(60, 100), 'last');
  await context.decode([1, 2, 3], 'last');
  // States of recurrent layers go back only to what they were before a long pass.
  const kept = model.hparams.recurrent ? 60 : 100;
  assert.equal(context.rewindTo(tokens), kept);
  if (kept < 100) await context.decode(tokens.slice(kept, 100), 'last');
  for (const [i, token] of tokens.slice(100, 110).entries())
    assert.deepEqual((await context.decode([token], 'last')).slice(), expected[100 + i], `token ${100 + i}`);
  await context.dispose();
}

function rms(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}
