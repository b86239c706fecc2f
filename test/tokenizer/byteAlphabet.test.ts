import assert from 'node:assert/strict';
import { byteOfUnit, byteToCharacter } from '../../src/tokenizer/byteAlphabet.ts';

describe('byte alphabet', () => {
  it('spells bytes as gpt-2 does', () => {
    const spelled = (...bytes: number[]): string => bytes.map((byte) => byteToCharacter[byte]).join('');
    assert.equal(spelled(0x41, 0x7e, 0x21), 'A~!');
    assert.equal(spelled(0x20, 0x0a, 0x09, 0x0d), 'ĠĊĉč');
    assert.equal(spelled(0x00, 0x7f, 0x80, 0xa0, 0xad), 'ĀġĢłŃ');
    assert.equal(spelled(0xa1, 0xac, 0xae, 0xff), '¡¬®ÿ');
  });

  it('is one to one', () => {
    assert.equal(new Set(byteToCharacter).size, 256);
    byteToCharacter.forEach((character, byte) => {
      assert.equal(byteOfUnit(character.charCodeAt(0)), byte);
    });
  });

  it('has no byte for other characters', () => {
    for (const character of [' ', '\n', '\u00ad', '\u0144', '▁', '\ud83d']) {
      assert.equal(byteOfUnit(character.charCodeAt(0)), -1, JSON.stringify(character));
    }
  });
});
