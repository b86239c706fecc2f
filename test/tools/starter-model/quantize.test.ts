import assert from 'node:assert/strict';
import { quantTypes } from '../../../src/quant/index.ts';
import { quantize, quantizers, type QuantizedType } from '../../../tools/starter-model/quantize/index.ts';
import { nearestInt } from '../../../tools/starter-model/quantize/nearest.ts';
import { Random } from '../../support/random.ts';

/** Root mean square of the error, as a share of that of normal weights, that each type may make. */
const budgets: Readonly<Record<QuantizedType, number>> = { F32: 0, Q8_0: 0.008, Q6_K: 0.03, Q4_K: 0.09 };

function decoded(type: QuantizedType, weights: Float32Array): Float32Array {
  const out = new Float32Array(weights.length);
  quantTypes[type].dequantizeInto(out, quantize(type, weights, [weights.length]));
  return out;
}

function rms(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

describe('quantizers', () => {
  for (const type of Object.keys(quantizers) as QuantizedType[]) {
    it(`${type} comes near to what it was given`, () => {
      const weights = new Random(7).normals(4096, 0.05);
      const back = decoded(type, weights);
      const error = rms(back.map((value, i) => value - weights[i]!)) / rms(weights);
      assert.ok(error <= budgets[type], `${error}`);
    });

    it(`${type} keeps zeros, and blocks of very different size`, () => {
      const weights = new Float32Array(768);
      assert.ok(decoded(type, weights).every((value) => value === 0));
      weights[300] = 1000;
      weights[600] = 1e-6;
      const back = decoded(type, weights);
      assert.ok(Math.abs(back[300]! - 1000) <= 1, String(back[300]));
      assert.ok(back[0] === 0, String(back[0])); // of either sign
    });
  }

  it('Q8_0 keeps the multiples of a scale exactly', () => {
    const weights = Float32Array.from({ length: 64 }, (_, i) => (i % 2 === 0 ? 127 : (i % 32) - 16) / 128);
    assert.deepEqual(decoded('Q8_0', weights), weights);
  });

  it('Q6_K and Q4_K keep what they can spell', () => {
    const sixBits = Float32Array.from({ length: 256 }, (_, i) => ((i * 7) % 64) - 32);
    for (let s = 0; s < 16; s++) sixBits[16 * s] = -32; // every sub-block has the largest
    assert.deepEqual(decoded('Q6_K', sixBits), sixBits);
    const fourBits = Float32Array.from({ length: 256 }, (_, i) => ((i % 16) * 63) / 64);
    const error = rms(decoded('Q4_K', fourBits).map((value, i) => value - fourBits[i]!));
    assert.ok(error < 1e-3, `${error}`);
  });

  it('rounds halves to the even neighbour, as ggml does', () => {
    assert.deepEqual([-1.5, -0.5, 0.5, 1.5, 2.5, 2.4, 2.6].map(nearestInt), [-2, 0, 0, 2, 2, 2, 3]);
  });
});
