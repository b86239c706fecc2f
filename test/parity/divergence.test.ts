import assert from 'node:assert/strict';
import { divergence, typicalRow } from './divergence.ts';

const near = (found: number, expected: number): void => {
  assert.ok(Math.abs(found - expected) < 1e-6, `expected ${expected}, found ${found}`);
};

describe('parity/divergence', () => {
  it('is nothing between equal rows, whatever their offset', () => {
    const logits = Float32Array.of(1, 2, 3, -5, 0, 5);
    const { maxDp, klMean, klMax, nAgree, rows } = divergence(
      logits,
      logits.map((x) => x + 1),
      3,
    );
    near(maxDp, 0);
    near(klMean, 0);
    near(klMax, 0);
    assert.deepEqual([nAgree, rows.length], [2, 2]);
  });

  it('by hand: probabilities 3/4 and 1/4 against 1/2 and 1/2 in one row of two', () => {
    const third = Math.log(3);
    const expected = Float32Array.of(third, 0, 0, third);
    const found = Float32Array.of(0, 0, 0, third);
    const { maxDp, klMean, klMax, nAgree } = divergence(expected, found, 2);
    const kl = 0.75 * Math.log(1.5) + 0.25 * Math.log(0.5);
    near(maxDp, 0.25);
    near(klMax, kl);
    near(klMean, kl / 2);
    assert.equal(nAgree, 2); // of equals the first is taken
  });

  it('counts rows whose likeliest token is another', () => {
    assert.equal(divergence(Float32Array.of(0, 1, 0, 1), Float32Array.of(1, 0, 0, 1), 2).nAgree, 1);
  });

  it('has a row in the middle, which the worst do not move', () => {
    const found = divergence(Float32Array.of(0, 1, 0, 1, 2, 0), Float32Array.of(1, 0, 0, 1, 2, 0), 2);
    assert.ok(found.maxDp > 0.4 && found.klMax > 0.4);
    near(typicalRow(found).maxDp, 0);
    near(typicalRow(found).klMean, 0);
  });

  it('is infinite where a logit is no number', () => {
    const { maxDp, klMean } = divergence(Float32Array.of(0, 1), Float32Array.of(NaN, 1), 2);
    assert.deepEqual([maxDp, klMean], [Infinity, Infinity]);
  });
});
