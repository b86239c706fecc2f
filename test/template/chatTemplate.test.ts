import assert from 'node:assert/strict';
import { LlmError } from '../../src/base/errors.ts';
import { Metadata } from '../../src/gguf/metadata.ts';
import { ggufValue, type GgufEntries } from '../../src/gguf/writer.ts';
import type { ChatMessage } from '../../src/protocol/engine.ts';
import {
  type ChatTemplate,
  createChatTemplate,
  withoutDoubledSpecials,
} from '../../src/template/chatTemplate.ts';

function fromFile(entries: GgufEntries, specials = { bos: '<s>', eos: '</s>' }): ChatTemplate {
  return createChatTemplate(new Metadata(new Map(Object.entries(entries))), specials);
}

function template(source: string): ChatTemplate {
  return fromFile({ 'tokenizer.chat_template': ggufValue.string(source) });
}

const user: readonly ChatMessage[] = [{ role: 'user', content: 'Hi' }];
const conversation: readonly ChatMessage[] = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'One?' },
  { role: 'assistant', content: 'Two.' },
  { role: 'user', content: 'Three?' },
];
const jinja = String.raw;

/** Written after the templates of well-known models: what they do, and in the ways in which they do it. */
const shapes: readonly { readonly name: string; readonly source: string; readonly rendered: string }[] = [
  {
    name: 'ChatML on one line',
    source: jinja`{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}`,
    rendered:
      '<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nOne?<|im_end|>\n' +
      '<|im_start|>assistant\nTwo.<|im_end|>\n<|im_start|>user\nThree?<|im_end|>\n<|im_start|>assistant\n',
  },
  {
    name: 'Qwen2.5: tools, a default system message, calls',
    source: jinja`
{%- if tools %}
    {{- '<|im_start|>system\n# Tools' }}
    {%- for tool in tools %}{{- tool | tojson }}{%- endfor %}
{%- else %}
    {%- if messages[0]['role'] == 'system' %}
        {{- '<|im_start|>system\n' + messages[0]['content'] + '<|im_end|>\n' }}
    {%- else %}
        {{- '<|im_start|>system\nYou are helpful.<|im_end|>\n' }}
    {%- endif %}
{%- endif %}
{%- for message in messages %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) or (message.role == "assistant" and not message.tool_calls) %}
        {{- '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>' + '\n' }}
    {%- elif message.role == "assistant" %}
        {{- raise_exception('no calls here') }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\n' }}
{%- endif %}
`,
    rendered:
      '<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nOne?<|im_end|>\n' +
      '<|im_start|>assistant\nTwo.<|im_end|>\n<|im_start|>user\nThree?<|im_end|>\n<|im_start|>assistant\n',
  },
  {
    name: 'Llama 3: set, trim, BOS with the first message',
    source: jinja`{% set loop_messages = messages %}{% for message in loop_messages %}{% set content = '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n' + message['content'] | trim + '<|eot_id|>' %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}`,
    rendered:
      '<s><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>' +
      '<|start_header_id|>user<|end_header_id|>\n\nOne?<|eot_id|>' +
      '<|start_header_id|>assistant<|end_header_id|>\n\nTwo.<|eot_id|>' +
      '<|start_header_id|>user<|end_header_id|>\n\nThree?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n',
  },
  {
    name: 'Llama 3.2: a date, slices, tests for what is defined',
    source: jinja`
{{- bos_token }}
{%- if not date_string is defined %}
    {%- if strftime_now is defined %}
        {%- set date_string = strftime_now("%d %b %Y") %}
    {%- else %}
        {%- set date_string = "26 Jul 2024" %}
    {%- endif %}
{%- endif %}
{%- if messages[0]['role'] == 'system' %}
    {%- set system_message = messages[0]['content']|trim %}
    {%- set messages = messages[1:] %}
{%- else %}
    {%- set system_message = "" %}
{%- endif %}
{{- "<|start_header_id|>system<|end_header_id|>\n\n" }}
{%- if tools is not none %}
    {{- "Environment: ipython\n" }}
{%- endif %}
{{- "Today Date: " + date_string + "\n\n" + system_message + "<|eot_id|>" }}
{%- for message in messages %}
    {%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) %}
        {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n' + message['content'] | trim + '<|eot_id|>' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|start_header_id|>assistant<|end_header_id|>\n\n' }}
{%- endif %}
`,
    rendered:
      '<s><|start_header_id|>system<|end_header_id|>\n\nToday Date: 04 Jul 2024\n\nBe brief.<|eot_id|>' +
      '<|start_header_id|>user<|end_header_id|>\n\nOne?<|eot_id|>' +
      '<|start_header_id|>assistant<|end_header_id|>\n\nTwo.<|eot_id|>' +
      '<|start_header_id|>user<|end_header_id|>\n\nThree?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n',
  },
  {
    name: 'Llama 2: the system message inside of the first instruction',
    source: jinja`{% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}{% set system_message = messages[0]['content'] %}{% else %}{% set loop_messages = messages %}{% set system_message = false %}{% endif %}{% for message in loop_messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}{% if loop.index0 == 0 and system_message != false %}{% set content = '<<SYS>>\n' + system_message + '\n<</SYS>>\n\n' + message['content'] %}{% else %}{% set content = message['content'] %}{% endif %}{% if message['role'] == 'user' %}{{ bos_token + '[INST] ' + content.strip() + ' [/INST]' }}{% elif message['role'] == 'assistant' %}{{ ' '  + content.strip() + ' ' + eos_token }}{% endif %}{% endfor %}`,
    rendered: '<s>[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nOne? [/INST] Two. </s><s>[INST] Three? [/INST]',
  },
  {
    name: 'Mistral: the system message is for the last instruction',
    source: jinja`
{%- if messages[0]["role"] == "system" %}
    {%- set system_message = messages[0]["content"] %}
    {%- set loop_messages = messages[1:] %}
{%- else %}
    {%- set loop_messages = messages %}
{%- endif %}
{%- set ns = namespace() %}
{%- set ns.index = 0 %}
{%- for message in loop_messages %}
    {%- if (message["role"] == "user") != (ns.index % 2 == 0) %}
        {{- raise_exception("After the optional system message, conversation roles must alternate") }}
    {%- endif %}
    {%- set ns.index = ns.index + 1 %}
{%- endfor %}
{{- bos_token }}
{%- for message in loop_messages %}
    {%- if message["role"] == "user" %}
        {%- if loop.last and system_message is defined %}
            {{- "[INST] " + system_message + "\n\n" + message["content"] + "[/INST]" }}
        {%- else %}
            {{- "[INST] " + message["content"] + "[/INST]" }}
        {%- endif %}
    {%- else %}
        {{- " " + message["content"]|trim + eos_token }}
    {%- endif %}
{%- endfor %}
`,
    rendered: '<s>[INST] One?[/INST] Two.</s>[INST] Be brief.\n\nThree?[/INST]',
  },
  {
    name: 'Gemma: no system role, so what it says is merged into the first user message',
    source: jinja`{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}{% if (message['role'] == 'assistant') %}{% set role = 'model' %}{% else %}{% set role = message['role'] %}{% endif %}{{ '<start_of_turn>' + role + '\n' + message['content'] | trim + '<end_of_turn>\n' }}{% endfor %}{% if add_generation_prompt %}{{'<start_of_turn>model\n'}}{% endif %}`,
    rendered:
      '<s><start_of_turn>user\nBe brief.\n\nOne?<end_of_turn>\n<start_of_turn>model\nTwo.<end_of_turn>\n' +
      '<start_of_turn>user\nThree?<end_of_turn>\n<start_of_turn>model\n',
  },
  {
    name: 'Phi-3: a tag for each role',
    source: jinja`{% for message in messages %}{% if message['role'] == 'system' %}{{'<|system|>\n' + message['content'] + '<|end|>\n'}}{% elif message['role'] == 'user' %}{{'<|user|>\n' + message['content'] + '<|end|>\n'}}{% elif message['role'] == 'assistant' %}{{'<|assistant|>\n' + message['content'] + '<|end|>\n'}}{% endif %}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>\n' }}{% else %}{{ eos_token }}{% endif %}`,
    rendered:
      '<|system|>\nBe brief.<|end|>\n<|user|>\nOne?<|end|>\n<|assistant|>\nTwo.<|end|>\n<|user|>\nThree?<|end|>\n<|assistant|>\n',
  },
  {
    name: 'Zephyr: newlines of the template itself',
    source: jinja`{% for message in messages %}
{% if message['role'] == 'user' %}
{{ '<|user|>
' + message['content'] + eos_token }}
{% elif message['role'] == 'system' %}
{{ '<|system|>
' + message['content'] + eos_token }}
{% elif message['role'] == 'assistant' %}
{{ '<|assistant|>
'  + message['content'] + eos_token }}
{% endif %}
{% if loop.last and add_generation_prompt %}
{{ '<|assistant|>' }}
{% endif %}
{% endfor %}`,
    rendered:
      '<|system|>\nBe brief.</s>\n<|user|>\nOne?</s>\n<|assistant|>\nTwo.</s>\n<|user|>\nThree?</s>\n<|assistant|>\n',
  },
  {
    name: 'content in parts, as models that also see want it',
    source: jinja`{% for message in messages %}{{ message.role | upper }}:{% for part in message.content %}{% if part.type == 'text' %}{{ part.text }}{% endif %}{% endfor %};{% endfor %}`,
    rendered: 'SYSTEM:Be brief.;USER:One?;ASSISTANT:Two.;USER:Three?;',
  },
  {
    name: 'a system message that is left out without a word',
    source: jinja`{% for m in messages %}{% if m.role == 'user' %}Q: {{ m.content }}{% elif m.role == 'assistant' %}A: {{ m.content }}{% endif %};{% endfor %}`,
    rendered: 'Q: Be brief.\n\nOne?;A: Two.;Q: Three?;',
  },
];

