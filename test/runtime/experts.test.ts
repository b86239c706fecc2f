import assert from 'node:assert/strict';
import { chooseExperts } from '../../src/runtime/experts.ts';

function choose(logits: readonly number[], nUsed: number, isNormalised: boolean): number[] {
  const choice = new Float32Array(2 * nUsed);
  chooseExperts(choice, Float32Array.from(logits), { n: logits.length, nUsed, nFf: 1, isNormalised });
  return Array.from(choice, (value) => Math.round(value * 1e6) / 1e6);
}

describe('runtime/experts', () => {
  const logits = [Math.log(2), Math.log(5), Math.log(1), Math.log(2)];

  it('chooses the largest, in descending order, with their shares of all', () => {
    assert.deepEqual(choose(logits, 2, false), [1, 0, 0.5, 0.2]);
    assert.deepEqual(choose(logits, 4, false), [1, 0, 3, 2, 0.5, 0.2, 0.2, 0.1]);
  });

  it('or with shares of what is chosen', () => {
    assert.deepEqual(choose(logits, 2, true), [1, 0, 0.714286, 0.285714]);
    assert.deepEqual(choose(logits, 1, true), [1, 1]);
  });

  it('takes the first of equal ones', () => {
    assert.deepEqual(choose([3, 3, 3], 2, true), [0, 1, 0.5, 0.5]);
  });

  it('takes logits of any size', () => {
    assert.deepEqual(choose([-1e30, 1000, 999.5, -1e30], 2, true), [1, 2, 0.622459, 0.377541]);
  });
});
