import assert from 'node:assert/strict';
import fc from 'fast-check';
import { KvTokens } from '../../src/runtime/kvCache.ts';

describe('runtime/kvCache', () => {
  it('keeps the longest common prefix', () => {
    const ids = fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 12 });
    fc.assert(
      fc.property(ids, ids, (held, prompt) => {
        const kv = new KvTokens(100, 3);
        kv.append(held);
        const kept = kv.rewindTo(prompt);
        assert.deepEqual(kv.tokens, prompt.slice(0, kept));
        assert.deepEqual(kv.tokens, held.slice(0, kept));
        assert.ok(kept === held.length || kept === prompt.length || held[kept] !== prompt[kept]);
      }),
    );
  });

  it('refuses what does not fit, and what is no batch, with the numbers', () => {
    const kv = new KvTokens(4, 10);
    kv.append([1, 2, 3]);
    kv.check([4], 8);
    assert.throws(
      () => {
        kv.check([4, 5], 8);
      },
      {
        code: 'context',
        message: 'the context holds 4 tokens: 3 are in use, and 2 more do not fit',
      },
    );
    assert.throws(
      () => {
        kv.check([], 8);
      },
      { code: 'request', message: /expected 1 to 8 tokens, found 0/ },
    );
    assert.throws(
      () => {
        kv.check([0, 0], 1);
      },
      { code: 'request', message: /expected 1 to 1 tokens, found 2/ },
    );
    for (const id of [-1, 10, 0.5, NaN])
      assert.throws(
        () => {
          kv.check([id], 8);
        },
        {
          code: 'request',
          message: `decode: expected token ids from 0 to 9, found ${id}`,
        },
      );
    assert.deepEqual(kv.tokens, [1, 2, 3]);
  });
});
