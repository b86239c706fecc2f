import assert from 'node:assert/strict';
import os from 'node:os';
import { automaticContext, resolveThreads } from '../../src/engine/machine.ts';

describe('engine/machine', () => {
  const totalBytes = (nCtx: number) => 4e9 + nCtx * 1e5;

  it('leaves the editor a core unless told otherwise', () => {
    assert.equal(resolveThreads(3), 3);
    assert.equal(resolveThreads(0), Math.max(1, os.availableParallelism() - 1));
  });

  it('chooses a context of at most 8192, at most the training context, and less where memory is short', () => {
    assert.equal(automaticContext(32768, 16e9, totalBytes), 8192);
    assert.equal(automaticContext(2048, 16e9, totalBytes), 2048);
    assert.equal(automaticContext(32768, 6e9, totalBytes), 4096);
    assert.equal(automaticContext(32768, 1e9, totalBytes), 512);
    assert.equal(automaticContext(64, 1e9, totalBytes), 64);
  });
});
