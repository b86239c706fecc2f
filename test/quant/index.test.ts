import assert from 'node:assert/strict';
import { LlmError } from '../../src/base/errors.ts';
import {
  quantizedSize,
  quantTypeById,
  quantTypeNames,
  quantTypes,
  rowSize,
  type QuantTypeName,
} from '../../src/quant/index.ts';
import type { VecDotType } from '../../src/quant/type.ts';
import { Random } from '../support/random.ts';
import { randomBlocks } from '../support/randomBlocks.ts';

/** ggml's type_traits: id, weights and bytes a block, what activations become. */
const ggml: Readonly<Record<QuantTypeName, readonly [number, number, number, VecDotType]>> = {
  F32: [0, 1, 4, 'f32'],
  F16: [1, 1, 2, 'f16'],
  BF16: [30, 1, 2, 'bf16'],
  Q4_0: [2, 32, 18, 'q8_0'],
  Q4_1: [3, 32, 20, 'q8_1'],
  Q5_0: [6, 32, 22, 'q8_0'],
  Q5_1: [7, 32, 24, 'q8_1'],
  Q8_0: [8, 32, 34, 'q8_0'],
  Q2_K: [10, 256, 84, 'q8_K'],
  Q3_K: [11, 256, 110, 'q8_K'],
  Q4_K: [12, 256, 144, 'q8_K'],
  Q5_K: [13, 256, 176, 'q8_K'],
  Q6_K: [14, 256, 210, 'q8_K'],
  IQ4_NL: [20, 32, 18, 'q8_0'],
  IQ4_XS: [23, 256, 136, 'q8_K'],
  IQ1_S: [19, 256, 50, 'q8_K'],
  IQ1_M: [29, 256, 56, 'q8_K'],
  IQ2_XXS: [16, 256, 66, 'q8_K'],
  IQ2_XS: [17, 256, 74, 'q8_K'],
  IQ2_S: [22, 256, 82, 'q8_K'],
  IQ3_XXS: [18, 256, 98, 'q8_K'],
  IQ3_S: [21, 256, 110, 'q8_K'],
  TQ1_0: [34, 256, 54, 'q8_K'],
  TQ2_0: [35, 256, 66, 'q8_K'],
  MXFP4: [39, 32, 17, 'q8_0'],
  NVFP4: [40, 64, 36, 'q8_0'],
  Q1_0: [41, 128, 18, 'q8_0'],
  Q2_0: [42, 64, 18, 'q8_0'],
};

describe('quant: sizes', () => {
  it('gives bytes of tensors in all dimensions', () => {
    assert.equal(quantizedSize('F32', [3]), 12);
    assert.equal(quantizedSize('Q4_K', [512, 3]), 2 * 144 * 3);
    assert.equal(quantizedSize('Q8_0', [64, 3, 5, 2]), 2 * 34 * 30);
    assert.equal(rowSize('IQ4_XS', 1024), 4 * 136);
  });

  it('refuses rows that are no whole number of blocks, naming both', () => {
    assert.throws(() => quantizedSize('Q6_K', [172, 64]), /Q6_K.*multiples of 256.*172/);
    assert.throws(() => rowSize('Q4_0', 33), LlmError);
  });

  it('refuses sizes that are no exact number', () => {
    assert.throws(() => quantizedSize('F32', [2 ** 30, 2 ** 30]), /2\^53/);
  });

  it('knows no other ids', () => {
    const known = Array.from({ length: 100 }, (_, id) => quantTypeById(id)?.id).filter(
      (id) => id !== undefined,
    );
    assert.equal(known.length, quantTypeNames.length);
    assert.equal(quantTypeById(4), undefined);
  });
});

for (const name of quantTypeNames) {
  const type = quantTypes[name];
  const nWeights = 8 * 256;

  describe(`quant: ${name}`, () => {
    it('has the id, the block and the dot product of ggml', () => {
      assert.equal(type.name, name);
      assert.deepEqual([type.id, type.blockSize, type.typeSize, type.vecDotType], ggml[name]);
      assert.equal(quantTypeById(type.id), type);
    });

    it('decodes random blocks to finite weights of the scale asked for', () => {
      const weights = new Float32Array(nWeights);
      type.dequantizeInto(weights, randomBlocks(name, nWeights, new Random(7), 0.02));
      assert.ok(weights.every(Number.isFinite));
      const spread = Math.sqrt(weights.reduce((sum, w) => sum + w * w, 0) / nWeights);
      assert.ok(spread > 0.014 && spread < 0.026, `spread ${spread}`);
    });

    it('decodes zero bytes to zeros', () => {
      const weights = new Float32Array(256).fill(1);
      type.dequantizeInto(weights, new Uint8Array(quantizedSize(name, [256])));
      assert.ok(weights.every((w) => w === 0));
    });

    it('decodes each block by itself, from any alignment', () => {
      const blocks = randomBlocks(name, nWeights, new Random(8), 1);
      const whole = new Float32Array(nWeights);
      type.dequantizeInto(whole, blocks);
      for (let i = 0; i < nWeights / type.blockSize; i++) {
        const unaligned = new Uint8Array(type.typeSize + 1).subarray(1);
        unaligned.set(blocks.subarray(i * type.typeSize, (i + 1) * type.typeSize));
        const alone = new Float32Array(type.blockSize);
        type.dequantizeInto(alone, unaligned);
        assert.deepEqual(alone, whole.slice(i * type.blockSize, (i + 1) * type.blockSize));
      }
    });
  });
}
