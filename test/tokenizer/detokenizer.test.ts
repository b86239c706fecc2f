import assert from 'node:assert/strict';
import fc from 'fast-check';
import { byteToCharacter } from '../../src/tokenizer/byteAlphabet.ts';
import { cleanUpSpaces } from '../../src/tokenizer/detokenizer.ts';
import { createDetokenizer, createTokenizer } from '../../src/tokenizer/index.ts';
import { bpeMetadata, type Token } from './metadata.ts';

/** Token i is byte i, 256 a control token, 257 the two bytes of é with half of another. */
const tokenizer = createTokenizer(
  bpeMetadata(
    [
      ...byteToCharacter.map((character): Token => [character]),
      ['<|x|>', 0, 'control'],
      [[0xc3, 0xa9, 0xc3].map((byte) => byteToCharacter[byte]).join('')],
    ],
    [],
  ),
);

function push(ids: readonly number[], special?: boolean): string[] {
  const detokenizer = createDetokenizer(tokenizer, special);
  return [...ids.map((id) => detokenizer.push(id)), detokenizer.end()];
}

describe('the incremental detokenizer', () => {
  it('never shows half a character', () => {
    assert.deepEqual(push([0x61, ...Buffer.from('🙂é')]), ['a', '', '', '', '🙂', '', 'é', '']);
    assert.deepEqual(push([257, 0xa8]), ['é', 'è', '']);
  });

  it('shows what never becomes a character as U+FFFD, at the latest at the end', () => {
    assert.deepEqual(push([0xff, 0x61]), ['\ufffd', 'a', '']);
    assert.deepEqual(push([0xc3, 0x61]), ['', '\ufffda', '']);
    assert.deepEqual(push([0xf0, 0x9f]), ['', '', '\ufffd']);
  });

  it('keeps a byte order mark, which is text here', () => {
    assert.equal(push([...Buffer.from('\ufeffa')]).join(''), '\ufeffa');
  });

  it('shows control tokens only if asked to', () => {
    assert.deepEqual(push([256]), ['', '']);
    assert.deepEqual(push([256], true), ['<|x|>', '']);
  });

  it('gives what decoding the whole gives, whatever the bytes', () => {
    const anyIds = fc.array(fc.integer({ min: 0, max: 257 }), { maxLength: 40 });
    const textIds = fc.string({ unit: 'binary' }).map((text) => [...Buffer.from(text)]);
    fc.assert(
      fc.property(fc.oneof(anyIds, textIds), fc.boolean(), (ids, special) => {
        assert.equal(push(ids, special).join(''), tokenizer.decode(ids, special));
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  it('can be used again after the end', () => {
    const detokenizer = createDetokenizer(tokenizer);
    assert.equal(detokenizer.push(0xc3) + detokenizer.end(), '\ufffd');
    assert.equal(detokenizer.push(0x61) + detokenizer.end(), 'a');
  });
});

describe('cleaning up spaces', () => {
  for (const [text, clean] of [
    ['a , b . c ! d ?', 'a, b. c! d?'],
    ['a  .', 'a .'],
    [' .', '.'],
    ["I 'm it 's we 're they 've", "I'm it's we're they've"],
    ["we 'll don 't he 'd", "we 'll don 't he 'd"],
    ["a ' b", "a'b"],
    ["a ' ' b", "a'' b"],
    ["a '", "a '"],
    ["x ' s", "x's"],
    ['a ; b', 'a ; b'],
  ] as const) {
    it(JSON.stringify(text), () => {
      assert.equal(cleanUpSpaces(text), clean);
    });
  }
});
