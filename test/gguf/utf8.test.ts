import assert from 'node:assert/strict';
import { decodeUtf8, isUtf8 } from '../../src/gguf/utf8.ts';

describe('gguf/utf8', () => {
  it('tells what a decoder takes from what it refuses, at each edge of each form', () => {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const seconds = [0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0];
    const rests = [
      [],
      [0x80],
      [0xbf],
      [0xc0],
      [0x41],
      [0x80, 0x80],
      [0xbf, 0xbf],
      [0x80, 0x41],
      [0x80, 0x80, 0x80],
    ];
    let nGood = 0;
    for (let first = 0; first < 256; first++)
      for (const second of seconds)
        for (const rest of rests) {
          const bytes = Uint8Array.of(0x2e, first, second, ...rest);
          let expected: string | undefined;
          try {
            expected = decoder.decode(bytes);
            nGood++;
          } catch {
            // It is none.
          }
          const what = bytes.join(' ');
          assert.equal(isUtf8(bytes, 0, bytes.length), expected !== undefined, what);
          if (expected === undefined)
            assert.throws(() => decodeUtf8(bytes, 0, bytes.length), TypeError, what);
          else assert.equal(decodeUtf8(bytes, 0, bytes.length), expected, what);
        }
    assert.ok(nGood > 1000);
  });

  it('looks at the bytes it is told to, no others', () => {
    const bytes = new Uint8Array([0xff, ...new TextEncoder().encode('aĠ漢🙂'), 0xff]);
    assert.equal(isUtf8(bytes, 1, bytes.length - 1), true);
    assert.equal(decodeUtf8(bytes, 1, bytes.length - 1), 'aĠ漢🙂');
    assert.equal(isUtf8(bytes, 1, bytes.length - 2), false);
    assert.equal(decodeUtf8(bytes, 1, 4), 'aĠ');
  });
});
