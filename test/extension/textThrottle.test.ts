import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { TEXT_INTERVAL_MS, TextThrottle } from '../../src/extension/textThrottle.ts';

describe('extension/textThrottle', () => {
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => {
    mock.timers.reset();
  });

  it('passes the first piece on at once, and then what each interval gathered', () => {
    const posted: string[] = [];
    const throttle = new TextThrottle((text) => posted.push(text));
    for (const piece of ['a', 'b', 'c']) throttle.push(piece);
    assert.deepEqual(posted, ['a']);
    mock.timers.tick(TEXT_INTERVAL_MS + 1);
    assert.deepEqual(posted, ['a', 'bc']);
    throttle.push('d');
    assert.deepEqual(posted, ['a', 'bc'], 'the interval after a post is kept too');
    mock.timers.tick(TEXT_INTERVAL_MS + 1);
    assert.deepEqual(posted, ['a', 'bc', 'd']);
  });

  it('posts at most 30 times a second, and loses nothing', () => {
    const posted: string[] = [];
    const throttle = new TextThrottle((text) => posted.push(text));
    for (let ms = 0; ms < 1000; ms++) {
      throttle.push('x');
      mock.timers.tick(1);
    }
    assert.ok(posted.length <= 31, `${posted.length} posts`);
    throttle.flush();
    assert.equal(posted.join(''), 'x'.repeat(1000));
  });

  it('keeps quiet when there is nothing, and after its end', () => {
    const posted: string[] = [];
    const throttle = new TextThrottle((text) => posted.push(text));
    throttle.push('a');
    mock.timers.tick(1000);
    throttle.flush();
    assert.deepEqual(posted, ['a']);
    throttle.push('b');
    throttle.push('c');
    throttle.dispose();
    mock.timers.tick(1000);
    assert.deepEqual(posted, ['a', 'b']);
  });
});
