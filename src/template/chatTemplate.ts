import { LlmError } from '../base/errors.ts';
import type { GgufMetadata } from '../gguf/types.ts';
import type { ChatMessage, TemplateVariables } from '../protocol/engine.ts';
import { builtinTemplate } from './builtin.ts';
import { compileTemplate, type CompiledTemplate } from './jinja.ts';

/** What the vocabulary calls its first and last token; '' if it has none. */
export interface SpecialTexts {
  readonly bos: string;
  readonly eos: string;
}

/** Messages to the text that a model was trained on. */
export interface ChatTemplate {
  /** `file`, or the name of the built-in template that stands in for it. */
  readonly name: string;
  readonly warnings: readonly string[];
  /**
   * The conversation up to where the model's answer begins. Special tokens are spelled out in it. `more` are variables of
   * the template's own, such as `enable_thinking` or `tools`. Throws an LlmError `template` with the template's own
   * message if it refuses the conversation.
   */
  render(messages: readonly ChatMessage[], more?: TemplateVariables, now?: Date): string;
}

/**
 * The template of a GGUF file, else the built-in one of its family. Reads and tries the template, so it belongs under a
 * clock like `render` itself (see jinja.ts).
 *
 * @throws LlmError `template` if the file's template cannot be read.
 */
export function createChatTemplate(metadata: GgufMetadata, specials: SpecialTexts): ChatTemplate {
  const source = templateOfFile(metadata);
  if (source !== undefined) return fromSource('file', source, specials, []);
  const { name, source: builtin } = builtinTemplate(metadata);
  const warning = `The file has no chat template; the built-in one for ${name} models is used.`;
  return fromSource(name, builtin, specials, [warning]);
}

/**
 * `tokenizer.chat_template`, or of several that `tokenizer.chat_templates` names (for tools, for retrieval, …) the one
 * that looks most like a default.
 */
function templateOfFile(metadata: GgufMetadata): string | undefined {
  if (metadata.has('tokenizer.chat_template')) return metadata.str('tokenizer.chat_template');
  const names = metadata.strs('tokenizer.chat_templates', []);
  const name =
    names.find((name) => name === 'default') ?? names.find((name) => !/tool|rag/.test(name)) ?? names[0];
  return name === undefined ? undefined : metadata.str(`tokenizer.chat_template.${name}`);
}

function fromSource(
  name: string,
  source: string,
  specials: SpecialTexts,
  warnings: readonly string[],
): ChatTemplate {
  const template = compileTemplate(source);
  const shape = findShape(template, specials);
  return {
    name,
    warnings,
    render: (messages, more = {}, now) =>
      template.render(variables(shape.system ? messages : mergeSystem(messages), shape, specials, more), now),
  };
}

/** How a template wants its messages. */
interface Shape {
  /** It takes system messages. */
  readonly system: boolean;
  /** It takes content as a list of parts, `[{ type: 'text', text }]`, and not as a text. */
  readonly parts: boolean;
}

const shapes: readonly Shape[] = [
  { system: true, parts: false },
  { system: true, parts: true },
  { system: false, parts: false },
  { system: false, parts: true },
];

const PROBE_SYSTEM = 'Probe-of-the-system-message';
const PROBE_USER = 'Probe-of-the-user-message';

/**
 * Templates do not say what they can express: some raise an exception for a system message (Gemma), some leave it out,
 * some want content in parts. So a little conversation is rendered in each shape, as llama.cpp (minja) does, and the
 * first is taken in which all its texts come out. If none does, the template's own error will tell why.
 */
function findShape(template: CompiledTemplate, specials: SpecialTexts): Shape {
  const carries = (shape: Shape): boolean => {
    const probe: ChatMessage[] = [{ role: 'user', content: PROBE_USER }];
    if (shape.system) probe.unshift({ role: 'system', content: PROBE_SYSTEM });
    try {
      const text = template.render(variables(probe, shape, specials));
      return probe.every(({ content }) => text.includes(content));
    } catch (error) {
      if (error instanceof LlmError) return false;
      throw error;
    }
  };
  return shapes.find(carries) ?? shapes[0]!;
}

/** What the transformers library gives to a template. */
function variables(
  messages: readonly ChatMessage[],
  shape: Shape,
  specials: SpecialTexts,
  more: TemplateVariables = {},
): Readonly<Record<string, unknown>> {
  return {
    tools: null,
    documents: null,
    ...more,
    messages: messages.map(({ role, content }) => ({
      role,
      content: shape.parts ? [{ type: 'text', text: content }] : content,
    })),
    bos_token: specials.bos,
    eos_token: specials.eos,
    add_generation_prompt: true,
  };
}

/** For templates that know no system role: what the system says is said at the start of the next user message. */
function mergeSystem(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const merged: ChatMessage[] = [];
  let pending: string[] = [];
  for (const message of messages) {
    if (message.role === 'system') {
      pending.push(message.content);
    } else if (message.role === 'user') {
      merged.push({ role: 'user', content: [...pending, message.content].join('\n\n') });
      pending = [];
    } else {
      merged.push(message);
    }
  }
  if (pending.length > 0) merged.push({ role: 'user', content: pending.join('\n\n') });
  return merged;
}

/** What of a tokenizer decides about doubled special tokens. */
export interface SpecialAdding extends SpecialTexts {
  readonly addBos: boolean;
  readonly addEos: boolean;
}

/**
 * A rendered prompt without the BOS and EOS that the tokenizer will add: many templates write `bos_token` themselves,
 * and two of them confuse a model. Like llama.cpp (common_chat_templates_apply), it is the text's that goes. The result
 * is for `encode` with `addSpecial` and `parseSpecial`.
 */
export function withoutDoubledSpecials(text: string, { bos, eos, addBos, addEos }: SpecialAdding): string {
  const start = addBos && bos !== '' && text.startsWith(bos) ? bos.length : 0;
  const end = addEos && eos !== '' && text.endsWith(eos) ? text.length - eos.length : text.length;
  return text.slice(start, Math.max(start, end));
}
