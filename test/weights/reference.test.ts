import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { FileSource } from '../../src/engine/fileSource.ts';
import { openGguf } from '../../src/gguf/split.ts';
import type { QuantTypeName } from '../../src/quant/index.ts';
import { WeightStore } from '../../src/weights/weightStore.ts';
import { describeReference } from '../reference/reference.ts';

/** What a type loses at most: rms of the error over rms of the weights, on trained weights quantised by llama.cpp. */
const relativeErrors: Readonly<Partial<Record<QuantTypeName, number>>> = {
  F32: 0,
  F16: 0.0003,
  BF16: 0.0025,
  Q8_0: 0.007,
  Q6_K: 0.025,
  Q5_K: 0.05,
  Q5_1: 0.05,
  Q5_0: 0.055,
  Q4_K: 0.1,
  Q4_1: 0.11,
  Q4_0: 0.11,
  IQ4_NL: 0.1,
  IQ4_XS: 0.1,
  Q3_K: 0.22,
  Q2_K: 0.4,
};

function boundOf(type: QuantTypeName): number {
  const bound = relativeErrors[type];
  assert.ok(bound !== undefined, `a file has ${type}, of which no bound is given`);
  return bound;
}

/** The least lossy file of the same function, tensor by tensor. */
function originalOf(name: string): string {
  if (name.includes('-p192-')) return 'stories260K-p192-f32.gguf';
  if (name.includes('-x256-')) return 'stories260K-x256-q8_0.gguf';
  return 'stories260K-f32.gguf';
}

interface Decoded {
  readonly type: QuantTypeName;
  readonly weights: Float32Array;
}

async function decodeAll(modelPath: string): Promise<Map<string, Decoded>> {
  const source = await FileSource.open(modelPath);
  try {
    const { file, sources } = await openGguf(modelPath, () => Promise.resolve(source));
    const store = WeightStore.open(file, sources);
    const decoded = new Map<string, Decoded>();
    for (const { name, shape } of file.tensors.values()) {
      const tensor = store.tensor(name, shape);
      const weights = new Float32Array(shape.reduce((product, n) => product * n, 1));
      await store.dequantizeInto(weights, tensor, 0);
      decoded.set(name, { type: tensor.type, weights });
    }
    return decoded;
  } finally {
    await source.close();
  }
}

describeReference('weights: llama.cpp files, decoded', (dir) => {
  const models = path.join(dir, 'models');
  for (const name of readdirSync(models)) {
    it(name, async () => {
      const decoded = await decodeAll(path.join(models, name));
      const original = await decodeAll(path.join(models, originalOf(name)));
      const squares = new Map<QuantTypeName, { error: number; weight: number }>();
      for (const [tensor, { type, weights }] of decoded) {
        assert.ok(weights.every(Number.isFinite), tensor);
        const sum = squares.get(type) ?? { error: 0, weight: 0 };
        const before = original.get(tensor)!.weights;
        before.forEach((w, i) => {
          sum.error += (weights[i]! - w) ** 2;
          sum.weight += w ** 2;
        });
        squares.set(type, sum);
      }
      for (const [type, { error, weight }] of squares) {
        const relative = Math.sqrt(error / weight);
        assert.ok(relative <= boundOf(type), `${type}: ${relative}`);
      }
    });
  }
});

describeReference('gguf: llama.cpp vocabulary files', (dir) => {
  const vocabularies = path.join(dir, 'vocab');
  for (const name of readdirSync(vocabularies).filter((file) => file.endsWith('.gguf'))) {
    it(name, async () => {
      const source = await FileSource.open(path.join(vocabularies, name));
      try {
        const { file } = await openGguf(source.path, () => Promise.resolve(source));
        const tokens = file.metadata.strs('tokenizer.ggml.tokens');
        assert.ok(tokens.length >= 32_000);
        assert.equal(file.metadata.nums('tokenizer.ggml.token_type').length, tokens.length);
        assert.equal(file.tensors.size, 0);
      } finally {
        await source.close();
      }
    });
  }
});
