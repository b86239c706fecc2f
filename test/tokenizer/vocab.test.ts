import assert from 'node:assert/strict';
import { LlmError, type ErrorCode } from '../../src/base/errors.ts';
import { ggufValue, type GgufEntries } from '../../src/gguf/writer.ts';
import { readVocab, tokenAttr } from '../../src/tokenizer/vocab.ts';
import { bpeMetadata, metadata, spmMetadata, type Token } from './metadata.ts';

const plain: readonly Token[] = [
  ['<unk>', 0, 'unknown'],
  ['<s>', 0, 'control'],
  ['</s>', 0, 'control'],
  ['a', -1],
];

function refused(entries: GgufEntries, code: ErrorCode, message: RegExp): void {
  assert.throws(
    () => readVocab(spmMetadata(plain, entries)),
    (error) => {
      assert.ok(error instanceof LlmError, String(error));
      assert.match(error.message, message);
      assert.equal(error.code, code);
      return true;
    },
  );
}

describe('readVocab', () => {
  it('has llama.cpp’s defaults for SentencePiece', () => {
    const vocab = readVocab(spmMetadata(plain));
    const { kind, bos, eos, unk, addBos, addEos, addSpacePrefix, cleanSpaces, warnings } = vocab;
    assert.deepEqual(
      { kind, bos, eos, unk, addBos, addEos, addSpacePrefix, cleanSpaces, warnings },
      {
        kind: 'spm',
        bos: 1,
        eos: 2,
        unk: 0,
        addBos: true,
        addEos: false,
        addSpacePrefix: true,
        cleanSpaces: false,
        warnings: [],
      },
    );
  });

  it('has llama.cpp’s defaults for byte-level BPE', () => {
    const { kind, bos, eos, addBos, addSpacePrefix } = readVocab(bpeMetadata(plain, []));
    // 11, llama.cpp's default, is beyond this vocabulary.
    assert.deepEqual(
      { kind, bos, eos, addBos, addSpacePrefix },
      { kind: 'bpe', bos: undefined, eos: undefined, addBos: false, addSpacePrefix: false },
    );
  });

  it('takes the file’s word for flags and ids', () => {
    const vocab = readVocab(
      spmMetadata(plain, {
        'tokenizer.ggml.add_bos_token': ggufValue.bool(false),
        'tokenizer.ggml.add_eos_token': ggufValue.bool(true),
        'tokenizer.ggml.add_space_prefix': ggufValue.bool(false),
        'tokenizer.ggml.bos_token_id': ggufValue.uint32(3),
      }),
    );
    assert.deepEqual([vocab.addBos, vocab.addEos, vocab.addSpacePrefix, vocab.bos], [false, true, false, 3]);
  });

  it('lets the pre-tokenizer decide about BOS where the file does not', () => {
    const llama3 = { 'tokenizer.ggml.pre': ggufValue.string('llama-bpe') };
    const bos = { 'tokenizer.ggml.bos_token_id': ggufValue.uint32(1) };
    assert.equal(readVocab(bpeMetadata(plain, [], { ...llama3, ...bos })).addBos, true);
    assert.equal(readVocab(bpeMetadata(plain, [], bos)).addBos, false);
    const glm = { 'tokenizer.ggml.pre': ggufValue.string('glm4') };
    const twelve = Array.from({ length: 12 }, (_, i): Token => [`t${i}`]);
    assert.equal(readVocab(bpeMetadata(twelve, [])).bos, 11);
    assert.equal(readVocab(bpeMetadata(twelve, [], glm)).bos, undefined);
  });

  it('warns, and does without, where a special id is out of range', () => {
    const { eos, addBos, bos, warnings } = readVocab(
      bpeMetadata(plain, [], {
        'tokenizer.ggml.eos_token_id': ggufValue.uint32(4),
        'tokenizer.ggml.add_bos_token': ggufValue.bool(true),
      }),
    );
    assert.deepEqual([eos, addBos, bos], [undefined, false, undefined]);
    assert.match(warnings.join('\n'), /eos_token_id: expected a token below 4, found 4/);
    assert.match(warnings.join('\n'), /add_bos_token is set, but there is no such token/);
  });

  it('warns of a pre-tokenizer that is unknown or missing', () => {
    const unknown = readVocab(bpeMetadata(plain, [], { 'tokenizer.ggml.pre': ggufValue.string('nextgen') }));
    assert.equal(unknown.preTokenizer?.name, 'default');
    assert.match(unknown.warnings.join('\n'), /"nextgen" is not known/);
    const missing = readVocab(bpeMetadata(plain, [], { 'tokenizer.ggml.pre': ggufValue.string('') }));
    assert.match(missing.warnings.join('\n'), /names no pre-tokenizer/);
  });

  it('names tokens without a text, and takes the first of two with the same', () => {
    const { texts, ids, warnings } = readVocab(spmMetadata([...plain, [''], ['a'], ['']]));
    assert.deepEqual(texts.slice(4), ['[EMPTY_4]', 'a', '[EMPTY_6]']);
    assert.equal(ids.get('a'), 3);
    assert.match(warnings.join('\n'), /1 tokens have the text of another/);
  });

  it('refuses what contradicts itself', () => {
    refused({ 'tokenizer.ggml.tokens': ggufValue.strings([]) }, 'gguf', /expected 1 to \d+ tokens, found 0/);
    refused(
      { 'tokenizer.ggml.scores': ggufValue.float32s([1]) },
      'gguf',
      /scores: expected 4 numbers.* found 1/,
    );
    refused(
      { 'tokenizer.ggml.token_type': ggufValue.int32s([1, 2, 3, 4, 5]) },
      'gguf',
      /token_type: .*found 5/,
    );
    refused(
      { 'tokenizer.ggml.scores': ggufValue.float32s([0, 0, NaN, 0]) },
      'gguf',
      /scores: expected numbers, found NaN for token 2/,
    );
    refused({ 'tokenizer.ggml.tokens': ggufValue.uint32(1) }, 'gguf', /tokens: expected an array of strings/);
    refused({ 'tokenizer.ggml.model': ggufValue.string('gpt2') }, 'gguf', /merges/);
  });

  it('refuses tokenizers of other kinds by name', () => {
    for (const model of ['bert', 't5', 'rwkv', 'no_vocab', 'gemma4', '']) {
      refused(
        { 'tokenizer.ggml.model': ggufValue.string(model) },
        'unsupported',
        new RegExp(`found "${model}"`),
      );
    }
  });

  it('refuses a file without a tokenizer', () => {
    assert.throws(
      () => readVocab(metadata({})),
      (error) =>
        error instanceof LlmError && error.code === 'gguf' && error.message.includes('tokenizer.ggml.model'),
    );
  });
});

