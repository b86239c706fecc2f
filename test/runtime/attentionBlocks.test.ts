import assert from 'node:assert/strict';
import { ATTENTION_BLOCK as KERNELS_BLOCK } from '../../src/kernels/kernels.ts';
import { ATTENTION_BLOCK, attentionBlocks } from '../../src/runtime/attentionBlocks.ts';

describe('runtime/attentionBlocks', () => {
  it('is what the kernels cut attention at', () => {
    assert.equal(ATTENTION_BLOCK, KERNELS_BLOCK);
  });

  it('counts the blocks of a query', () => {
    const counts = [1, ATTENTION_BLOCK, ATTENTION_BLOCK + 1, 3 * ATTENTION_BLOCK].map(attentionBlocks);
    assert.deepEqual(counts, [1, 1, 2, 3]);
  });
});
