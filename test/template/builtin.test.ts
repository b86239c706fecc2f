import assert from 'node:assert/strict';
import { Metadata } from '../../src/gguf/metadata.ts';
import { ggufValue } from '../../src/gguf/writer.ts';
import type { ChatMessage } from '../../src/protocol/engine.ts';
import { builtinTemplate, builtinTemplates } from '../../src/template/builtin.ts';
import { createChatTemplate } from '../../src/template/chatTemplate.ts';

const conversation: readonly ChatMessage[] = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'One?' },
  { role: 'assistant', content: 'Two.' },
  { role: 'user', content: 'Three?' },
];

/** The conversation as each family's own tokenizer_config.json renders it, or its model card says. */
const rendered: Readonly<Record<string, string>> = {
  llama3:
    '<s><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>' +
    '<|start_header_id|>user<|end_header_id|>\n\nOne?<|eot_id|>' +
    '<|start_header_id|>assistant<|end_header_id|>\n\nTwo.<|eot_id|>' +
    '<|start_header_id|>user<|end_header_id|>\n\nThree?<|eot_id|>' +
    '<|start_header_id|>assistant<|end_header_id|>\n\n',
  llama4:
    '<s><|header_start|>system<|header_end|>\n\nBe brief.<|eot|>' +
    '<|header_start|>user<|header_end|>\n\nOne?<|eot|>' +
    '<|header_start|>assistant<|header_end|>\n\nTwo.<|eot|>' +
    '<|header_start|>user<|header_end|>\n\nThree?<|eot|>' +
    '<|header_start|>assistant<|header_end|>\n\n',
  chatml:
    '<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nOne?<|im_end|>\n' +
    '<|im_start|>assistant\nTwo.<|im_end|>\n<|im_start|>user\nThree?<|im_end|>\n<|im_start|>assistant\n',
  gemma:
    '<s><start_of_turn>user\nBe brief.\n\nOne?<end_of_turn>\n<start_of_turn>model\nTwo.<end_of_turn>\n' +
    '<start_of_turn>user\nThree?<end_of_turn>\n<start_of_turn>model\n',
  phi3:
    '<|system|>\nBe brief.<|end|>\n<|user|>\nOne?<|end|>\n<|assistant|>\nTwo.<|end|>\n' +
    '<|user|>\nThree?<|end|>\n<|assistant|>\n',
  deepseek: '<s>Be brief.<｜User｜>One?<｜Assistant｜>Two.</s><｜User｜>Three?<｜Assistant｜>',
  'deepseek-coder':
    '<s>Be brief.### Instruction:\nOne?\n### Response:\nTwo.\n<|EOT|>\n### Instruction:\nThree?\n### Response:\n',
  granite:
    '<|start_of_role|>system<|end_of_role|>Be brief.<|end_of_text|>\n<|start_of_role|>user<|end_of_role|>One?<|end_of_text|>\n' +
    '<|start_of_role|>assistant<|end_of_role|>Two.<|end_of_text|>\n<|start_of_role|>user<|end_of_role|>Three?<|end_of_text|>\n' +
    '<|start_of_role|>assistant<|end_of_role|>',
  'command-r':
    '<s><|START_OF_TURN_TOKEN|><|SYSTEM_TOKEN|>Be brief.<|END_OF_TURN_TOKEN|>' +
    '<|START_OF_TURN_TOKEN|><|USER_TOKEN|>One?<|END_OF_TURN_TOKEN|>' +
    '<|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>Two.<|END_OF_TURN_TOKEN|>' +
    '<|START_OF_TURN_TOKEN|><|USER_TOKEN|>Three?<|END_OF_TURN_TOKEN|><|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>',
  zephyr:
    '<|system|>\nBe brief.</s>\n<|user|>\nOne?</s>\n<|assistant|>\nTwo.</s>\n<|user|>\nThree?</s>\n<|assistant|>\n',
  mistral: '<s>[INST] Be brief.\n\nOne? [/INST] Two.</s>[INST] Three? [/INST]',
  llama2: '<s>[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nOne? [/INST] Two. </s><s>[INST] Three? [/INST]',
  alpaca:
    'Be brief.\n\n### Instruction:\nOne?\n\n### Response:\nTwo.</s>\n\n### Instruction:\nThree?\n\n### Response:\n',
  vicuna: 'Be brief.\n\nUSER: One?\nASSISTANT: Two.</s>\nUSER: Three?\nASSISTANT:',
  plain: 'Be brief.\n\nUser: One?\n\nAssistant: Two.\n\nUser: Three?\n\nAssistant:',
};

function file(tokens: readonly string[], name = '', architecture = 'llama'): Metadata {
  return new Metadata(
    new Map([
      ['general.name', ggufValue.string(name)],
      ['general.architecture', ggufValue.string(architecture)],
      ['tokenizer.ggml.tokens', ggufValue.strings(tokens)],
    ]),
  );
}

describe('built-in templates', () => {
  for (const { name, source } of builtinTemplates) {
    it(name, () => {
      const metadata = new Metadata(new Map([['tokenizer.chat_template', ggufValue.string(source)]]));
      const template = createChatTemplate(metadata, { bos: '<s>', eos: '</s>' });
      assert.equal(template.render(conversation), rendered[name]);
    });
  }

  it('are chosen by what only their family’s vocabulary has', () => {
    const choose = (...tokens: string[]): string => builtinTemplate(file(['a', ...tokens])).name;
    assert.equal(choose('<|start_header_id|>', '<|end_header_id|>', '<|eot_id|>'), 'llama3');
    assert.equal(choose('<|im_start|>', '<|im_end|>'), 'chatml');
    assert.equal(choose('<start_of_turn>', '<end_of_turn>'), 'gemma');
    assert.equal(choose('<|user|>', '<|assistant|>', '<|end|>', '<|system|>'), 'phi3');
    assert.equal(choose('<|user|>', '<|assistant|>', '<|system|>'), 'zephyr');
    assert.equal(choose('[INST]', '[/INST]'), 'mistral');
    assert.equal(choose('<|im_start|>'), 'plain');
  });

  it('are else chosen by the model’s name, and at last plain', () => {
    assert.equal(builtinTemplate(file([], 'Llama-2-7B-Chat')).name, 'llama2');
    assert.equal(builtinTemplate(file([], 'Mixtral 8x7B')).name, 'mistral');
    assert.equal(builtinTemplate(file([], 'TinyLlama 1.1B')).name, 'zephyr');
    assert.equal(builtinTemplate(file([], 'stories')).name, 'plain');
    assert.equal(builtinTemplate(new Metadata(new Map())).name, 'plain');
    // The vocabulary knows better than the name.
    assert.equal(builtinTemplate(file(['<|im_start|>', '<|im_end|>'], 'OpenHermes Mistral')).name, 'chatml');
  });
});
