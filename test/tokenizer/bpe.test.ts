import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ggufValue } from '../../src/gguf/writer.ts';
import { BpeEncoder } from '../../src/tokenizer/bpe.ts';
import { byteToCharacter } from '../../src/tokenizer/byteAlphabet.ts';
import { createTokenizer } from '../../src/tokenizer/index.ts';
import { splitWords } from '../../src/tokenizer/pretokenizer.ts';
import { readVocab, type Vocab } from '../../src/tokenizer/vocab.ts';
import { Random } from '../support/random.ts';
import { tinyVocab } from '../support/tinyVocab.ts';
import { bpeMetadata, metadata, type Token } from './metadata.ts';

const bytes: readonly Token[] = byteToCharacter.map((character): Token => [character]);

function encoderOf(vocab: Vocab): BpeEncoder {
  const { splits, ignoreMerges } = vocab.preTokenizer!;
  return new BpeEncoder(vocab, splits, ignoreMerges);
}

function encode(vocab: Vocab, text: string): string[] {
  const ids: number[] = [];
  encoderOf(vocab).encode(text, ids);
  return ids.map((id) => vocab.texts.at(id)!);
}

/** The slow twin: in each word, join the pair that comes first in the list, the leftmost of equals. */
function slowEncode(vocab: Vocab, text: string): string[] {
  const ranks = new Map<string, number>();
  [...vocab.merges].forEach((merge, rank) => {
    if (!ranks.has(merge)) ranks.set(merge, rank);
  });
  return splitWords(text, vocab.preTokenizer!.splits).flatMap((word) => {
    const symbols = Array.from(Buffer.from(word), (byte) => byteToCharacter[byte]!);
    for (;;) {
      const pairs = symbols.slice(1).map((right, i) => ranks.get(`${symbols[i]!} ${right}`) ?? Infinity);
      const best = Math.min(...pairs);
      if (best === Infinity) return symbols;
      const at = pairs.indexOf(best);
      symbols.splice(at, 2, symbols[at]! + symbols[at + 1]!);
    }
  });
}

describe('BpeEncoder', () => {
  it('joins in the order of the merges, and the leftmost of equals', () => {
    const vocab = readVocab(
      bpeMetadata([...bytes, ['ab'], ['bc'], ['aa'], ['abc']], ['b c', 'a b', 'a a', 'ab c']),
    );
    assert.deepEqual(encode(vocab, 'abc'), ['a', 'bc']);
    assert.deepEqual(encode(vocab, 'abab'), ['ab', 'ab']);
    assert.deepEqual(encode(vocab, 'aaa'), ['aa', 'a']);
  });

  it('does not join across words', () => {
    const vocab = readVocab(bpeMetadata([...bytes, ['bĠ'], ['Ġc']], ['b Ġ', 'Ġ c']));
    assert.deepEqual(encode(vocab, 'b c'), ['b', 'Ġc']);
  });

  it('takes a whole word for its token where merges are to be ignored', () => {
    const tokens: Token[] = [...bytes, ['ab'], ['Ġabc']];
    const llama = { 'tokenizer.ggml.pre': ggufValue.string('llama-bpe') };
    assert.deepEqual(encode(readVocab(bpeMetadata(tokens, ['a b'])), ' abc'), ['Ġ', 'ab', 'c']);
    assert.deepEqual(encode(readVocab(bpeMetadata(tokens, ['a b'], llama)), ' abc'), ['Ġabc']);
  });

  it('spells in bytes what merges make and the vocabulary has not', () => {
    const vocab = readVocab(bpeMetadata([...bytes, ['abc']], ['a b', 'ab c']));
    assert.deepEqual(encode(vocab, 'abcab'), ['abc', 'a', 'b']);
  });

  it('passes over merges that are none, and over the second of two that are the same', () => {
    const vocab = readVocab(bpeMetadata([...bytes, ['ab'], ['bc']], ['nospace', 'b c', 'a b', 'b c']));
    assert.deepEqual(encode(vocab, 'abc'), ['a', 'bc']);
  });

  it('joins as the slow twin does', () => {
    const random = new Random(4);
    const letters = ['a', 'b', 'c', 'é', ' '];
    for (let round = 0; round < 60; round++) {
      const texts = new Set(bytes.map(([text]) => text));
      const merges: string[] = [];
      const parts = ['a', 'b', 'c', 'Ġ', 'Ã', '©'];
      for (let i = 0; i < 25; i++) {
        const [left, right] = [random.pick(parts), random.pick(parts)];
        merges.push(`${left} ${right}`);
        parts.push(left + right);
        texts.add(left + right);
      }
      const vocab = readVocab(
        bpeMetadata(
          [...texts].map((text): Token => [text]),
          merges,
        ),
      );
      for (let i = 0; i < 10; i++) {
        const text = Array.from({ length: random.int(40) }, () => random.pick(letters)).join('');
        assert.deepEqual(encode(vocab, text), slowEncode(vocab, text), JSON.stringify({ merges, text }));
      }
    }
  });

  it('gives every text back', () => {
    const tokenizer = createTokenizer(metadata(tinyVocab({ kind: 'bpe', pre: 'qwen2' }).metadata));
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const ids = tokenizer.encode(text, { addSpecial: false, parseSpecial: false });
        assert.equal(tokenizer.decode(ids), text);
      }),
      { seed: 2 },
    );
  });

  it('looks at each pair a bounded number of times, whatever the text', () => {
    class CountingEncoder extends BpeEncoder {
      looks = 0;
      protected override order(left: number, right: number): number {
        this.looks++;
        return super.order(left, right);
      }
    }
    const vocab = readVocab(metadata(tinyVocab({ kind: 'bpe' }).metadata));
    const n = 20_000;
    for (const text of [
      'a'.repeat(n),
      'the'.repeat(n / 3),
      ' '.repeat(n),
      '中'.repeat(n / 3),
      '!'.repeat(n),
    ]) {
      const { splits, ignoreMerges } = vocab.preTokenizer!;
      const encoder = new CountingEncoder(vocab, splits, ignoreMerges);
      encoder.encode(text, []);
      assert.ok(encoder.looks <= 3 * n, `${encoder.looks} looks at ${n} bytes`);
    }
  });
});
