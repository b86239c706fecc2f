import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Candidates } from '../../src/sampling/candidates.ts';
import { Random } from '../support/random.ts';

function candidatesOf(logits: readonly number[]): Candidates {
  const candidates = new Candidates(logits.length);
  candidates.load(Float32Array.from(logits));
  return candidates;
}

/** Few distinct values, so that ties are common; both zeros and a banned token are among them. */
const logit = fc.oneof(
  fc.constantFrom(-Infinity, -1.5, -0, 0, 1e-40, 2.5),
  fc.float({ noNaN: true, max: Math.fround(1e38) }),
);
const someLogits = fc
  .array(logit, { minLength: 1, maxLength: 60 })
  .filter((logits) => logits.some((value) => value !== -Infinity));

/** Ids by descending logit, the lower id first among equals. */
function expectedOrder(logits: readonly number[]): number[] {
  return logits
    .map((_, id) => id)
    .sort((a, b) => (logits[a] === logits[b] ? a - b : logits[b]! - logits[a]!));
}

describe('sampling/candidates', () => {
  it('sorts by logit, equals in the order of their ids', () => {
    fc.assert(
      fc.property(someLogits, (logits) => {
        const candidates = candidatesOf(logits);
        candidates.sort();
        assert.deepEqual([...candidates.ids], expectedOrder(logits));
        assert.deepEqual(
          [...candidates.logits],
          expectedOrder(logits).map((id) => Math.fround(logits[id]!)),
        );
      }),
    );
  });

  it('keeps the same k best as sorting would', () => {
    fc.assert(
      fc.property(someLogits, fc.integer({ min: 1, max: 70 }), (logits, k) => {
        const candidates = candidatesOf(logits);
        candidates.keepTop(k);
        assert.deepEqual([...candidates.ids.subarray(0, candidates.size)], expectedOrder(logits).slice(0, k));
        assert.ok(candidates.sorted);
      }),
    );
  });

  it('keeps the k best of a large vocabulary, by heap and by sorting', () => {
    const logits = [...new Random(7).normals(128256, 3)];
    const order = expectedOrder(logits);
    for (const k of [1, 40, 1024, 1025, 5000]) {
      const candidates = candidatesOf(logits);
      candidates.keepTop(k);
      assert.deepEqual([...candidates.ids.subarray(0, k)], order.slice(0, k));
    }
  });

  it('orders by scores ascending', () => {
    const candidates = candidatesOf([1, 2, 3, 4]);
    candidates.orderBy(Float32Array.of(0.5, -2, 0.5, Infinity));
    assert.deepEqual([...candidates.ids], [1, 0, 2, 3]);
    assert.deepEqual([...candidates.logits], [2, 1, 3, 4]);
    assert.equal(candidates.sorted, false);
  });

  it('gives probabilities that sum to 1, zero for what is banned', () => {
    const candidates = candidatesOf([Math.log(1), -Infinity, Math.log(3), Math.log(4)]);
    candidates.softmax();
    assert.deepEqual([...candidates.ids], [3, 2, 0, 1]);
    [0.5, 0.375, 0.125, 0].forEach((p, i) => {
      assert.ok(Math.abs(candidates.probs[i]! - p) < 1e-7);
    });
  });

  it('refuses logits that are no numbers, and says which', () => {
    for (const [bad, found] of [
      [[0, NaN], /token 1 the logit NaN: its weights are damaged/],
      [[Infinity, 0], /token 0 the logit Infinity/],
      [[-Infinity, -Infinity], /every token the logit -Infinity/],
    ] as const)
      assert.throws(() => candidatesOf(bad), { code: 'gguf', message: found });
    assert.throws(() => {
      new Candidates(3).load(new Float32Array(2));
    }, /expected 3, found 2/);
  });
});
