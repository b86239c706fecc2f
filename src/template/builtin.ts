import type { GgufMetadata } from '../gguf/types.ts';

/** A template for files that have none. */
export interface BuiltinTemplate {
  readonly name: string;
  /** Jinja, as a file would have it. */
  readonly source: string;
}

/** A family of models, told by tokens that only it has, all of them, or else by a word in the model's name. */
interface Family extends BuiltinTemplate {
  readonly tokens?: readonly string[];
  readonly words?: readonly string[];
}

const jinja = String.raw;

/** In order of precedence; the last one takes whatever is left. */
const families: readonly Family[] = [
  {
    name: 'llama3',
    tokens: ['<|start_header_id|>', '<|end_header_id|>', '<|eot_id|>'],
    source: jinja`
      {{- bos_token }}
      {%- for m in messages %}
        {{- '<|start_header_id|>' + m.role + '<|end_header_id|>\n\n' + m.content | trim + '<|eot_id|>' }}
      {%- endfor %}
      {{- '<|start_header_id|>assistant<|end_header_id|>\n\n' }}`,
  },
  {
    name: 'llama4',
    tokens: ['<|header_start|>', '<|header_end|>', '<|eot|>'],
    source: jinja`
      {{- bos_token }}
      {%- for m in messages %}
        {{- '<|header_start|>' + m.role + '<|header_end|>\n\n' + m.content | trim + '<|eot|>' }}
      {%- endfor %}
      {{- '<|header_start|>assistant<|header_end|>\n\n' }}`,
  },
  {
    name: 'chatml',
    tokens: ['<|im_start|>', '<|im_end|>'],
    source: jinja`
      {%- for m in messages %}
        {{- '<|im_start|>' + m.role + '\n' + m.content + '<|im_end|>\n' }}
      {%- endfor %}
      {{- '<|im_start|>assistant\n' }}`,
  },
  {
    name: 'gemma',
    tokens: ['<start_of_turn>', '<end_of_turn>'],
    source: jinja`
      {{- bos_token }}
      {%- set ns = namespace(system='') %}
      {%- for m in messages %}
        {%- if m.role == 'system' %}
          {%- set ns.system = ns.system + m.content | trim + '\n\n' %}
        {%- else %}
          {%- set role = 'model' if m.role == 'assistant' else 'user' %}
          {{- '<start_of_turn>' + role + '\n' + ns.system + m.content | trim + '<end_of_turn>\n' }}
          {%- set ns.system = '' %}
        {%- endif %}
      {%- endfor %}
      {{- '<start_of_turn>model\n' }}`,
  },
  {
    name: 'phi3',
    tokens: ['<|user|>', '<|assistant|>', '<|end|>'],
    source: jinja`
      {%- for m in messages %}
        {{- '<|' + m.role + '|>\n' + m.content + '<|end|>\n' }}
      {%- endfor %}
      {{- '<|assistant|>\n' }}`,
  },
  {
    name: 'deepseek',
    tokens: ['<｜User｜>', '<｜Assistant｜>'],
    source: jinja`
      {{- bos_token }}
      {%- for m in messages %}
        {%- if m.role == 'user' %}{{- '<｜User｜>' + m.content }}
        {%- elif m.role == 'assistant' %}{{- '<｜Assistant｜>' + m.content + eos_token }}
        {%- else %}{{- m.content }}
        {%- endif %}
      {%- endfor %}
      {{- '<｜Assistant｜>' }}`,
  },
  {
    name: 'deepseek-coder',
    tokens: ['<｜begin▁of▁sentence｜>', '<|EOT|>'],
    source: jinja`
      {{- bos_token }}
      {%- for m in messages %}
        {%- if m.role == 'user' %}{{- '### Instruction:\n' + m.content + '\n' }}
        {%- elif m.role == 'assistant' %}{{- '### Response:\n' + m.content + '\n<|EOT|>\n' }}
        {%- else %}{{- m.content }}
        {%- endif %}
      {%- endfor %}
      {{- '### Response:\n' }}`,
  },
  {
    name: 'granite',
    tokens: ['<|start_of_role|>', '<|end_of_role|>'],
    source: jinja`
      {%- for m in messages %}
        {{- '<|start_of_role|>' + m.role + '<|end_of_role|>' + m.content + '<|end_of_text|>\n' }}
      {%- endfor %}
      {{- '<|start_of_role|>assistant<|end_of_role|>' }}`,
  },
  {
    name: 'command-r',
    tokens: ['<|START_OF_TURN_TOKEN|>', '<|END_OF_TURN_TOKEN|>'],
    source: jinja`
      {{- bos_token }}
      {%- set roles = {'system': 'SYSTEM', 'user': 'USER', 'assistant': 'CHATBOT'} %}
      {%- for m in messages %}
        {{- '<|START_OF_TURN_TOKEN|><|' + roles[m.role] + '_TOKEN|>' + m.content | trim + '<|END_OF_TURN_TOKEN|>' }}
      {%- endfor %}
      {{- '<|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>' }}`,
  },
  {
    name: 'zephyr',
    tokens: ['<|system|>', '<|user|>', '<|assistant|>'],
    words: ['zephyr', 'tinyllama'],
    source: jinja`
      {%- for m in messages %}
        {{- '<|' + m.role + '|>\n' + m.content + eos_token + '\n' }}
      {%- endfor %}
      {{- '<|assistant|>\n' }}`,
  },
  {
    name: 'mistral',
    tokens: ['[INST]', '[/INST]'],
    words: ['mistral', 'mixtral'],
    source: jinja`
      {{- bos_token }}
      {%- set ns = namespace(system='') %}
      {%- for m in messages %}
        {%- if m.role == 'system' %}
          {%- set ns.system = ns.system + m.content + '\n\n' %}
        {%- elif m.role == 'user' %}
          {{- '[INST] ' + ns.system + m.content + ' [/INST]' }}
          {%- set ns.system = '' %}
        {%- else %}
          {{- ' ' + m.content | trim + eos_token }}
        {%- endif %}
      {%- endfor %}`,
  },
  {
    name: 'llama2',
    words: ['llama-2', 'llama 2', 'llama2', 'llama v2', 'codellama'],
    source: jinja`
      {%- set ns = namespace(system='') %}
      {%- for m in messages %}
        {%- if m.role == 'system' %}
          {%- set ns.system = '<<SYS>>\n' + m.content + '\n<</SYS>>\n\n' %}
        {%- elif m.role == 'user' %}
          {{- bos_token + '[INST] ' + ns.system + m.content | trim + ' [/INST]' }}
          {%- set ns.system = '' %}
        {%- else %}
          {{- ' ' + m.content | trim + ' ' + eos_token }}
        {%- endif %}
      {%- endfor %}`,
  },
  {
    name: 'alpaca',
    words: ['alpaca', 'wizardcoder'],
    source: jinja`
      {%- for m in messages %}
        {%- if m.role == 'user' %}{{- '### Instruction:\n' + m.content + '\n\n' }}
        {%- elif m.role == 'assistant' %}{{- '### Response:\n' + m.content + eos_token + '\n\n' }}
        {%- else %}{{- m.content + '\n\n' }}
        {%- endif %}
      {%- endfor %}
      {{- '### Response:\n' }}`,
  },
  {
    name: 'vicuna',
    words: ['vicuna', 'wizardlm'],
    source: jinja`
      {%- for m in messages %}
        {%- if m.role == 'user' %}{{- 'USER: ' + m.content + '\n' }}
        {%- elif m.role == 'assistant' %}{{- 'ASSISTANT: ' + m.content + eos_token + '\n' }}
        {%- else %}{{- m.content + '\n\n' }}
        {%- endif %}
      {%- endfor %}
      {{- 'ASSISTANT:' }}`,
  },
  {
    // Models without a chat format at all, too, continue such a transcript sensibly.
    name: 'plain',
    source: jinja`
      {%- for m in messages %}
        {%- if m.role == 'user' %}{{- 'User: ' + m.content + '\n\n' }}
        {%- elif m.role == 'assistant' %}{{- 'Assistant: ' + m.content + '\n\n' }}
        {%- else %}{{- m.content + '\n\n' }}
        {%- endif %}
      {%- endfor %}
      {{- 'Assistant:' }}`,
  },
];

export const builtinTemplates: readonly BuiltinTemplate[] = families;

/** The template of the family that the file's vocabulary, else its name, points to; else `plain`. */
export function builtinTemplate(metadata: GgufMetadata): BuiltinTemplate {
  const vocabulary = new Set(metadata.strs('tokenizer.ggml.tokens', []));
  const name =
    `${metadata.str('general.name', '')} ${metadata.str('general.architecture', '')}`.toLowerCase();
  return (
    families.find(({ tokens }) => tokens?.every((token) => vocabulary.has(token))) ??
    families.find(({ words }) => words?.some((word) => name.includes(word))) ??
    families.at(-1)!
  );
}
