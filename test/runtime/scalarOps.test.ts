import assert from 'node:assert/strict';
import type { AttentionParams, HParams, RopeParams } from '../../src/model/hparams.ts';
import { ATTENTION_BLOCK } from '../../src/runtime/attentionBlocks.ts';
import { ScalarOps, scalarTensor, type ScalarTensor } from '../../src/runtime/scalarOps.ts';
import { Random } from '../support/random.ts';

const attn: AttentionParams = { kind: 'gqa', nHead: 4, nHeadKv: 2, headDim: 8, scale: 0.35 };
const hp: HParams = {
  nVocab: 16,
  nCtxTrain: 512,
  nEmbd: 32,
  nLayer: 1,
  nFf: 32,
  norm: { kind: 'rms', eps: 1e-5 },
  act: 'silu',
  attn,
  rope: { style: 'norm', dim: 8, base: 10000, scaling: { kind: 'none' }, nCtxOrig: 512, magnitude: 1 },
};

function opsFor(nRows: number, kvType: 'f16' | 'f32' = 'f32'): ScalarOps {
  const ops = new ScalarOps(hp, { nCtx: 512, kvType });
  ops.setRows(nRows);
  return ops;
}

function tensorOf(shape: readonly number[], values: Iterable<number>): ScalarTensor {
  const tensor = scalarTensor(shape);
  tensor.data.set([...values]);
  return tensor;
}

function assertNear(found: Iterable<number>, expected: Iterable<number>, tolerance = 1e-6): void {
  const want = [...expected];
  [...found].forEach((value, i) => {
    assert.ok(Math.abs(value - want[i]!) <= tolerance, `${i}: expected ${want[i]!}, found ${value}`);
  });
}

