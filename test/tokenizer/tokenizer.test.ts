import assert from 'node:assert/strict';
import { LlmError } from '../../src/base/errors.ts';
import { ggufValue } from '../../src/gguf/writer.ts';
import { createTokenizer } from '../../src/tokenizer/index.ts';
import type { EncodeOptions, Tokenizer } from '../../src/tokenizer/tokenizer.ts';
import { tinyVocab } from '../support/tinyVocab.ts';
import { bpeMetadata, metadata, spmMetadata, type Token } from './metadata.ts';

const neither: EncodeOptions = { addSpecial: false, parseSpecial: false };
const both: EncodeOptions = { addSpecial: true, parseSpecial: true };

function texts(tokenizer: Tokenizer, text: string, options: EncodeOptions): string[] {
  return tokenizer.encode(text, options).map((id) => tokenizer.tokenText(id));
}

const spmTokens: readonly Token[] = [
  ['<unk>', 0, 'unknown'],
  ['<s>', 0, 'control'],
  ['</s>', 0, 'control'],
  ['<0x0A>', 0, 'byte'],
  ['▁', -3],
  ['▁a', -1],
  ['a', -2],
  ['<tool>', 0, 'userDefined'],
  ['▁old', 0, 'unused'],
];

describe('encoding with special tokens, SentencePiece', () => {
  const tokenizer = createTokenizer(spmMetadata(spmTokens));

  it('puts a space before the text and after each special token', () => {
    assert.deepEqual(texts(tokenizer, 'a', neither), ['▁a']);
    assert.deepEqual(texts(tokenizer, 'aa</s>a', both), ['<s>', '▁a', 'a', '</s>', '▁a']);
    assert.deepEqual(texts(tokenizer, '', both), ['<s>']);
    assert.deepEqual(texts(tokenizer, '', neither), []);
  });

  it('puts none where the file says so', () => {
    const more = { 'tokenizer.ggml.add_space_prefix': ggufValue.bool(false) };
    assert.deepEqual(texts(createTokenizer(spmMetadata(spmTokens, more)), 'aa', neither), ['a', 'a']);
  });

  it('reads control tokens only if asked to, and user defined ones always', () => {
    assert.deepEqual(texts(tokenizer, 'a<tool>a', neither), ['▁a', '<tool>', '▁a']);
    assert.ok(!texts(tokenizer, '</s>', neither).includes('</s>'));
  });

  it('adds BOS and EOS as the file asks', () => {
    const more = {
      'tokenizer.ggml.add_bos_token': ggufValue.bool(false),
      'tokenizer.ggml.add_eos_token': ggufValue.bool(true),
    };
    assert.deepEqual(texts(createTokenizer(spmMetadata(spmTokens, more)), 'a', both), ['▁a', '</s>']);
    assert.deepEqual(texts(createTokenizer(spmMetadata(spmTokens, more)), 'a', neither), ['▁a']);
  });

  it('shows tokens as text', () => {
    const piece = (id: number, special?: boolean): string =>
      Buffer.from(tokenizer.tokenToPiece(id, special)).toString();
    assert.deepEqual(
      spmTokens.map((_, id) => piece(id)),
      ['', '', '', '\n', ' ', ' a', 'a', '<tool>', ''],
    );
    assert.deepEqual([piece(0, true), piece(1, true)], ['<unk>', '<s>']);
  });

  it('takes the space that it put before the text away again', () => {
    assert.equal(tokenizer.decode([5, 5]), 'a a');
    assert.equal(tokenizer.decode([6, 5]), 'a a');
    // As llama_detokenize does: the first token counts, even one that is not shown.
    assert.equal(tokenizer.decode([1, 5]), ' a');
    assert.equal(tokenizer.decode([1, 5, 2], true), '<s> a</s>');
    assert.equal(tokenizer.decode([]), '');
  });
});

describe('encoding with special tokens, byte-level BPE', () => {
  const tokens: Token[] = [
    ['Ġ'],
    ['a'],
    ['Ġa'],
    ['<|im_start|>', 0, 'control'],
    ['<|im_end|>', 0, 'control'],
    ['  ', 0, 'userDefined'],
    ['Ã'],
    ['©'],
    ['．'],
  ];
  const tokenizer = createTokenizer(bpeMetadata(tokens, ['Ġ a']));

  it('leaves spaces as they are', () => {
    assert.deepEqual(texts(tokenizer, ' a<|im_end|> a', both), ['Ġa', '<|im_end|>', 'Ġa']);
    assert.deepEqual(texts(tokenizer, 'a  a', neither), ['a', '  ', 'a']);
  });

  it('shows tokens as bytes', () => {
    assert.deepEqual([...tokenizer.tokenToPiece(6)], [0xc3]);
    assert.equal(tokenizer.decode([2, 6, 7]), ' aé');
    assert.equal(tokenizer.decode([5, 1]), '  a');
    assert.equal(tokenizer.decode([3, 1, 4]), 'a');
    assert.equal(tokenizer.decode([3, 1, 4], true), '<|im_start|>a<|im_end|>');
    assert.equal(tokenizer.decode([8]), '．');
  });

  it('cleans up where the pre-tokenizer says so', () => {
    const dot: Token[] = [...tokens, ['.']];
    const gpt2 = { 'tokenizer.ggml.pre': ggufValue.string('gpt-2') };
    assert.equal(createTokenizer(bpeMetadata(dot, [])).decode([1, 0, 9]), 'a .');
    assert.equal(createTokenizer(bpeMetadata(dot, [], gpt2)).decode([1, 0, 9]), 'a.');
  });

  it('knows what ends generation', () => {
    assert.deepEqual([tokenizer.isEog(4), tokenizer.isEog(3), tokenizer.isEog(-1)], [true, false, false]);
  });
});

describe('every tokenizer', () => {
  for (const kind of ['spm', 'bpe'] as const) {
    const tokenizer = createTokenizer(metadata(tinyVocab({ kind, control: ['<|im_start|>'] }).metadata));

    it(`${kind}: reads lone surrogates as U+FFFD`, () => {
      assert.deepEqual(tokenizer.encode('a\ud83d b\ude00', both), tokenizer.encode('a\ufffd b\ufffd', both));
      assert.equal(tokenizer.decode(tokenizer.encode('\ud83d\ude42', neither)), '\ud83d\ude42');
    });

    it(`${kind}: refuses ids that are no tokens`, () => {
      for (const id of [-1, tokenizer.nVocab, 0.5, NaN]) {
        assert.throws(
          () => tokenizer.tokenToPiece(id),
          (error) =>
            error instanceof LlmError && error.code === 'request' && error.message.includes('expected an id'),
        );
      }
    });

    it(`${kind}: gives long texts back`, () => {
      const text = 'const x = [1, 2];\n\tif (x) { return "où 你好 🙂"; }\n'.repeat(300);
      assert.equal(tokenizer.decode(tokenizer.encode(text, neither)), text);
    });

    it(`${kind}: takes 400 KB of anything`, () => {
      for (const unit of ['a', ' ', '<|im_start', '<|im_start|>', '中', '\ud800']) {
        const text = unit.repeat(400_000 / unit.length);
        const ids = tokenizer.encode(text, both);
        // At most a token a byte, the space before the text, and BOS.
        assert.ok(ids.length > 0 && ids.length <= 3 * text.length + 2, `${unit}: ${ids.length} tokens`);
      }
    });
  }
});
