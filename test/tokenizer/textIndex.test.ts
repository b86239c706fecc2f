import assert from 'node:assert/strict';
import { TextTable } from '../../src/gguf/textTable.ts';
import { TextIndex } from '../../src/tokenizer/textIndex.ts';
import { Random } from '../support/random.ts';

describe('tokenizer/textIndex', () => {
  it('finds what is in the table, the first of equals, and nothing else', () => {
    const random = new Random(3);
    const letters = ['a', 'b', 'é', 'Ġ', '漢', '🙂', ' '];
    const word = (): string =>
      Array.from({ length: random.int(5) }, () => letters[random.int(letters.length)]!).join('');
    const texts = Array.from({ length: 3000 }, word);
    const index = new TextIndex(TextTable.from(texts));
    const twin = new Map<string, number>();
    for (const [id, text] of texts.entries()) if (!twin.has(text)) twin.set(text, id);
    assert.equal(index.size, twin.size);
    const bytesOf = new TextEncoder();
    for (const text of [...texts, ...Array.from({ length: 3000 }, () => word() + word())]) {
      assert.equal(index.get(text), twin.get(text), text);
      assert.equal(index.has(text), twin.has(text), text);
      assert.equal(index.get(`x${text}y`, 1, 1 + text.length), twin.get(text), text);
      const bytes = bytesOf.encode(`x${text}y`);
      assert.equal(index.find(bytes, 1, bytes.length - 1), twin.get(text) ?? -1, text);
    }
  });

  it('is not misled by halves of surrogate pairs, or by a pair that is cut in two', () => {
    const index = new TextIndex(TextTable.from(['\ufffd', '🙂', 'abcdef']));
    assert.equal(index.get('🙂'), 1);
    for (const half of ['\ud83d', '\ude42', '\ude42\ud83d']) assert.equal(index.get(half), undefined);
    assert.equal(index.get('🙂', 0, 1), undefined);
    assert.equal(index.get('🙂', 1, 2), undefined);
    assert.equal(index.get('\ufffd'), 0);
  });

  it('finds nothing among no texts', () => {
    const index = new TextIndex(TextTable.from([]));
    assert.equal(index.size, 0);
    assert.equal(index.get(''), undefined);
    assert.equal(index.get('a'), undefined);
  });
});
