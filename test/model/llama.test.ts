import assert from 'node:assert/strict';
import type { GgufValue } from '../../src/gguf/types.ts';
import { Metadata } from '../../src/gguf/metadata.ts';
import { ggufValue } from '../../src/gguf/writer.ts';
import { architectureOf } from '../../src/model/arch/index.ts';
import { globalTensors } from '../../src/model/globalTensors.ts';
import type { HParams } from '../../src/model/hparams.ts';
import { llamaMetadata, llamaTensors, tinyLlamaDefaults, type LlamaOptions } from '../support/tinyLlama.ts';

const { uint32, float32, string, strings } = ggufValue;

/** Hyperparameters of a small llama with some metadata and tensors changed; undefined removes a key. */
function read(
  changes: Readonly<Record<string, GgufValue | undefined>> = {},
  options: Partial<LlamaOptions> = {},
  moreTensors: readonly string[] = [],
): HParams {
  const all = { ...tinyLlamaDefaults, ...options };
  const values = new Map<string, GgufValue>(Object.entries(llamaMetadata(all)));
  for (const [key, value] of Object.entries(changes)) {
    if (value) values.set(key, value);
    else values.delete(key);
  }
  const tensors = new Map(llamaTensors(all).map(({ name, shape }) => [name, { shape }]));
  for (const name of moreTensors) tensors.set(name, { shape: [1] });
  const metadata = new Metadata(values);
  return architectureOf(metadata).hparams(metadata, tensors);
}

