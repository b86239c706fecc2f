import assert from 'node:assert/strict';
import { LlmError } from '../../src/base/errors.ts';
import { chatEncoder } from '../../src/engine/chatEncoder.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import { ggufValue, writeGguf } from '../../src/gguf/writer.ts';
import type { ChatInput } from '../../src/protocol/engine.ts';
import { createTokenizer, type Tokenizer } from '../../src/tokenizer/index.ts';
import { MemorySource } from '../support/memorySource.ts';
import { tinyVocab } from '../support/tinyVocab.ts';

const MARK = '<|mark|>';

async function encoderOf(template: string): Promise<{
  encoder: ReturnType<typeof chatEncoder>;
  tokenizer: Tokenizer;
}> {
  const bytes = writeGguf({
    metadata: {
      ...tinyVocab({ kind: 'bpe', control: [MARK] }).metadata,
      'tokenizer.chat_template': ggufValue.string(template),
    },
    tensors: [],
  });
  const { metadata } = await parseGguf(new MemorySource(bytes));
  const tokenizer = createTokenizer(metadata);
  return { encoder: chatEncoder(metadata, tokenizer), tokenizer };
}

const user = (content: string): ChatInput => ({ messages: [{ role: 'user', content }] });

describe('engine/chatEncoder', () => {
  it('encodes what the template writes, marks as control tokens, BOS once', async () => {
    const { encoder, tokenizer } = await encoderOf(
      `{{ bos_token }}{% for m in messages %}${MARK}{{ m.content }}{% endfor %}${MARK}`,
    );
    const { prompt, tokens } = encoder.encode(user('the dog'));
    const mark = tokenizer.encode(MARK, { addSpecial: false, parseSpecial: true });
    assert.equal(mark.length, 1);
    const text = tokenizer.encode('the dog', { addSpecial: false, parseSpecial: false });
    assert.deepEqual(tokens, [tokenizer.bos, ...mark, ...text, ...mark]);
    assert.equal(prompt, `<|begin_of_text|>${MARK}the dog${MARK}`);
    assert.deepEqual([encoder.name, encoder.warnings, encoder.problem], ['file', [], undefined]);
  });

  it('adds the BOS that the template leaves out', async () => {
    const { encoder, tokenizer } = await encoderOf('{% for m in messages %}{{ m.content }}{% endfor %}');
    assert.equal(encoder.encode(user('the dog')).tokens[0], tokenizer.bos);
  });

  it('reads a mark that a message spells out as llama.cpp does: as the mark', async () => {
    const { encoder, tokenizer } = await encoderOf('{% for m in messages %}{{ m.content }}{% endfor %}');
    const [mark] = tokenizer.encode(MARK, { addSpecial: false, parseSpecial: true });
    assert.ok(encoder.encode(user(`the ${MARK} dog`)).tokens.includes(mark!));
  });

  it('hands over the template’s own variables', async () => {
    const { encoder } = await encoderOf('{{ messages[0].content }}{{ thinking }}');
    const { prompt } = encoder.encode({ ...user('the dog'), templateVariables: { thinking: ' thinks' } });
    assert.equal(prompt, 'the dog thinks');
  });

  it('keeps an unreadable template for when it is asked for', async () => {
    const { encoder } = await encoderOf('{% for m in messages %}{{ m.content');
    const { problem } = encoder;
    assert.ok(problem instanceof LlmError && problem.code === 'template');
    assert.deepEqual(encoder.warnings, [problem.message]);
    assert.throws(
      () => encoder.encode(user('hi')),
      (error) => error === problem,
    );
  });
});
