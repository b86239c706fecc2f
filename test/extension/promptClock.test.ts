import assert from 'node:assert/strict';
import { PromptClock } from '../../src/extension/promptClock.ts';

describe('extension/promptClock', () => {
  it('estimates the rest from the beginning, without what was there already', () => {
    let now = 0;
    const clock = new PromptClock(() => now);
    assert.equal(clock.msLeft(100, 1100), 0);
    now = 200;
    assert.equal(clock.msLeft(200, 1100), 0, 'too early to tell');
    now = 1000;
    assert.equal(clock.msLeft(600, 1100), 1000);
    now = 2000;
    assert.equal(clock.msLeft(1100, 1100), 0);
  });
});
