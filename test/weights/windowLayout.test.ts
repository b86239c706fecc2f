import assert from 'node:assert/strict';
import { ATTENTION_BLOCK } from '../../src/kernels/kernels.ts';
import { MAX_ROWS } from '../../src/weights/memoryPlan.ts';
import { WINDOW_STEP, windowPositions, windowStart } from '../../src/weights/windowLayout.ts';

describe('weights/windowLayout', () => {
  it('steps by whole blocks of attention', () => {
    assert.equal(WINDOW_STEP % ATTENTION_BLOCK, 0);
  });

  it('by hand: Gemma 3 with a window of 1024 keeps 2560 positions, or all of fewer', () => {
    assert.equal(windowPositions(1024, 32768), 2560);
    assert.equal(windowPositions(1024, 2000), 2000);
    assert.equal(windowPositions(Infinity, 32768), 32768);
    // The token at 4096 sees 3073 … 4096.
    assert.equal(windowStart(1024, 4096), 2048);
    assert.equal(windowStart(1024, 100), 0);
  });

  it('has room for a pass behind what is kept, wherever it begins', () => {
    for (const window of [1, 16, 512, 1000, 4096])
      for (let pos = window; pos < window + 9000; pos += 61) {
        const from = windowStart(window, pos);
        assert.equal(from % WINDOW_STEP, 0);
        assert.ok(from <= Math.max(0, pos + 1 - window));
        assert.ok(pos + MAX_ROWS - from <= windowPositions(window, Infinity), `${window} at ${pos}`);
      }
  });
});
