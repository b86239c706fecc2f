import type { TokenId } from '../../src/base/types.ts';
import type { Tokenizer } from '../../src/tokenizer/index.ts';
import type { Example } from './example.ts';

/** Of a token: it is part of an answer. train.py knows it too. */
export const ANSWER_BIT = 0x8000;

/** As the chat template has it, token for token; the model's own words and the token that ends them are marked. */
export function encodeExample(tokenizer: Tokenizer, { messages }: Example): TokenId[] {
  const special = (text: string): TokenId[] =>
    tokenizer.encode(text, { addSpecial: false, parseSpecial: true });
  const end = special('<|im_end|>');
  return messages.flatMap(({ role, content }) => {
    const said = [...tokenizer.encode(content, { addSpecial: false, parseSpecial: false }), ...end];
    return [
      ...special(`<|im_start|>${role}\n`),
      ...(role === 'assistant' ? said.map((token) => token | ANSWER_BIT) : said),
      ...special('\n'),
    ];
  });
}