describe('runtime/scalarOps', () => {
  it('getRows takes the rows of the tokens', () => {
    const out = scalarTensor([2, 3]);
    opsFor(2).getRows(out, tensorOf([2, 3], [0, 1, 10, 11, 20, 21]), Int32Array.of(2, 0, 1));
    assert.deepEqual([...out.data], [20, 21, 0, 1, 0, 0]);
  });

  it('rmsNorm divides by the root of the mean square', () => {
    const out = scalarTensor([2, 2]);
    opsFor(2).rmsNorm(out, tensorOf([2, 2], [3, 4, 1, -1]), tensorOf([2], [1, 2]), 0);
    const rms = Math.sqrt(12.5);
    assertNear(out.data, [3 / rms, 8 / rms, 1, -2]);
  });

  it('matmul multiplies with the rows of the weight', () => {
    const out = scalarTensor([5, 2]);
    const weight = tensorOf([2, 5], [1, 0, 0, 1, 2, 3, -1, 1, 0.5, 0.5]);
    opsFor(2).matmul(out, tensorOf([2, 2], [1, 10, 2, 20]), weight);
    assertNear(out.data, [1, 10, 32, 9, 5.5, 2, 20, 64, 18, 11]);
  });

  it("matmul quantises activations as its weight's type asks, and only then", () => {
    const x = tensorOf([32, 1], new Random(3).normals(32));
    const ones = tensorOf([32, 1], new Float32Array(32).fill(1));
    const results = (['f32', 'f16', 'q8_0'] as const).map((activation) => {
      const out = scalarTensor([1, 1]);
      opsFor(1).matmul(out, x, { ...ones, activation });
      return out.data[0]!;
    });
    const sum = x.data.reduce((total, value) => total + value, 0);
    assert.ok(Math.abs(results[0]! - sum) < 1e-6);
    assert.ok(results[1] !== results[0] && Math.abs(results[1]! - sum) < 0.01);
    assert.ok(results[2] !== results[0] && Math.abs(results[2]! - sum) < 0.3);
  });

  it('matmul gives the minima of Q8_1 the stored sums', () => {
    // One block, x = 1 throughout: d = 1/127 rounds to f16, q = 127, and the stored sum is 32 exactly.
    const d = 1 / 127;
    const x = tensorOf([32, 1], new Float32Array(32).fill(1));
    const out = scalarTensor([1, 1]);
    const weight: ScalarTensor = {
      ...tensorOf([32, 1], new Float32Array(32).fill(5)), // d · q + m = 2 + 3
      activation: 'q8_1',
      mins: Float32Array.of(3),
    };
    opsFor(1).matmul(out, x, weight);
    const rounded = Math.round(d * 2 ** 17) / 2 ** 17; // 1/127 lies in [2^-7, 2^-6), where f16 steps by 2^-17
    assertNear(out.data, [2 * 32 * 127 * rounded + 3 * 32], 1e-5);
  });

  it('rope turns pairs of each head by their angles, row by row', () => {
    const ops = opsFor(2);
    const rope: RopeParams = {
      style: 'norm',
      dim: 4,
      base: 100,
      scaling: { kind: 'none' },
      nCtxOrig: 512,
      magnitude: 1,
    };
    const x = tensorOf([8, 2], [1, 0, 0, 1, 0, 2, 3, 0, 1, 0, 0, 1, 0, 2, 3, 0]);
    ops.rope(x, 4, 5, rope, undefined);
    const { cos, sin } = Math;
    const expected = [5, 6].flatMap((p) => {
      const q = p / 10;
      return [cos(p), sin(p), -sin(q), cos(q), -2 * sin(p), 2 * cos(p), 3 * cos(q), 3 * sin(q)];
    });
    assertNear(x.data, expected);

    const halves = tensorOf([4, 1], [1, 0, 0, 1]);
    ops.setRows(1);
    ops.rope(halves, 4, 5, { ...rope, style: 'neox' }, undefined);
    assertNear(halves.data, [cos(5), -sin(0.5), sin(5), cos(0.5)]);
  });

  for (const nKv of [1, 5, ATTENTION_BLOCK, ATTENTION_BLOCK + 1, 2 * ATTENTION_BLOCK + 40]) {
    it(`attention over ${nKv} positions is the textbook's`, () => {
      const rng = new Random(nKv);
      const keys = tensorOf([16, nKv], rng.normals(16 * nKv, 2));
      const values = tensorOf([16, nKv], rng.normals(16 * nKv));
      const query = tensorOf([32, 1], rng.normals(32));
      const ops = opsFor(nKv);
      ops.storeKv(0, keys, values, 0);
      ops.setRows(1);
      const out = scalarTensor([32, 1]);
      ops.attention(out, query, 0, nKv - 1, attn);
      assertNear(out.data, textbookAttention(query.data, keys.data, values.data, nKv), 1e-5);
    });
  }

  it('attention sees no later position, and rounds the cache only if it is f16', () => {
    const rng = new Random(1);
    const [keys, values, query] = [rng.normals(48), rng.normals(48), rng.normals(96)];
    const results = (['f32', 'f16'] as const).map((kvType) => {
      const ops = opsFor(3, kvType);
      ops.storeKv(0, tensorOf([16, 3], keys), tensorOf([16, 3], values), 0);
      const out = scalarTensor([32, 3]);
      ops.attention(out, tensorOf([32, 3], query), 0, 0, attn);
      return out.data;
    });
    for (let row = 0; row < 3; row++)
      assertNear(
        results[0]!.subarray(row * 32, row * 32 + 32),
        textbookAttention(query.subarray(row * 32, row * 32 + 32), keys, values, row + 1),
      );
    assert.notDeepEqual(results[1], results[0]);
    assertNear(results[1]!, results[0]!, 5e-3);
  });

  it('attention through a window is the textbook over the latest positions', () => {
    const nKv = 2 * ATTENTION_BLOCK + 40;
    const rng = new Random(7);
    const keys = tensorOf([16, nKv], rng.normals(16 * nKv, 2));
    const values = tensorOf([16, nKv], rng.normals(16 * nKv));
    const query = tensorOf([32, 1], rng.normals(32));
    const ops = opsFor(nKv);
    ops.storeKv(0, keys, values, 0);
    ops.setRows(1);
    for (const window of [1, 30, 40, 41, 168, 169, nKv, nKv + 5]) {
      const out = scalarTensor([32, 1]);
      ops.attention(out, query, 0, nKv - 1, { ...attn, window });
      const first = Math.max(0, nKv - window);
      const seen = textbookAttention(
        query.data,
        keys.data.subarray(first * 16),
        values.data.subarray(first * 16),
        nKv - first,
      );
      assertNear(out.data, seen, 1e-5);
    }
  });

  it('headNorm divides each head by the root of its own mean square', () => {
    const x = tensorOf([4, 1], [3, 4, 1, -1]);
    opsFor(1).headNorm(x, tensorOf([2], [1, 2]), 0);
    const rms = Math.sqrt(12.5);
    assertNear(x.data, [3 / rms, 8 / rms, 1, -2]);
  });

  it('addBias, scale, scaleByPosition, sigmoidGate and softcap change the rows set', () => {
    const rows = (change: (ops: ScalarOps, x: ScalarTensor) => void): number[] => {
      const x = tensorOf([2, 3], [1, -2, 3, 4, 5, 6]);
      change(opsFor(2), x);
      return [...x.data];
    };
    const near = (found: number[], expected: number[]): void => {
      assertNear(found, [...expected, 5, 6]);
    };
    near(
      rows((ops, x) => {
        ops.addBias(x, tensorOf([2], [10, 20]));
      }),
      [11, 18, 13, 24],
    );
    near(
      rows((ops, x) => {
        ops.scale(x, 0.5);
      }),
      [0.5, -1, 1.5, 2],
    );
    near(
      rows((ops, x) => {
        ops.scaleByPosition(x, 7, (position) => position);
      }),
      [7, -14, 24, 32],
    );
    near(
      rows((ops, x) => {
        ops.sigmoidGate(x, tensorOf([1, 3], [0, Math.log(3), 0]));
      }),
      [0.5, -1, 2.25, 3],
    );
    near(
      rows((ops, x) => {
        ops.softcap(x, 2);
      }),
      [1, -2, 3, 4].map((value) => 2 * Math.tanh(value / 2)),
    );
  });

  it('geglu rounds gelu to f16, as the table does that ggml looks it up in', () => {
    const gates = [0, 1, -1, 3, -0.5, 12, -12];
    const gelu = (x: number): number =>
      (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
    const out = scalarTensor([7, 1]);
    opsFor(1).geglu(out, tensorOf([7, 1], gates), tensorOf([7, 1], [5, 1, 1, 2, 4, 3, 3]));
    const expected = [0, gelu(1), gelu(-1), 2 * gelu(3), 4 * gelu(-0.5), 36, 0];
    for (const [i, value] of expected.entries())
      assert.ok(Math.abs(out.data[i]! - value) <= Math.abs(value) * 2 ** -11, `gelu(${gates[i]!})`);
    assert.ok(out.data[1] !== Math.fround(gelu(1)));
  });

  it('matmulExperts multiplies with the matrices of each row, and sumExperts weighs the results', () => {
    // Two experts of a token out of three; expert e's matrix is 10^e times [[1, 0], [0, 1], [1, 1]].
    const matrix = [1, 0, 0, 1, 1, 1];
    const stack = tensorOf(
      [2, 3, 3],
      [1, 10, 100].flatMap((scale) => matrix.map((w) => w * scale)),
    );
    const choice = tensorOf([4, 2], [2, 0, 0.75, 0.25, 1, 2, 0.5, 0.5]);
    const out = scalarTensor([6, 2]);
    opsFor(2).matmulExperts(out, tensorOf([2, 2], [1, 2, 3, 4]), stack, choice);
    assert.deepEqual([...out.data], [100, 200, 300, 1, 2, 3, 30, 40, 70, 300, 400, 700]);

    const sum = scalarTensor([3, 2]);
    opsFor(2).sumExperts(sum, out, choice);
    assertNear(sum.data, [75.25, 150.5, 225.75, 165, 220, 385]);

    // An input for each expert: what the first matmul has given, cut to the width.
    const each = scalarTensor([6, 2]);
    opsFor(1).matmulExperts(each, tensorOf([4, 1], [1, 2, 5, 6]), stack, choice);
    assert.deepEqual([...each.data.subarray(0, 6)], [100, 200, 300, 5, 6, 11]);
  });

  it('swiglu, add and copyRows', () => {
    const ops = opsFor(1);
    const gate = tensorOf([3, 2], [0, 1, -2, 7, 8, 9]);
    ops.swiglu(gate, gate, tensorOf([3, 2], [5, 2, 3, 0, 0, 0]));
    assertNear(gate.data, [0, 2 / (1 + Math.exp(-1)), -6 / (1 + Math.exp(2)), 7, 8, 9]);

    const x = tensorOf([3, 2], [1, 2, 3, 4, 5, 6]);
    ops.add(x, tensorOf([3, 2], [10, 20, 30, 40, 50, 60]));
    assert.deepEqual([...x.data], [11, 22, 33, 4, 5, 6]);

    const out = scalarTensor([3, 2]);
    ops.copyRows(out, x, 1);
    assert.deepEqual([...out.data], [4, 5, 6, 0, 0, 0]);
  });
});

/** Softmax attention in double, one head after the other. */
function textbookAttention(
  query: Float32Array,
  keys: Float32Array,
  values: Float32Array,
  nKv: number,
): number[] {
  const { nHead, nHeadKv, headDim, scale } = attn;
  const width = nHeadKv * headDim;
  const out: number[] = [];
  for (let head = 0; head < nHead; head++) {
    const kvHead = Math.floor((head * nHeadKv) / nHead) * headDim;
    const weights = Array.from({ length: nKv }, (_, j) => {
      let score = 0;
      for (let d = 0; d < headDim; d++) score += query[head * headDim + d]! * keys[j * width + kvHead + d]!;
      return Math.exp(scale * score);
    });
    const sum = weights.reduce((total, weight) => total + weight, 0);
    for (let d = 0; d < headDim; d++)
      out.push(
        weights.reduce((total, weight, j) => total + weight * values[j * width + kvHead + d]!, 0) / sum,
      );
  }
  return out;
}
