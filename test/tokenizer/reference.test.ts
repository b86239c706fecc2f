import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseGguf } from '../../src/gguf/parse.ts';
import { createDetokenizer, createTokenizer, type Tokenizer } from '../../src/tokenizer/index.ts';
import { describeReference, readJson } from '../reference/reference.ts';
import { MemorySource } from '../support/memorySource.ts';

/** `expected/tok/NAME.json`; texts are UTF-8 in hexadecimal. */
interface Expected {
  readonly n_vocab: number;
  readonly bos: number;
  readonly eos: number;
  readonly add_bos: number;
  readonly cases: readonly {
    readonly text_utf8hex: string;
    /** Ids without BOS and EOS, and with; with special tokens read in the text (`_parse`), and without. */
    readonly nospecial: readonly number[];
    readonly special: readonly number[];
    readonly nospecial_parse: readonly number[];
    readonly special_parse: readonly number[];
    /** Text of `nospecial`, and of `nospecial_parse` with special tokens shown. */
    readonly detok_utf8hex: string;
    readonly detok_parse_utf8hex: string;
  }[];
}

const vocabularies = [
  'llama-spm',
  'llama-bpe',
  'qwen2',
  'gpt-2',
  'deepseek-llm',
  'deepseek-coder',
  'starcoder',
];

const text = (hex: string): string => Buffer.from(hex, 'hex').toString();

function open(file: string): () => Promise<Tokenizer> {
  let tokenizer: Promise<Tokenizer> | undefined;
  return () =>
    (tokenizer ??= parseGguf(new MemorySource(readFileSync(file))).then(({ metadata }) =>
      createTokenizer(metadata),
    ));
}

describeReference('tokenizers against llama.cpp', (dir) => {
  for (const name of vocabularies) {
    describe(name, () => {
      const file = path.join(dir, 'vocab', `ggml-vocab-${name}.gguf`);
      const tokenizer = open(file);

      it('encodes llama.cpp’s own test cases', async () => {
        const inputs = readFileSync(`${file}.inp`, 'utf8').split('\n__ggml_vocab_test__\n');
        const outputs = readFileSync(`${file}.out`, 'utf8').split('\n');
        const encode = encoderOf(await tokenizer());
        inputs.forEach((input, i) => {
          const expected = outputs[i]!.split(' ').filter(Boolean).map(Number);
          assert.deepEqual(encode(input, false, false), expected, JSON.stringify(input));
        });
        assert.ok(inputs.length >= 40, `${inputs.length} cases`);
      });

      compareCases(tokenizer, readJson(dir, 'expected', 'tok', `${name}.json`) as Expected);
    });
  }

  describe('stories260K', () => {
    compareCases(
      open(path.join(dir, 'models', 'stories260K-f32.gguf')),
      readJson(dir, 'expected', 'tok', 'stories260K.json') as Expected,
    );
  });
});

type Encode = (text: string, addSpecial: boolean, parseSpecial: boolean) => number[];

function encoderOf(tokenizer: Tokenizer): Encode {
  return (text, addSpecial, parseSpecial) => tokenizer.encode(text, { addSpecial, parseSpecial });
}

function compareCases(open: () => Promise<Tokenizer>, expected: Expected): void {
  it('has the same special tokens', async () => {
    const { nVocab, bos, eos, addBos } = await open();
    assert.deepEqual(
      [nVocab, bos, eos, Number(addBos)],
      [expected.n_vocab, expected.bos, expected.eos, expected.add_bos],
    );
  });

  it(`encodes ${expected.cases.length} texts in four ways`, async () => {
    const encode = encoderOf(await open());
    for (const one of expected.cases) {
      const input = text(one.text_utf8hex);
      assert.deepEqual(encode(input, false, false), one.nospecial, JSON.stringify(input));
      assert.deepEqual(encode(input, true, false), one.special, JSON.stringify(input));
      assert.deepEqual(encode(input, false, true), one.nospecial_parse, JSON.stringify(input));
      assert.deepEqual(encode(input, true, true), one.special_parse, JSON.stringify(input));
    }
  });

  it('decodes them, at once and token by token', async () => {
    const tokenizer = await open();
    for (const one of expected.cases) {
      assert.equal(tokenizer.decode(one.nospecial), text(one.detok_utf8hex));
      assert.equal(tokenizer.decode(one.nospecial_parse, true), text(one.detok_parse_utf8hex));
      const detokenizer = createDetokenizer(tokenizer);
      const streamed = one.nospecial.map((id) => detokenizer.push(id)).join('') + detokenizer.end();
      const pieces = one.nospecial.map((id) => tokenizer.tokenToPiece(id));
      assert.equal(streamed, Buffer.concat(pieces).toString());
    }
  });
}
