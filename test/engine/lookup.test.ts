import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MAX_MATCH, PromptLookup } from '../../src/engine/lookup.ts';

/** What follows the most recent of the longest earlier occurrences of the end, by looking everywhere. */
function slowly(tokens: readonly number[]): { length: number; next: number } {
  let best = { length: 0, next: -1 };
  for (let end = tokens.length - 1; end >= 2; end--) {
    let length = 0;
    while (length < Math.min(MAX_MATCH, end) && tokens[end - 1 - length] === tokens.at(-1 - length)) length++;
    if (length >= 2 && length > best.length) best = { length, next: end };
  }
  return best;
}

describe('engine/lookup', () => {
  it('finds the most recent of the longest matches, as a slow search does', () => {
    const texts = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 60 });
    fc.assert(
      fc.property(texts, fc.nat(60), (tokens, cut) => {
        const lookup = new PromptLookup(100, tokens.slice(0, cut));
        for (const token of tokens.slice(cut)) lookup.push(token);
        const { length, next } = slowly(tokens);
        assert.equal(lookup.matchLength, length);
        assert.equal(lookup.predicted(0), length === 0 ? undefined : tokens[next]);
      }),
      { seed: 1 },
    );
  });

  it('predicts what came after, and what repeats goes on', () => {
    const lookup = new PromptLookup(100, [1, 2, 3, 4, 5, 9, 1, 2, 3]);
    assert.equal(lookup.matchLength, 3);
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5, 6].map((i) => lookup.predicted(i)),
      [4, 5, 9, 1, 2, 3, 4],
    );
  });

  it('predicts nothing without a match of two', () => {
    const lookup = new PromptLookup(100, [1, 2, 3, 7, 3]);
    assert.deepEqual([lookup.matchLength, lookup.predicted(0)], [0, undefined]);
  });
});
