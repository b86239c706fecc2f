import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { nextFrame } from './page.ts';

const { Pacer } = await import('../../webview/pacer.ts');

describe('webview/pacer', () => {
  let now: number;
  let drawMs: number;
  let drawn: number;
  let pacer: InstanceType<typeof Pacer>;

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    while (nextFrame() > 0) continue; // what other suites left
    now = drawn = drawMs = 0;
    pacer = new Pacer(
      () => {
        drawn++;
        now += drawMs;
      },
      () => now,
    );
  });

  afterEach(() => {
    mock.timers.reset();
  });

  it('draws with the next frame, once for all wishes', () => {
    pacer.request();
    pacer.request();
    assert.equal(drawn, 0);
    nextFrame();
    assert.equal(drawn, 1);
    nextFrame();
    assert.equal(drawn, 1);
  });

  for (const [title, ms, rest] of [
    ['rests after a long drawing, as many times as long', 20, 160],
    ['rests no longer than a reader would wait for a word', 5_000, 400],
  ] as const) {
    it(title, () => {
      drawMs = ms;
      pacer.drawNow();
      pacer.request();
      mock.timers.tick(rest - 1);
      nextFrame();
      assert.equal(drawn, 1);
      mock.timers.tick(1);
      nextFrame();
      assert.equal(drawn, 2);
    });
  }
});
