import assert from 'node:assert/strict';
import { parseGguf } from '../../src/gguf/parse.ts';
import { MemorySource } from './memorySource.ts';
import { tinyLlama, type LlamaOptions } from './tinyLlama.ts';

const parse = (options: Partial<LlamaOptions>) => parseGguf(new MemorySource(tinyLlama(options)));

describe('support/tinyLlama', () => {
  it('is the same file every time, and another for another seed', () => {
    assert.deepEqual(tinyLlama({ type: 'Q4_0' }), tinyLlama({ type: 'Q4_0' }));
    assert.notDeepEqual(tinyLlama({ seed: 1 }), tinyLlama({ seed: 2 }));
  });

  it('has as many tokens as embedding rows, all different, in both kinds of vocabulary', async () => {
    for (const vocab of ['spm', 'bpe'] as const) {
      const { metadata, tensors } = await parse({
        vocab,
        nVocab: 600,
        control: ['<|im_start|>', '<|im_end|>'],
      });
      const tokens = metadata.strs('tokenizer.ggml.tokens');
      assert.deepEqual([tokens.length, new Set(tokens).size], [600, 600]);
      assert.equal(metadata.nums('tokenizer.ggml.token_type').length, 600);
      assert.deepEqual(tensors.get('token_embd.weight')?.shape, [64, 600]);
      assert.deepEqual(tokens.slice(-2), ['<|im_start|>', '<|im_end|>']);
    }
  });

  it('joins only what it has: both sides of each merge, and their union, are tokens', async () => {
    const { metadata } = await parse({ vocab: 'bpe' });
    const tokens = new Set(metadata.strs('tokenizer.ggml.tokens'));
    const merges = metadata.strs('tokenizer.ggml.merges');
    assert.ok(merges.length > 50);
    for (const merge of merges) {
      const [left, right] = merge.split(' ');
      assert.ok(tokens.has(left!) && tokens.has(right!) && tokens.has(left! + right!), merge);
    }
  });

  it('obeys its options', async () => {
    const { metadata, tensors } = await parse({
      nEmbd: 256,
      nHead: 8,
      nHeadKv: 4,
      headDim: 64,
      nFf: 512,
      type: 'Q4_K',
      typeOf: (name) => (name.endsWith('ffn_down.weight') ? 'Q6_K' : undefined),
      tied: true,
      ropeFreqs: true,
      ropeLinear: 2,
      chatTemplate: '{{ messages }}',
    });
    assert.deepEqual(tensors.get('blk.1.attn_q.weight')?.shape, [256, 512]);
    assert.deepEqual(tensors.get('blk.1.attn_k.weight')?.shape, [256, 256]);
    assert.deepEqual(tensors.get('rope_freqs.weight')?.shape, [32]);
    assert.equal(tensors.get('blk.0.ffn_down.weight')?.type, 'Q6_K');
    assert.equal(tensors.get('blk.0.ffn_up.weight')?.type, 'Q4_K');
    assert.equal(tensors.has('output.weight'), false);
    assert.equal(metadata.str('llama.rope.scaling.type'), 'linear');
    assert.equal(metadata.num('llama.rope.scaling.factor'), 2);
    assert.equal(metadata.str('tokenizer.chat_template'), '{{ messages }}');
  });
});
