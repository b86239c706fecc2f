import assert from 'node:assert/strict';
import { Routing } from '../../src/compute/routing.ts';
import { Random } from '../support/random.ts';

describe('Routing', () => {
  it('sorts pairs of token and expert by expert, tokens in their order', () => {
    const routing = new Routing(4, 2);
    // Experts of three tokens, each followed by its weights.
    routing.sort(Float32Array.of(2, 0, 0.5, 0.5, 0, 3, 0.5, 0.5, 2, 3, 0.5, 0.5), 3);
    assert.equal(routing.nPairs, 6);
    assert.deepEqual(routing.groups.slice(0, routing.nGroups), [
      { expert: 0, first: 0, n: 2 },
      { expert: 2, first: 2, n: 2 },
      { expert: 3, first: 4, n: 2 },
    ]);
    assert.deepEqual([...routing.pairAt.subarray(0, 6)], [1, 2, 0, 4, 3, 5]);
    assert.deepEqual([...routing.placeOf.subarray(0, 6)], [2, 0, 1, 4, 3, 5]);
  });

  it('finds each pair again, whatever was sorted before', () => {
    const nExpert = 16;
    const nUsed = 3;
    const routing = new Routing(nExpert, nUsed);
    const rng = new Random(1);
    for (const nRows of [128, 1, 40]) {
      const choice = new Float32Array(nRows * 2 * nUsed).map(() => rng.int(nExpert));
      routing.sort(choice, nRows);
      const expertOf = (pair: number): number =>
        choice[Math.floor(pair / nUsed) * 2 * nUsed + (pair % nUsed)]!;
      let place = 0;
      for (const { expert, first, n } of routing.groups.slice(0, routing.nGroups)) {
        assert.equal(first, place);
        for (; place < first + n; place++) {
          const pair = routing.pairAt[place]!;
          assert.equal(expertOf(pair), expert);
          assert.equal(routing.placeOf[pair], place);
        }
      }
      assert.equal(place, nRows * nUsed);
    }
  });
});
