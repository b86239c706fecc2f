import assert from 'node:assert/strict';
import { parseGguf } from '../../src/gguf/parse.ts';
import { architectures } from '../../src/model/arch/index.ts';
import { MemorySource } from './memorySource.ts';
import { tinyArchitectures } from './tinyArchitectures.ts';
import { tinyContents, tinyModel } from './tinyModel.ts';

describe('support/tinyModel', () => {
  it('is the same file every time, and another for another seed', () => {
    assert.deepEqual(tinyModel('qwen3', { type: 'Q8_0' }), tinyModel('qwen3', { type: 'Q8_0' }));
    assert.notDeepEqual(tinyModel('qwen3', { seed: 1 }), tinyModel('qwen3', { seed: 2 }));
  });

  for (const { name } of architectures) {
    it(`${name}: every option changes what the file holds`, () => {
      const plain = tinyContents(name);
      for (const option of Object.keys(tinyArchitectures[name].options)) {
        const { metadata, tensors } = tinyContents(name, { options: [option] });
        assert.notDeepEqual([metadata, tensors], [plain.metadata, plain.tensors], option);
      }
    });

    it(`${name}: gives matrices the type asked for, and all else F32`, async () => {
      const { tensors } = await parseGguf(new MemorySource(tinyModel(name, { type: 'Q4_K' })));
      for (const { name: tensor, shape, type } of tensors.values()) {
        const isMatrix = shape.length > 1 && !/ffn_gate_inp|ssm_conv1d/.test(tensor);
        assert.equal(type, isMatrix ? 'Q4_K' : 'F32', tensor);
      }
    });
  }

  it('obeys its other options', async () => {
    const { metadata, tensors } = await parseGguf(
      new MemorySource(
        tinyModel('llama', {
          dims: { nEmbd: 64, headDim: 16, nFf: 32, nVocab: 600 },
          options: ['tied', 'yarn'],
          typeOf: (tensor) => (tensor.includes('ffn_up') ? 'F16' : undefined),
          control: ['<|im_start|>'],
          chatTemplate: '{{ messages }}',
          metadata: { 'llama.rope.freq_base': { type: 'float32', value: 5000 } },
        }),
      ),
    );
    assert.equal(tensors.has('output.weight'), false);
    assert.deepEqual(tensors.get('blk.1.ffn_up.weight')?.shape, [64, 32]);
    assert.equal(tensors.get('blk.1.ffn_up.weight')?.type, 'F16');
    assert.equal(metadata.str('llama.rope.scaling.type'), 'yarn');
    assert.equal(metadata.num('llama.rope.freq_base'), 5000);
    assert.equal(metadata.strs('tokenizer.ggml.tokens').at(-1), '<|im_start|>');
    assert.equal(metadata.str('tokenizer.chat_template'), '{{ messages }}');
    assert.throws(() => tinyModel('llama', { options: ['wings'] }), /llama has no option wings/);
  });
});
