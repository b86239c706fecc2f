import assert from 'node:assert/strict';
import { TextTable, TextTableBuilder } from '../../src/gguf/textTable.ts';

describe('gguf/textTable', () => {
  const texts = ['', 'a', 'Ġthe', '', '漢字', '🙂', '\ufeffmark', 'x'.repeat(5000), ''];

  it('gives back each text, and knows where its bytes are', () => {
    const table = TextTable.from(texts);
    assert.equal(table.length, texts.length);
    assert.deepEqual([...table], texts);
    for (const [i, text] of texts.entries()) {
      assert.equal(table.at(i), text);
      const bytes = table.bytes.subarray(table.start(i), table.end(i));
      assert.deepEqual(Buffer.from(bytes), Buffer.from(text));
    }
  });

  it('has nothing beyond its texts', () => {
    const table = TextTable.from(texts);
    assert.equal(table.at(-1), undefined);
    assert.equal(table.at(texts.length), undefined);
    assert.deepEqual([...TextTable.from([])], []);
  });

  it('gives a part of its texts', () => {
    const table = TextTable.from(texts);
    for (const [start, end] of [
      [0, 2],
      [1, 4],
      [3, 3],
      [5, 99],
      [99, 100],
    ] as const)
      assert.deepEqual(table.slice(start, end), texts.slice(start, end));
    assert.deepEqual(table.slice(2), texts.slice(2));
  });

  it('takes no text that is not UTF-8, and goes on after it', () => {
    const builder = new TextTableBuilder(2);
    const bytes = Uint8Array.of(0x61, 0xff, 0x62);
    assert.equal(builder.push(bytes, 0, 1), true);
    assert.equal(builder.push(bytes, 0, 3), false);
    assert.equal(builder.missing, 1);
    assert.equal(builder.push(bytes, 2, 3), true);
    assert.equal(builder.missing, 0);
    assert.deepEqual([...builder.finish()], ['a', 'b']);
  });
});
