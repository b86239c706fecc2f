import assert from 'node:assert/strict';
import { KvTokens } from '../../src/runtime/kvCache.ts';
import { SlidingWindow } from '../../src/runtime/slidingWindow.ts';

const WINDOW = 100;
const CAPACITY = 1664;

describe('runtime/slidingWindow', () => {
  it('drops the oldest when the next pass does not fit, and no more than may go', () => {
    const sliding = new SlidingWindow(WINDOW, CAPACITY);
    assert.equal(sliding.makeRoom(0, 1600), 0);
    assert.equal(sliding.makeRoom(1600, 64), 0);
    assert.equal(sliding.makeRoom(1664, 1), 512);
    assert.equal(sliding.from, 512);
    assert.equal(sliding.makeRoom(1665, 500), 0);
  });

  it('goes back as far as the next token would see everything, else to nothing', () => {
    const back = (common: number): number[] => {
      const sliding = new SlidingWindow(WINDOW, CAPACITY);
      sliding.makeRoom(1664, 1);
      return [sliding.rewind(common), sliding.from];
    };
    assert.deepEqual(back(1664), [1664, 512]);
    assert.deepEqual(back(611), [611, 512]); // which sees 512 … 611
    assert.deepEqual(back(610), [0, 0]);
    assert.deepEqual(back(0), [0, 0]);
    assert.equal(new SlidingWindow(WINDOW, CAPACITY).rewind(3), 3);
  });

  it('cuts the tokens of a cache back with it', () => {
    const sliding = new SlidingWindow(WINDOW, CAPACITY);
    const kv = new KvTokens(4000, 10, undefined, sliding);
    const tokens = Array.from({ length: 2000 }, (_, i) => i % 10);
    kv.append(tokens);
    sliding.makeRoom(2000, 1);
    assert.equal(kv.rewindTo(tokens.slice(0, 1990)), 1990);
    assert.equal(kv.rewindTo([...tokens.slice(0, 50), 7]), 0);
    assert.deepEqual(kv.tokens, []);
  });

  it('takes up only what it has room for and what the next token sees', () => {
    const sliding = new SlidingWindow(WINDOW, CAPACITY);
    assert.equal(sliding.canHold(1664, 0), true);
    assert.equal(sliding.canHold(1665, 0), false);
    assert.equal(sliding.canHold(1665, 512), true);
    assert.equal(sliding.canHold(600, 512), false);
  });
});
