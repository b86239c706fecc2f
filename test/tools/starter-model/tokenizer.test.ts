import assert from 'node:assert/strict';
import { chatEncoder } from '../../../src/engine/chatEncoder.ts';
import { Metadata } from '../../../src/gguf/metadata.ts';
import { createTokenizer, type Tokenizer } from '../../../src/tokenizer/index.ts';
import { ANSWER_BIT, encodeExample } from '../../../tools/starter-model/encodeExample.ts';
import type { Example } from '../../../tools/starter-model/example.ts';
import { strictWords } from '../../../tools/starter-model/tokenizer/strictWords.ts';
import {
  learnMerges,
  N_VOCAB,
  nameParts,
  specialTokens,
  vocabMetadata,
} from '../../../tools/starter-model/tokenizer/starterVocab.ts';
import { trainBpe } from '../../../tools/starter-model/tokenizer/trainBpe.ts';

const example: Example = {
  messages: [
    { role: 'system', content: 'Be brief.' },
    {
      role: 'user',
      content: 'Explain this:\n\n```ts\nfunction sumTotal(tax_rate) {\n  return tax_rate + 10;\n}\n```',
    },
    { role: 'assistant', content: '`sumTotal` takes `tax_rate` and returns `tax_rate` plus 10.' },
    { role: 'user', content: 'thanks' },
    { role: 'assistant', content: "You're welcome." },
  ],
};

describe('the tokenizer of the built-in model', () => {
  const merges = learnMerges(Array.from({ length: 60 }, () => example));
  const metadata = new Metadata(new Map(Object.entries(vocabMetadata(merges))));
  let tokenizer: Tokenizer;

  before(() => {
    tokenizer = createTokenizer(metadata);
  });

  it('learns the commonest pairs first', () => {
    assert.deepEqual(
      trainBpe(
        new Map([
          ['abab', 3],
          ['bc', 5],
        ]),
        3,
      ),
      [
        ['a', 'b'],
        ['b', 'c'],
        ['ab', 'ab'],
      ],
    );
    assert.deepEqual(trainBpe(new Map([['ab', 1]]), 3), [], 'what occurs once is not learnt');
  });

  it('learns no merge across the parts of a name, nor of a space and a name', () => {
    assert.deepEqual(strictWords('def parseHTMLTitle(tax_rate2):'), [
      'def',
      ' ',
      'parse',
      'HTML',
      'Title',
      '(',
      'tax',
      '_',
      'rate',
      '2',
      '):',
    ]);
    assert.ok(!merges.some(([left, right]) => left === 'Ġ' && right === 'tax'));
    assert.ok(merges.some(([left, right]) => left === 'Ġ' && right === 'returns'));
  });

  it('spells a name the same way wherever it stands', () => {
    const encode = (text: string): number[] =>
      tokenizer.encode(text, { addSpecial: false, parseSpecial: false });
    const name = encode('sumTotal');
    for (const [before, after] of [
      ['(', ')'],
      ['`', '`'],
      ['function ', '('],
      ['\n  ', ' ='],
    ] as const) {
      const around = encode(`${before}sumTotal${after}`).join();
      assert.ok(around.includes(name.join()), `${before}…${after}`);
    }
  });

  it('has room for its tokens, and gives any text back', () => {
    assert.ok(tokenizer.nVocab <= N_VOCAB);
    const text = 'naïve ☕ code\r\n\tif (x) { return "ß"; }  ';
    const ids = tokenizer.encode(text, { addSpecial: true, parseSpecial: true });
    assert.equal(tokenizer.decode(ids), text);
    assert.deepEqual(tokenizer.warnings, []);
  });

  it('ends generation at the end of a turn', () => {
    assert.ok(tokenizer.isEog(specialTokens.indexOf('<|im_end|>')));
    assert.ok(!tokenizer.isEog(specialTokens.indexOf('<|im_start|>')));
  });

  it('is trained on the tokens that the chat template gives', () => {
    const trained = encodeExample(tokenizer, example).map((token) => token & (ANSWER_BIT - 1));
    const { encode, warnings } = chatEncoder(metadata, tokenizer);
    assert.deepEqual(warnings, []);
    const asked = encode({ messages: example.messages.slice(0, -1) }).tokens;
    assert.deepEqual(trained.slice(0, asked.length), asked);
  });

  it('marks what the model says, to the token that ends it', () => {
    const said = encodeExample(tokenizer, example).filter((token) => token >= ANSWER_BIT);
    assert.equal(
      tokenizer.decode(
        said.map((token) => token & (ANSWER_BIT - 1)),
        true,
      ),
      "`sumTotal` takes `tax_rate` and returns `tax_rate` plus 10.<|im_end|>You're welcome.<|im_end|>",
    );
  });

  it('has parts that names can be made of', () => {
    const parts = nameParts(merges);
    assert.ok(parts.includes('sum'));
    assert.ok(parts.every((part) => /^[a-z]+$/.test(part)));
  });
});
