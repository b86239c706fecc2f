import assert from 'node:assert/strict';
import { Cursor } from '../../src/gguf/cursor.ts';

/** Reads all of `bytes` as one text. */
async function textOf(bytes: Uint8Array): Promise<string> {
  const source = {
    size: bytes.length,
    read: (offset: number, length: number) => Promise.resolve(bytes.slice(offset, offset + length)),
  };
  const cursor = new Cursor(source);
  await cursor.need(bytes.length, 'a text');
  return cursor.utf8(bytes.length, 'a text');
}

describe('gguf/cursor', () => {
  const texts = [
    '',
    'a',
    'tokens',
    'Ġthe',
    'ĠĊÿ',
    '\u007f\u0080\u07ff\u0800',
    '漢字',
    '🙂',
    '\ufeffmark',
    'x'.repeat(63) + 'é',
    'x'.repeat(64),
    'Ġ'.repeat(40),
  ];
  for (const text of texts) {
    it(`reads ${JSON.stringify(text)}`, async () => {
      assert.equal(await textOf(new TextEncoder().encode(text)), text);
    });
  }

  it('refuses every sequence that is no UTF-8, as a decoder does', async () => {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    for (let first = 0; first < 256; first++) {
      for (const rest of [[], [0x41], [0x7f], [0x80], [0xbf], [0xc0], [0x80, 0x80]]) {
        const bytes = new Uint8Array([0x20, first, ...rest]);
        let expected: string | undefined;
        try {
          expected = decoder.decode(bytes);
        } catch {
          await assert.rejects(textOf(bytes), /a text at byte 0 is not UTF-8/, bytes.join(' '));
          continue;
        }
        assert.equal(await textOf(bytes), expected, bytes.join(' '));
      }
    }
  });
});
