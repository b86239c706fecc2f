import assert from 'node:assert/strict';
import { quantTypeNames, quantTypes, type QuantTypeName } from '../../src/quant/index.ts';
import { Random } from '../support/random.ts';

const nWeights = 64 * 256;

/**
 * What ggml's `dequantize_row_*` (of node-llama-cpp 3.22.1) makes of `nWeights` weights of random bytes, seeded with the
 * type's id: FNV-1a over the words of the floats, any NaN as 0x7fc00000.
 */
const ggmlHashes: Readonly<Record<QuantTypeName, number>> = {
  F32: 0x48ea7bda,
  F16: 0x95a25dc5,
  BF16: 0xec8b9dc5,
  Q4_0: 0x2a4939c5,
  Q4_1: 0x56a7b513,
  Q5_0: 0x1f8d7dc5,
  Q5_1: 0xe40ddf89,
  Q8_0: 0x28bcc645,
  Q2_K: 0xe0a2a137,
  Q3_K: 0x8b9eb085,
  Q4_K: 0xa9e41271,
  Q5_K: 0x5ee9b62f,
  Q6_K: 0x15643ee3,
  IQ4_NL: 0x6f1428c5,
  IQ4_XS: 0x0b02d4c3,
  IQ1_S: 0x2474efa5,
  IQ1_M: 0xd4dac585,
  IQ2_XXS: 0x12f981a5,
  IQ2_XS: 0xc0498c6d,
  IQ2_S: 0x9801ac09,
  IQ3_XXS: 0x0b2caeed,
  IQ3_S: 0x50dccc05,
  TQ1_0: 0xec0dfdc5,
  TQ2_0: 0xe5b59dc5,
  MXFP4: 0x3be99dc5,
  NVFP4: 0xaf059dc5,
  Q1_0: 0xe20d9dc5,
  Q2_0: 0x0ff8bdc5,
};

describe('quant: random bytes decode to the very floats of ggml', () => {
  for (const name of quantTypeNames) {
    it(name, () => {
      const type = quantTypes[name];
      const blocks = new Random(type.id).bytes((nWeights / type.blockSize) * type.typeSize);
      const weights = new Float32Array(nWeights);
      type.dequantizeInto(weights, blocks);
      assert.equal(hashOf(weights), ggmlHashes[name]);
    });
  }
});

function hashOf(weights: Float32Array): number {
  const words = new Uint32Array(weights.buffer, weights.byteOffset, weights.length);
  return words.reduce(
    (hash, word, i) => Math.imul(hash ^ (Number.isNaN(weights[i]!) ? 0x7fc00000 : word), 0x01000193) >>> 0,
    0x811c9dc5,
  );
}
