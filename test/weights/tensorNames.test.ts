import assert from 'node:assert/strict';
import type { TensorInfo } from '../../src/gguf/types.ts';
import { canonicalName, canonicalTensors } from '../../src/weights/tensorNames.ts';
import { llamaTensors } from '../support/tinyLlama.ts';

function tensors(...names: readonly string[]): ReadonlyMap<string, TensorInfo> {
  return new Map(
    names.map((name, i) => [
      name,
      { name, typeId: 0, type: 'F32', shape: [4], file: 0, offset: 32 * i, byteLength: 16 },
    ]),
  );
}

describe('weights/tensorNames', () => {
  const dims = { nVocab: 8, nEmbd: 8, nLayer: 12, nHead: 2, nHeadKv: 2, nFf: 8, type: 'F32' } as const;

  it('leaves the canonical names alone', () => {
    for (const { name } of llamaTensors({ ...dims, tied: false, ropeFreqs: true })) {
      assert.equal(canonicalName(name), name);
    }
    assert.equal(canonicalName('layers.0.unheard_of'), 'layers.0.unheard_of');
    assert.equal(canonicalName('constructor'), 'constructor');
  });

  it('maps a whole file of old names', () => {
    const old = ['tok_embeddings.weight', 'norm.weight', 'output.weight', 'rope.freqs'];
    for (let il = 0; il < dims.nLayer; il++) {
      const parts = [
        'attention.wq',
        'attention.wk',
        'attention.wv',
        'attention.wo',
        'attention_norm',
        'ffn_norm',
      ];
      for (const part of [...parts, 'feed_forward.w1', 'feed_forward.w2', 'feed_forward.w3']) {
        old.push(`layers.${il}.${part}.weight`);
      }
    }
    const canonical = canonicalTensors(tensors(...old));
    const expected = llamaTensors({ ...dims, tied: false, ropeFreqs: true }).map(({ name }) => name);
    assert.deepEqual([...canonical.keys()].toSorted(), expected.toSorted());
    assert.equal(canonical.get('blk.11.ffn_down.weight')?.name, 'layers.11.feed_forward.w2.weight');
  });

  it('gives a tied output the embedding itself', () => {
    const canonical = canonicalTensors(tensors('tok_embeddings.weight'));
    assert.equal(canonical.get('output.weight'), canonical.get('token_embd.weight'));
    assert.equal(canonical.get('output.weight')?.name, 'tok_embeddings.weight');
    assert.equal(canonicalTensors(tensors('blk.0.attn_q.weight')).has('output.weight'), false);
  });

  it('keeps an output of its own', () => {
    const canonical = canonicalTensors(tensors('token_embd.weight', 'output.weight'));
    assert.equal(canonical.get('output.weight')?.name, 'output.weight');
  });

  it('prefers the canonical name where both are there', () => {
    for (const names of [
      ['norm.weight', 'output_norm.weight'],
      ['output_norm.weight', 'norm.weight'],
    ]) {
      assert.equal(canonicalTensors(tensors(...names)).get('output_norm.weight')?.name, 'output_norm.weight');
    }
  });
});
