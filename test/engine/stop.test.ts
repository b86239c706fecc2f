import assert from 'node:assert/strict';
import fc from 'fast-check';
import { StopMatcher } from '../../src/engine/stop.ts';

/** Few letters, so that partial matches are the rule. */
const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '😀'), maxLength: 60 });
const stopStrings = fc.array(
  fc.string({ unit: fc.constantFrom('a', 'b', '\n', '😀'), minLength: 1, maxLength: 5 }),
  { maxLength: 3 },
);

/** The plain definition: the match that is complete first, of those the one that begins first. */
function cut(whole: string, stops: readonly string[]): { shown: string; stopped: boolean } {
  for (let end = 0; end <= whole.length; end++) {
    const found = stops.filter((stop) => whole.slice(0, end).endsWith(stop));
    if (found.length > 0) {
      return { shown: whole.slice(0, end - Math.max(...found.map(({ length }) => length))), stopped: true };
    }
  }
  return { shown: whole, stopped: false };
}

describe('engine/stop', () => {
  it('shows what comes before the first complete stop string, however the text is cut', () => {
    fc.assert(
      fc.property(text, stopStrings, fc.array(fc.nat(60)), (whole, stops, cuts) => {
        const matcher = new StopMatcher(stops);
        const bounds = [
          0,
          ...cuts.map((at) => Math.min(at, whole.length)).sort((a, b) => a - b),
          whole.length,
        ];
        let shown = '';
        for (let i = 1; i < bounds.length; i++) shown += matcher.push(whole.slice(bounds[i - 1], bounds[i]));
        shown += matcher.end();
        assert.deepEqual({ shown, stopped: matcher.stopped }, cut(whole, stops));
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it('never shows a part of what becomes a stop string, and holds back no more than that', () => {
    fc.assert(
      fc.property(text, stopStrings, (whole, stops) => {
        const matcher = new StopMatcher(stops);
        let shown = '';
        for (let i = 0; i < whole.length; i++) {
          shown += matcher.push(whole[i]!);
          if (matcher.stopped) break;
          const tail = whole.slice(shown.length, i + 1);
          assert.ok(
            tail === '' || stops.some((stop) => stop.startsWith(tail)),
            `held back ${JSON.stringify(tail)}`,
          );
        }
        assert.ok(whole.startsWith(shown));
        assert.ok(cut(whole, stops).shown.startsWith(shown));
      }),
      { seed: 2, numRuns: 1000 },
    );
  });

  it('takes the longest of the strings that end at the same place, and ignores empty ones', () => {
    const matcher = new StopMatcher(['', 'END', 'THE END']);
    assert.equal(matcher.push('this is THE EN'), 'this is ');
    assert.equal(matcher.push('D. And more'), '');
    assert.equal(matcher.stopped, true);
    assert.equal(matcher.push('later'), '');
    assert.equal(matcher.end(), '');
  });

  it('gives back at the end what only began like a stop string', () => {
    const matcher = new StopMatcher(['</answer>']);
    assert.equal(matcher.push('x </ans'), 'x ');
    assert.equal(matcher.end(), '</ans');
  });

  it('is linear on text that almost matches all the time', () => {
    // Quadratic work here would be 10^11 steps, and run into mocha's timeout.
    const stop = `${'a'.repeat(100_000)}b`;
    const matcher = new StopMatcher([stop]);
    let length = 0;
    for (let i = 0; i < 1000; i++) length += matcher.push('a'.repeat(1000)).length;
    assert.equal(length, 900_000);
    assert.equal(matcher.end().length, 100_000);
  });
});
