import assert from 'node:assert/strict';
import { Random } from './random.ts';

describe('support/random', () => {
  it('repeats itself for a seed', () => {
    const numbers = (seed: number): number[] => {
      const rng = new Random(seed);
      return Array.from({ length: 8 }, () => rng.u32());
    };
    assert.deepEqual(numbers(1), numbers(1));
    assert.notDeepEqual(numbers(1), numbers(2));
    assert.equal(new Set(numbers(0)).size, 8);
  });

  it('is uniform and normal as it says', () => {
    const rng = new Random(4);
    const counts = new Uint32Array(10);
    for (let i = 0; i < 100_000; i++) counts[rng.int(10)]!++;
    assert.ok(
      counts.every((count) => Math.abs(count - 10_000) < 500),
      counts.join(),
    );
    const normals = rng.normals(100_000, 2);
    const mean = normals.reduce((sum, x) => sum + x, 0) / normals.length;
    const variance = normals.reduce((sum, x) => sum + x * x, 0) / normals.length;
    assert.ok(Math.abs(mean) < 0.05 && Math.abs(variance - 4) < 0.1, `${mean} ${variance}`);
    assert.equal(rng.bytes(7).length, 7);
  });
});