describe('chat templates', () => {
  for (const { name, source, rendered } of shapes) {
    it(name, () => {
      assert.equal(template(source).render(conversation, {}, new Date(2024, 6, 4)), rendered);
    });
  }

  it('hands over variables of the template’s own, but lets none stand in for the conversation', () => {
    const source =
      "{% if tools %}{{ tools | length }} {% endif %}{{ thinking | default('?') }} {{ messages[0].content }}";
    assert.equal(template(source).render(user), '? Hi');
    const more = { thinking: 'deep', tools: [{}, {}], messages: [] };
    assert.equal(template(source).render(user, more), '2 deep Hi');
  });

  it('are the file’s own', () => {
    const own = template('{{ bos_token }}{{ messages[0].content }}{{ eos_token }}');
    assert.deepEqual([own.name, own.warnings, own.render(user)], ['file', [], '<s>Hi</s>']);
  });

  it('see no special token where the vocabulary has none', () => {
    const source = ggufValue.string('[{{ bos_token }}{{ eos_token }}]{{ messages[0].content }}');
    assert.equal(fromFile({ 'tokenizer.chat_template': source }, { bos: '', eos: '' }).render(user), '[]Hi');
  });

  it('may be several, of which the default is taken', () => {
    const several = (...names: string[]): GgufEntries => ({
      'tokenizer.chat_templates': ggufValue.strings(names),
      ...Object.fromEntries(
        names.map((name) => [
          `tokenizer.chat_template.${name}`,
          ggufValue.string(`${name}: {{ messages[0].content }}`),
        ]),
      ),
    });
    assert.equal(fromFile(several('tool_use', 'default')).render(user), 'default: Hi');
    assert.equal(fromFile(several('rag', 'tool_use', 'chat')).render(user), 'chat: Hi');
    assert.equal(fromFile(several('tool_use')).render(user), 'tool_use: Hi');
    const main = { 'tokenizer.chat_template': ggufValue.string('main: {{ messages[0].content }}') };
    assert.equal(fromFile({ ...several('default'), ...main }).render(user), 'main: Hi');
  });

  it('are built in where the file has none, and say so', () => {
    const tokens = ggufValue.strings(['<|im_start|>', '<|im_end|>']);
    const builtin = fromFile({ 'tokenizer.ggml.tokens': tokens });
    assert.equal(builtin.name, 'chatml');
    assert.match(builtin.warnings.join(), /no chat template; the built-in one for chatml/);
    assert.equal(builtin.render(user), '<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n');
  });

  it('put a system message that no user’s message follows in one of its own', () => {
    const gemma = template(shapes.find(({ name }) => name.startsWith('Gemma'))!.source);
    const rendered = gemma.render([{ role: 'system', content: 'Say something.' }]);
    assert.equal(rendered, '<s><start_of_turn>user\nSay something.<end_of_turn>\n<start_of_turn>model\n');
  });

  it('fail with their own words', () => {
    const llama2 = template(shapes.find(({ name }) => name.startsWith('Llama 2'))!.source);
    assert.throws(
      () => llama2.render([...user, ...user]),
      (error) =>
        error instanceof LlmError &&
        error.code === 'template' &&
        error.message.includes('says: Conversation roles must alternate'),
    );
    assert.throws(
      () => template('{{ raise_exception("never") }}').render(user),
      (error) => error instanceof LlmError && error.message.includes('says: never'),
    );
    assert.throws(
      () => template('{% for %}'),
      (error) =>
        error instanceof LlmError && error.code === 'template' && error.message.includes('cannot be read'),
    );
  });

  it('see names of JavaScript in messages as plain text', () => {
    const content = '{{ 1 + 1 }} __proto__ {% raw %}';
    assert.equal(template('{{ messages[0].content }}').render([{ role: 'user', content }]), content);
  });
});

describe('BOS and EOS that the tokenizer adds', () => {
  const specials = { bos: '<s>', eos: '</s>', addBos: true, addEos: true };

  it('are taken from the rendered text', () => {
    assert.equal(withoutDoubledSpecials('<s>Hi</s>', specials), 'Hi');
    assert.equal(withoutDoubledSpecials('<s><s>Hi', specials), '<s>Hi');
    assert.equal(withoutDoubledSpecials(' <s>Hi', specials), ' <s>Hi');
  });

  it('stay if the tokenizer adds none', () => {
    assert.equal(withoutDoubledSpecials('<s>Hi</s>', { ...specials, addBos: false }), '<s>Hi');
    assert.equal(withoutDoubledSpecials('<s>Hi</s>', { ...specials, addEos: false }), 'Hi</s>');
    assert.equal(withoutDoubledSpecials('Hi', { ...specials, bos: '', eos: '' }), 'Hi');
  });

  it('are taken once where the text is nothing else', () => {
    const same = { ...specials, bos: '<|endoftext|>', eos: '<|endoftext|>' };
    assert.equal(withoutDoubledSpecials('<|endoftext|>', same), '');
  });
});
