import assert from 'node:assert/strict';
import { LlmError } from '../../src/base/errors.ts';
import type { HParams } from '../../src/model/hparams.ts';
import { estimateMemory, logitsRows, planBanks, type Unit } from '../../src/weights/memoryPlan.ts';
import type { WeightInfo } from '../../src/weights/weightStore.ts';

function weight(name: string, byteLength: number): WeightInfo {
  return { name, typeId: 0, type: 'F32', shape: [byteLength / 4], file: 0, offset: 0, byteLength };
}

function unit(name: string, ...tensors: readonly WeightInfo[]): Unit {
  return { name, tensors };
}

describe('planBanks', () => {
  it('puts everything into one bank where it fits, at aligned addresses', () => {
    const units = [unit('a', weight('a', 100)), unit('b', weight('b', 64), weight('c', 4))];
    const { banks, bankOf } = planBanks(units, { maxBankBytes: 1024, firstAddress: 256 });
    assert.deepEqual(bankOf, [0, 0]);
    assert.deepEqual(
      banks.map(({ tensors, end }) => ({ at: tensors.map(({ address }) => address), end })),
      [{ at: [256, 384, 448], end: 512 }],
    );
  });

  it('never splits a unit', () => {
    const units = Array.from({ length: 5 }, (_, i) =>
      unit(`layer ${i}`, weight(`${i}.x`, 64), weight(`${i}.y`, 64)),
    );
    const { banks, bankOf } = planBanks(units, { maxBankBytes: 64 + 3 * 128, firstAddress: 64 });
    assert.deepEqual(bankOf, [0, 0, 0, 1, 1]);
    for (const { tensors, end } of banks) {
      assert.ok(end <= 64 + 3 * 128);
      const units = new Set(tensors.map(({ info }) => info.name.split('.')[0]));
      assert.equal(tensors.length, 2 * units.size);
    }
  });

  it('stores a shared tensor once in each bank that needs it', () => {
    const shared = weight('rope', 64);
    const units = [0, 1, 2, 3].map((i) => unit(`layer ${i}`, weight(`${i}`, 128), shared));
    const { banks, bankOf } = planBanks(units, { maxBankBytes: 64 + 2 * 128, firstAddress: 0 });
    assert.deepEqual(bankOf, [0, 0, 1, 1]);
    for (const { tensors } of banks) assert.equal(tensors.filter(({ info }) => info === shared).length, 1);
  });

  it('leaves free what units want reserved in their bank', () => {
    const units = [0, 1, 2].map((i) => ({ ...unit(`layer ${i}`, weight(`${i}`, 64)), reserve: 100 }));
    const { banks, bankOf } = planBanks(units, { maxBankBytes: 2 * 64 + 200, firstAddress: 0 });
    assert.deepEqual(bankOf, [0, 0, 1]);
    assert.deepEqual(
      banks.map(({ end }) => end),
      [128, 64],
    );
    assert.throws(
      () => planBanks(units, { maxBankBytes: 150, firstAddress: 0 }),
      (error) => error instanceof LlmError && error.code === 'memory',
    );
  });

  it('refuses a unit that no bank can hold, by name', () => {
    const units = [unit('layer 0', weight('a', 64)), unit('layer 1', weight('b', 512))];
    assert.throws(
      () => planBanks(units, { maxBankBytes: 512, firstAddress: 64 }),
      (error) =>
        error instanceof LlmError && error.code === 'memory' && /layer 1.*448.*512/.test(error.message),
    );
  });
});

describe('estimateMemory', () => {
  const hp: HParams = {
    nVocab: 128256,
    nCtxTrain: 131072,
    nEmbd: 2048,
    nLayer: 16,
    nFf: 8192,
    norm: { kind: 'rms', eps: 1e-5 },
    act: 'silu',
    attn: { kind: 'gqa', nHead: 32, nHeadKv: 8, headDim: 64, scale: 0.125 },
    rope: { style: 'norm', dim: 64, base: 500000, scaling: { kind: 'none' }, nCtxOrig: 512, magnitude: 1 },
  };
  const file = { tensors: new Map([['a', weight('a', 800_000_000)]]) };

  it('counts the cache of every layer: 2 · 8 · 64 f16 a position in 16 layers', () => {
    const { kv } = estimateMemory(file, hp, { nCtx: 8192, kvType: 'f16', nThreads: 2 });
    assert.equal(kv, 16 * 8192 * 2 * 8 * 64 * 2);
    assert.equal(estimateMemory(file, hp, { nCtx: 8192, kvType: 'f32', nThreads: 2 }).kv, 2 * kv);
  });

  it('adds up', () => {
    const { weights, kv, scratch, total } = estimateMemory(file, hp, {
      nCtx: 512,
      kvType: 'f16',
      nThreads: 2,
    });
    assert.equal(weights, 800_000_000);
    assert.equal(total, weights + kv + scratch);
    assert.ok(scratch < 100e6, `${scratch}`);
  });

  it('counts what experts need besides: their results, and an input for each', () => {
    const options = { nCtx: 512, kvType: 'f16', nThreads: 2 } as const;
    const experts = { n: 64, nUsed: 8, nFf: 1024, isNormalised: true };
    const more =
      estimateMemory(file, { ...hp, experts }, options).scratch - estimateMemory(file, hp, options).scratch;
    assert.equal(more, 128 * (4 * 8 * (2048 + 2 * 1024) + 2 * 4 * (8 * 2048 - 8192)));
  });

  it('counts three copies of a state for each recurrent layer, and keys and values for the others', () => {
    const recurrent = {
      layers: Array.from({ length: 16 }, (_, il) => il % 4 !== 3),
      nHeadK: 16,
      nHeadV: 32,
      headDim: 128,
      nConv: 4,
    };
    const { kv } = estimateMemory(file, { ...hp, recurrent }, { nCtx: 8192, kvType: 'f16', nThreads: 2 });
    const state = 4 * (3 * (2 * 16 + 32) * 128 + 32 * 128 * 128);
    assert.equal(kv, 12 * 3 * state + 4 * 8192 * 2 * 8 * 64 * 2);
  });

  it('counts of layers with a window the positions that they keep', () => {
    const layers = Array.from({ length: 16 }, (_, il) => il % 4 !== 3);
    const local = { layers, attn: { ...hp.attn, window: 1024 }, rope: hp.rope };
    const { kv } = estimateMemory(file, { ...hp, local }, { nCtx: 8192, kvType: 'f16', nThreads: 2 });
    assert.equal(kv, (12 * 2560 + 4 * 8192) * 2 * 8 * 64 * 2);
  });

  it('keeps few rows of logits for a large vocabulary', () => {
    assert.equal(logitsRows(512), 64);
    assert.equal(logitsRows(128256), 16);
    assert.equal(logitsRows(10_000_000), 1);
  });
});