describe('model/arch/llama', () => {
  it('reads the hyperparameters', () => {
    assert.deepEqual(read(), {
      nVocab: 512,
      nCtxTrain: 256,
      nEmbd: 64,
      nLayer: 2,
      nFf: 128,
      norm: { kind: 'rms', eps: 1e-5 },
      act: 'silu',
      attn: { kind: 'gqa', nHead: 4, nHeadKv: 2, headDim: 16, scale: 0.25 },
      rope: {
        style: 'norm',
        dim: 16,
        base: 10000,
        scaling: { kind: 'none' },
        nCtxOrig: 256,
        magnitude: 1,
      },
    });
  });

  it('has defaults for what files leave out', () => {
    const hp = read({
      'llama.vocab_size': undefined,
      'llama.attention.head_count_kv': undefined,
      'llama.attention.key_length': undefined,
      'llama.attention.value_length': undefined,
      'llama.rope.dimension_count': undefined,
      'llama.rope.freq_base': undefined,
    });
    assert.equal(hp.nVocab, 512, 'from token_embd.weight');
    assert.deepEqual(hp.attn, { kind: 'mha', nHead: 4, nHeadKv: 4, headDim: 16, scale: 0.25 });
    assert.deepEqual(hp.rope, read().rope);
  });

  it("counts the tokenizer's tokens, as llama.cpp does", () => {
    assert.equal(read({ 'tokenizer.ggml.tokens': strings(['a', 'b', 'c']) }).nVocab, 3);
  });

  it('names the kind of attention', () => {
    const kindOf = (nHeadKv: number): string => read({}, { nHeadKv }).attn.kind;
    assert.deepEqual([4, 2, 1].map(kindOf), ['mha', 'gqa', 'mqa']);
  });

  it('reads linear scaling under both of its names, and a factor without a type', () => {
    const linear = { kind: 'linear', factor: 4 };
    const scaling = (changes: Record<string, GgufValue>): unknown => read(changes).rope.scaling;
    const factor = { 'llama.rope.scaling.factor': float32(4) };
    assert.deepEqual(scaling(factor), linear);
    assert.deepEqual(scaling({ ...factor, 'llama.rope.scaling.type': string('linear') }), linear);
    assert.deepEqual(scaling({ 'llama.rope.scale_linear': float32(4) }), linear);
    assert.deepEqual(scaling({ ...factor, 'llama.rope.scaling.type': string('none') }), { kind: 'none' });
    assert.deepEqual(scaling({ 'llama.rope.scaling.factor': float32(0) }), { kind: 'none' });
  });

  it('refuses what it would compute wrongly, by name', () => {
    for (const [changes, message] of [
      [
        { 'llama.rope.scaling.type': string('dynamic') },
        'llama.rope.scaling.type: expected none, linear, yarn or longrope; found "dynamic"',
      ],
      [
        { 'llama.attention.value_length': uint32(32) },
        'llama.attention.value_length: expected the key length 16; found 32',
      ],
    ] as const)
      assert.throws(() => read(changes), { code: 'unsupported', message });
    assert.throws(() => read({ 'general.architecture': string('mamba') }), {
      code: 'unsupported',
      message: /^general\.architecture: expected one of llama, .*; found "mamba"$/,
    });
    assert.throws(() => read({}, {}, ['blk.1.attn_q.scale']), {
      code: 'unsupported',
      message: /^blk\.1\.attn_q\.scale: /,
    });
  });

  it('bounds every number, naming key and value', () => {
    for (const [key, value, found] of [
      ['llama.embedding_length', uint32(0), 'expected an integer from 1 to 65536; found 0'],
      ['llama.embedding_length', uint32(4e9), 'expected an integer from 1 to 65536; found 4000000000'],
      ['llama.block_count', uint32(1e6), 'expected an integer from 1 to 1024; found 1000000'],
      ['llama.block_count', float32(1.5), 'expected an integer from 1 to 1024; found 1.5'],
      [
        'llama.feed_forward_length',
        uint32(2 ** 31),
        'expected an integer from 1 to 262144; found 2147483648',
      ],
      ['llama.context_length', uint32(0), 'expected an integer from 1 to 268435456; found 0'],
      ['llama.attention.head_count', uint32(0), 'expected an integer from 1 to 2048; found 0'],
      ['llama.attention.head_count_kv', uint32(3), 'expected a divisor of the 4 heads; found 3'],
      ['llama.attention.key_length', uint32(0), 'expected an integer from 1 to 2048; found 0'],
      ['llama.rope.dimension_count', uint32(8), 'expected the even head dimension 16; found 8'],
      ['llama.rope.freq_base', float32(-1), 'expected a number above 0, at most 1000000000000; found -1'],
      ['llama.rope.freq_base', float32(NaN), 'expected a number above 0, at most 1000000000000; found NaN'],
      ['llama.rope.scaling.factor', float32(-2), 'expected a number above 0, at most 1000000; found -2'],
      ['llama.attention.layer_norm_rms_epsilon', float32(0), 'expected a number above 0, at most 1; found 0'],
      ['llama.vocab_size', uint32(2 ** 30), 'expected an integer from 1 to 1048576; found 1073741824'],
    ] as const)
      assert.throws(() => read({ [key]: value }), { code: 'gguf', message: `${key}: ${found}` });
  });

  it('names a required key that is missing or of another type', () => {
    for (const key of [
      'llama.embedding_length',
      'llama.block_count',
      'llama.feed_forward_length',
      'llama.context_length',
      'llama.attention.head_count',
      'llama.attention.layer_norm_rms_epsilon',
    ]) {
      assert.throws(() => read({ [key]: undefined }), { code: 'gguf', message: new RegExp(key) });
      assert.throws(() => read({ [key]: string('many') }), { code: 'gguf', message: new RegExp(key) });
    }
    assert.throws(
      () =>
        read({
          'llama.attention.key_length': undefined,
          'llama.attention.head_count': uint32(6),
          'llama.attention.head_count_kv': uint32(6),
        }),
      {
        code: 'gguf',
        message: /llama\.attention\.key_length: expected, because 64 elements do not split into 6 heads/,
      },
    );
  });

  it('asks for exactly the tensors a file has, with their shapes', () => {
    for (const options of [{ ropeFreqs: true }, { headDim: 32, nHeadKv: 1 }]) {
      const hp = read({}, options);
      const written = llamaTensors({ ...tinyLlamaDefaults, ...options });
      const arch = architectureOf(new Metadata(new Map([['general.architecture', string('llama')]])));
      const asked = [
        ...Object.values(globalTensors(hp)),
        ...Array.from({ length: hp.nLayer }, (_, il) => Object.values(arch.blockTensors(hp, il))).flat(),
      ];
      for (const { name, shape, optional } of asked) {
        const found = written.find((tensor) => tensor.name === name);
        if (found) assert.deepEqual(found.shape, shape, name);
        else assert.ok(optional, name);
      }
      for (const { name } of written)
        assert.ok(
          asked.some((tensor) => tensor.name === name),
          name,
        );
    }
  });
});
