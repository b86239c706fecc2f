import assert from 'node:assert/strict';
import { SpmEncoder } from '../../src/tokenizer/spm.ts';
import { readVocab, type Vocab } from '../../src/tokenizer/vocab.ts';
import { Random } from '../support/random.ts';
import { tinyVocab } from '../support/tinyVocab.ts';
import { metadata, spmMetadata, type Token } from './metadata.ts';

function encode(vocab: Vocab, text: string): string[] {
  const ids: number[] = [];
  new SpmEncoder(vocab).encode(text, ids);
  return ids.map((id) => vocab.texts.at(id)!);
}

/** The slow twin: join the pair with the best score, the leftmost of equals, until no pair is a token. */
function slowEncode(vocab: Vocab, text: string): string[] {
  const symbols = Array.from(text.replaceAll(' ', '▁'));
  for (;;) {
    let best = -1;
    let bestScore = -Infinity;
    for (let i = 0; i + 1 < symbols.length; i++) {
      const id = vocab.ids.get(symbols[i]! + symbols[i + 1]!);
      if (id === undefined || (best !== -1 && vocab.scores[id]! <= bestScore)) continue;
      best = i;
      bestScore = vocab.scores[id]!;
    }
    if (best === -1) break;
    symbols.splice(best, 2, symbols[best]! + symbols[best + 1]!);
  }
  return symbols.flatMap((symbol) =>
    vocab.ids.has(symbol)
      ? [symbol]
      : Array.from(Buffer.from(symbol), (byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`),
  );
}

const bytes: readonly Token[] = Array.from({ length: 256 }, (_, byte) => [
  `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
  0,
  'byte',
]);

describe('SpmEncoder', () => {
  it('joins what scores highest, and the leftmost of equals', () => {
    const vocab = readVocab(
      spmMetadata([['<unk>'], ['a', -9], ['b', -9], ['ab', -2], ['ba', -1], ['aa', -3]]),
    );
    assert.deepEqual(encode(vocab, 'aba'), ['a', 'ba']);
    assert.deepEqual(encode(vocab, 'aaa'), ['aa', 'a']);
    assert.deepEqual(encode(vocab, 'abab'), ['a', 'ba', 'b']);
  });

  it('spells in bytes what is no token, else says it is unknown', () => {
    const known: Token[] = [['<unk>', 0, 'unknown'], ['a']];
    assert.deepEqual(encode(readVocab(spmMetadata([...known, ...bytes])), 'aé🙂'), [
      'a',
      '<0xC3>',
      '<0xA9>',
      '<0xF0>',
      '<0x9F>',
      '<0x99>',
      '<0x82>',
    ]);
    assert.deepEqual(encode(readVocab(spmMetadata(known)), 'aé'), ['a', '<unk>', '<unk>']);
  });

  it('escapes spaces', () => {
    const vocab = readVocab(spmMetadata([['<unk>'], ['▁', -2], ['▁a', -1], ['a', -3]]));
    assert.deepEqual(encode(vocab, ' a  a'), ['▁a', '▁', '▁a']);
    assert.deepEqual(encode(vocab, ''), []);
  });

  it('joins as the slow twin does', () => {
    const random = new Random(3);
    const letters = ['a', 'b', 'c', ' ', 'é', '🙂'];
    for (let round = 0; round < 60; round++) {
      const word = (): string =>
        Array.from({ length: 1 + random.int(5) }, () => random.pick(letters))
          .join('')
          .replaceAll(' ', '▁');
      const texts = new Set([...letters.slice(0, 4), ...Array.from({ length: 30 }, word)]);
      // Few different scores, so that many are equal.
      const tokens = [...texts].map((text): Token => [text, -random.int(6)]);
      const vocab = readVocab(spmMetadata([['<unk>', 0, 'unknown'], ...bytes, ...tokens]));
      for (let i = 0; i < 10; i++) {
        const text = Array.from({ length: random.int(60) }, () => random.pick(letters)).join('');
        assert.deepEqual(encode(vocab, text), slowEncode(vocab, text), JSON.stringify({ tokens, text }));
      }
    }
  });

  it('uses its scratch again, for longer and shorter texts', () => {
    const vocab = readVocab(metadata(tinyVocab({ kind: 'spm' }).metadata));
    const encoder = new SpmEncoder(vocab);
    const fresh = (text: string): number[] => {
      const ids: number[] = [];
      new SpmEncoder(vocab).encode(text, ids);
      return ids;
    };
    for (const length of [3, 10_000, 5, 5000, 20_000, 0, 1]) {
      const text = 'the quick fox '.repeat(length).slice(0, length);
      const ids: number[] = [];
      encoder.encode(text, ids);
      assert.deepEqual(ids, fresh(text));
    }
  });

  it('looks at each pair a bounded number of times, whatever the text', () => {
    class CountingEncoder extends SpmEncoder {
      looks = 0;
      protected override order(left: number, right: number): number {
        this.looks++;
        return super.order(left, right);
      }
    }
    const vocab = readVocab(metadata(tinyVocab({ kind: 'spm' }).metadata));
    const n = 20_000;
    const random = new Random(5);
    for (const text of [
      'a'.repeat(n),
      ' '.repeat(n),
      'thethethe'.repeat(n / 9),
      'once upon a time there was '.repeat(n / 27),
      Array.from({ length: n }, () => String.fromCodePoint(0x20 + random.int(0x5000))).join(''),
    ]) {
      const encoder = new CountingEncoder(vocab);
      encoder.encode(text, []);
      assert.ok(encoder.looks <= 3 * text.length, `${encoder.looks} looks at ${text.length} characters`);
    }
  });
});
