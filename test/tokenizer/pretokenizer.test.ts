import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LlmError } from '../../src/base/errors.ts';
import { findPreTokenizer, preTokenizerNames, splitWords } from '../../src/tokenizer/pretokenizer.ts';

function split(name: string, text: string): readonly string[] {
  return splitWords(text, findPreTokenizer(name)!.splits);
}

/** Texts and their words; llama.cpp gave the same for them. */
const examples: readonly {
  readonly name: string;
  readonly text: string;
  readonly words: readonly string[];
}[] = [
  { name: 'llama-bpe', text: "I'M 1234  x", words: ['I', "'M", ' ', '123', '4', ' ', ' x'] },
  { name: 'llama-bpe', text: 'a\n\n  b \n', words: ['a', '\n\n', ' ', ' b', ' \n'] },
  { name: 'llama-bpe', text: 'x.y();\n\nz', words: ['x', '.y', '();\n\n', 'z'] },
  { name: 'qwen2', text: '(foo) 123', words: ['(foo', ')', ' ', '1', '2', '3'] },
  { name: 'qwen35', text: 'नि 1', words: ['नि', ' ', '1'] },
  { name: 'qwen2', text: 'नि', words: ['न', 'ि'] },
  { name: 'gpt-2', text: "He's 12   go\n", words: ['He', "'s", ' 12', '  ', ' go', '\n'] },
  { name: 'gpt-2', text: "HE'S", words: ['HE', "'", 'S'] },
  { name: 'smollm', text: 'v12 a', words: ['v', '1', '2', ' a'] },
  { name: 'starcoder', text: ' 12', words: [' ', '1', '2'] },
  { name: 'tekken', text: 'camelCase HTTPServer 12', words: ['camel', 'Case', ' HTTPServer', ' ', '1', '2'] },
  { name: 'gpt-4o', text: "Don't 1234 a/\n", words: ["Don't", ' ', '123', '4', ' a', '/\n'] },
  { name: 'deepseek-llm', text: 'a b\r\n12 c. ', words: ['a', ' b', '\r', '\n', '12', ' c', '.', ' '] },
  { name: 'deepseek-coder', text: 'a 12 . b', words: ['a', ' ', '1', '2', ' .', ' b'] },
  { name: 'deepseek-v3', text: '.foo 1234', words: ['.foo', ' ', '123', '4'] },
  { name: 'falcon', text: 'a+b 12345', words: ['a', '+', 'b', ' ', '123', '45'] },
  { name: 'bloom', text: 'a, b!', words: ['a', ',', ' b', '!'] },
  { name: 'default', text: 'a+b 1234', words: ['a', '+', 'b', ' ', '123', '4'] },
];

describe('pre-tokenizers', () => {
  for (const { name, text, words } of examples) {
    it(`${name}: ${JSON.stringify(text)}`, () => {
      assert.deepEqual(split(name, text), words);
    });
  }

  it('know white space as Unicode does, not as JavaScript does', () => {
    assert.deepEqual(split('gpt-2', 'a\u0085\u0085b'), ['a', '\u0085', '\u0085', 'b']);
    assert.deepEqual(split('gpt-2', 'a\ufeff\ufeffb'), ['a', '\ufeff\ufeff', 'b']);
  });

  it('say what comes with the words', () => {
    const flags = (name: string): readonly boolean[] => {
      const { ignoreMerges, addBos, noBos, cleanSpaces } = findPreTokenizer(name)!;
      return [ignoreMerges, addBos, noBos, cleanSpaces];
    };
    assert.deepEqual(flags('llama-bpe'), [true, true, false, true]);
    assert.deepEqual(flags('falcon3'), [true, true, false, true]);
    assert.deepEqual(flags('tekken'), [true, true, false, false]);
    assert.deepEqual(flags('qwen2'), [false, false, false, false]);
    assert.deepEqual(flags('gpt-2'), [false, false, false, true]);
    assert.deepEqual(flags('glm4'), [false, false, true, true]);
  });

  it('are each named once', () => {
    assert.equal(new Set(preTokenizerNames).size, preTokenizerNames.length);
    assert.equal(findPreTokenizer('unheard-of'), undefined);
  });

  it('refuse a word that no regular expression can hold', () => {
    assert.throws(
      () => split('gpt-2', '中'.repeat(2 ** 24)),
      (error) =>
        error instanceof LlmError &&
        error.code === 'request' &&
        error.message.includes('too long for one word'),
    );
  });

  for (const name of preTokenizerNames) {
    it(`${name} loses nothing`, () => {
      fc.assert(
        fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
          const words = split(name, text);
          assert.equal(words.join(''), text);
          assert.ok(words.every((word) => word !== '' || text === ''));
        }),
        { seed: 1, numRuns: 30 },
      );
    });
  }
});

describe('splitting into words takes linear time', () => {
  /** Runs that a careless pattern would scan again from each of their characters. */
  const runs: Readonly<Record<string, (n: number) => string>> = {
    'one letter': (n) => 'a'.repeat(n),
    'one capital': (n) => 'A'.repeat(n) + '1',
    'combining marks': (n) => '\u0301'.repeat(n),
    'spaces before a digit': (n) => ' '.repeat(n) + '1',
    'spaces at the end': (n) => 'x' + ' '.repeat(n),
    'spaces and newlines': (n) => ' \n'.repeat(n / 2) + 'x',
    'tabs before a newline': (n) => '\t'.repeat(n) + '\n',
    apostrophes: (n) => "'".repeat(n),
    digits: (n) => '7'.repeat(n),
    punctuation: (n) => '!'.repeat(n) + 'a',
  };

  /** The quickest of three, since other work on the machine only ever makes it slower. */
  function quickest(run: () => void): number {
    const times = [0, 1, 2].map(() => {
      const start = performance.now();
      run();
      return performance.now() - start;
    });
    return Math.min(...times);
  }

  // One name for each list of patterns.
  const bySplits = new Map(
    preTokenizerNames.map((name) => [String(findPreTokenizer(name)!.splits.map(String)), name]),
  );
  for (const name of bySplits.values()) {
    it(name, function () {
      this.retries(3);
      const { splits } = findPreTokenizer(name)!;
      for (const [what, run] of Object.entries(runs)) {
        const time = (n: number): number => quickest(() => splitWords(run(n), splits));
        const small = Math.max(time(4_000), 0.2);
        // Linear is 8 times as long, quadratic 64.
        const ratio = time(32_000) / small;
        assert.ok(ratio < 30, `${what}: 8 times the text took ${ratio.toFixed(0)} times as long`);
      }
    });
  }
});
