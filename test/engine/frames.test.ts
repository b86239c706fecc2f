import assert from 'node:assert/strict';
import { Frames } from '../../src/engine/frames.ts';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('engine/frames', () => {
  it('posts the first value at once, and the rest of a burst merged', async () => {
    const posts: string[] = [];
    const frames = new Frames<string>(
      (value) => posts.push(value),
      (waiting, next) => waiting + next,
    );
    for (const letter of 'abcdefgh') frames.push(letter);
    assert.deepEqual(posts, ['a']);
    await pause(60); // nothing follows, and still it comes
    assert.deepEqual(posts, ['a', 'bcdefgh']);
  });

  it('flushes what waits, once', async () => {
    const posts: number[] = [];
    const frames = new Frames<number>(
      (value) => posts.push(value),
      (_, next) => next,
    );
    frames.flush();
    frames.push(1);
    frames.push(2);
    frames.push(3);
    frames.flush();
    frames.flush();
    assert.deepEqual(posts, [1, 3]);
    await pause(60);
    assert.deepEqual(posts, [1, 3]);
  });
});
