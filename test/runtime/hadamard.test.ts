import assert from 'node:assert/strict';
import { hadamard, kvRotation } from '../../src/runtime/hadamard.ts';
import { Random } from '../support/random.ts';

describe('runtime/hadamard', () => {
  it('multiplies with the matrix of its definition', () => {
    const n = 64;
    const x = new Random(1).normals(2 * n);
    const rotated = x.slice();
    hadamard(rotated, n);
    for (let i = 0; i < 2 * n; i++) {
      const block = i - (i % n);
      let sum = 0;
      for (let j = 0; j < n; j++) {
        const bits = ((i % n) & j).toString(2).replaceAll('0', '').length;
        sum += (bits % 2 === 0 ? 1 : -1) * x[block + j]!;
      }
      assert.ok(Math.abs(rotated[i]! - sum / 8) < 1e-5, `element ${i}`);
    }
  });

  it('is its own inverse, for every size', () => {
    for (const n of [64, 128, 256, 512]) {
      const x = new Random(n).normals(n);
      const twice = x.slice();
      hadamard(twice, n);
      hadamard(twice, n);
      assert.ok(twice.every((value, i) => Math.abs(value - x[i]!) < 1e-5));
    }
  });

  it('shares an outlier out', () => {
    const x = new Float32Array(64);
    x[17] = 8;
    hadamard(x, 64);
    assert.ok(x.every((value) => Math.abs(value) === 1));
  });

  it('takes sizes as llama.cpp does', () => {
    assert.equal(kvRotation(80), undefined);
    assert.deepEqual(kvRotation(64), { key: 64, value: 64 });
    assert.deepEqual(kvRotation(192), { key: 64, value: 64 });
    assert.deepEqual(kvRotation(256), { key: 256, value: 64 });
  });
});