describe('end of generation', () => {
  function eogTexts(tokens: readonly Token[], more: GgufEntries = {}): string[] {
    const { eog, texts } = readVocab(spmMetadata(tokens, more));
    return [...eog].map((id) => texts.at(id)!).sort();
  }

  it('is what the file names', () => {
    assert.deepEqual(eogTexts(plain), ['</s>']);
    const named = {
      'tokenizer.ggml.eot_token_id': ggufValue.uint32(3),
      'tokenizer.ggml.eom_token_id': ggufValue.uint32(4),
      'tokenizer.ggml.fim_pad_token_id': ggufValue.uint32(5),
    };
    assert.deepEqual(eogTexts([...plain, ['b'], ['c']], named), ['</s>', 'a', 'b', 'c']);
  });

  it('is also what is known by its text', () => {
    const known = ['<|im_end|>', '<|eot_id|>', '<|end|>', '<end_of_turn>', '<|endoftext|>', '<|eom_id|>'];
    const tokens = [
      ...plain,
      ...known.map((text): Token => [text, 0, 'control']),
      ['<|im_start|>', 0, 'control'] as const,
    ];
    assert.deepEqual(eogTexts(tokens), ['</s>', ...known].sort());
  });

  it('makes control tokens of those, whatever the file says', () => {
    const { attrs } = readVocab(
      spmMetadata([...plain, ['<|im_end|>'], ['<|fim_prefix|>', 0, 'userDefined'], ['<|x|>']]),
    );
    assert.equal(attrs[4]! & tokenAttr.control, tokenAttr.control);
    assert.equal(attrs[5]! & tokenAttr.control, tokenAttr.control);
    assert.equal(attrs[6]! & tokenAttr.control, 0);
  });

  it('knows that gpt-oss goes on after <|end|>', () => {
    const harmony = ['<|return|>', '<|call|>', '<|end|>', '<|channel|>'].map((text): Token => [
      text,
      0,
      'control',
    ]);
    const { attrs } = readVocab(spmMetadata([...plain, ...harmony]));
    assert.deepEqual(eogTexts([...plain, ...harmony]), ['</s>', '<|call|>', '<|return|>']);
    assert.deepEqual([attrs[6], attrs[7]], [tokenAttr.userDefined, tokenAttr.userDefined]);
    assert.deepEqual(eogTexts([...plain, ['<|end|>'], ['<|call|>']]), ['</s>', '<|call|>', '<|end|>']);
  });
});

describe('tokens that swallow white space', () => {
  const tokens: readonly Token[] = [...plain, ['<|user|>', 0, 'control'], ['[MASK]', 0, 'control']];
  const strips = (name: string): number[] =>
    Array.from(
      readVocab(spmMetadata(tokens, { 'general.name': ggufValue.string(name) })).attrs,
      (attr) => attr & (tokenAttr.lstrip | tokenAttr.rstrip),
    );

  it('are told by the model’s name', () => {
    const { lstrip, rstrip } = tokenAttr;
    assert.deepEqual(strips('Llama'), [0, 0, 0, 0, 0, 0]);
    assert.deepEqual(strips('Phi-3 Mini'), [0, 0, rstrip, 0, rstrip, rstrip]);
    assert.deepEqual(strips('modern-bert-base'), [0, 0, 0, 0, 0, lstrip]);
  });
});
