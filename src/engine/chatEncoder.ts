import { LlmError } from '../base/errors.ts';
import type { TokenId } from '../base/types.ts';
import type { GgufMetadata } from '../gguf/types.ts';
import type { ChatInput, ChatMessage } from '../protocol/engine.ts';
import { createChatTemplate, type ChatTemplate, withoutDoubledSpecials } from '../template/chatTemplate.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { runBounded } from './bounded.ts';

/** A template comes with the file and is a program: real ones take some milliseconds. */
const TEMPLATE_MS = 500;

/** Conversations to tokens. */
export interface ChatEncoder {
  /** `file`, or the name of the built-in template that stands in. */
  readonly name: string;
  readonly warnings: readonly string[];
  /** Why the file's template is of no use; `encode` throws it, and all that needs no template works. */
  readonly problem: LlmError | undefined;
  /** What the model is to read, up to where its answer begins. Throws LlmError `template`. */
  readonly encode: (conversation: ChatInput) => EncodedChat;
}

export interface EncodedChat {
  /** The template's text; the tokenizer adds no second BOS to one that begins with it. */
  readonly prompt: string;
  readonly tokens: TokenId[];
}

/**
 * What was asked, and the answer to it that has begun. As in llama.cpp's server, that answer's text follows the rendered
 * prompt as it is: a template would trim it, take its thoughts out and end its turn. Throws LlmError `request`.
 */
export function splitFinal(messages: readonly ChatMessage[]): {
  readonly asked: readonly ChatMessage[];
  readonly begun: string;
} {
  const last = messages.at(-1);
  if (last?.role === 'assistant') return { asked: messages.slice(0, -1), begun: last.content };
  throw new LlmError(
    'request',
    `continueFinal: expected the last message to be the assistant's, found ${last?.role ?? 'none'}`,
  );
}

export function chatEncoder(metadata: GgufMetadata, tokenizer: Tokenizer): ChatEncoder {
  const { addBos, addEos } = tokenizer;
  const bos = tokenizer.bos === undefined ? '' : tokenizer.tokenText(tokenizer.bos);
  const eos = tokenizer.eos === undefined ? '' : tokenizer.tokenText(tokenizer.eos);
  const bounded = <T>(run: () => T): T => runBounded('the chat template', TEMPLATE_MS, run);

  let template: ChatTemplate;
  try {
    template = bounded(() => createChatTemplate(metadata, { bos, eos }));
  } catch (error) {
    if (!(error instanceof LlmError)) throw error;
    return {
      name: 'file',
      warnings: [error.message],
      problem: error,
      encode: () => {
        throw error;
      },
    };
  }
  return {
    name: template.name,
    warnings: template.warnings,
    problem: undefined,
    encode: ({ messages, templateVariables, continueFinal = false }) => {
      const { asked, begun } = continueFinal ? splitFinal(messages) : { asked: messages, begun: '' };
      const prompt = bounded(() => template.render(asked, templateVariables)) + begun;
      // As llama.cpp: the whole text is read with its control tokens, since the template writes the turns' marks as
      // text. So a message that spells out such a mark gives that mark; nothing tells the two apart any more.
      const text = withoutDoubledSpecials(prompt, { bos, eos, addBos, addEos });
      return { prompt, tokens: tokenizer.encode(text, { addSpecial: true, parseSpecial: true }) };
    },
  };
}
