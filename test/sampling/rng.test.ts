import assert from 'node:assert/strict';
import { Rng } from '../../src/sampling/rng.ts';

describe('sampling/rng', () => {
  it('is std::mt19937: the ten-thousandth word of the default seed', () => {
    const rng = new Rng(5489);
    for (let i = 1; i < 10000; i++) rng.uint32();
    assert.equal(rng.uint32(), 4123659995); // what the C++ standard requires of mt19937
  });

  it('starts anew by its seed', () => {
    const rng = new Rng(42);
    const first = Array.from({ length: 700 }, () => rng.uint32());
    rng.seed(42);
    assert.deepEqual(
      Array.from({ length: 700 }, () => rng.uint32()),
      first,
    );
  });

  it('draws from [0, 1)', () => {
    const rng = new Rng(1);
    let sum = 0;
    for (let i = 0; i < 20000; i++) {
      const value = i % 2 === 0 ? rng.double() : rng.float();
      assert.ok(value >= 0 && value < 1);
      sum += value;
    }
    assert.ok(Math.abs(sum / 20000 - 0.5) < 0.01);
  });
});
