import assert from 'node:assert/strict';
import { Random } from '../support/random.ts';
import { Bench, usableKernels } from './harness.ts';

const lengths = [1, 4, 5, 64, 172];

for (const build of await usableKernels()) {
  describe(`${build.build} delta net kernels`, () => {
    const bench = new Bench(build, 4 << 20);
    const { kernels } = bench;
    beforeEach(() => {
      bench.reset();
    });

    function near(found: Float32Array, expected: ArrayLike<number>, tolerance = 2e-6): void {
      found.forEach((value, i) => {
        const off = Math.abs(value - expected[i]!);
        assert.ok(
          off <= tolerance * Math.max(1, Math.abs(expected[i]!)),
          `${i}: expected ${expected[i]!}, found ${value}`,
        );
      });
    }

    it('l2Norm, silu and sigmoidMul', () => {
      for (const n of lengths) {
        const x = new Random(n).normals(n, 3);
        const gate = new Random(n + 1).normals(n, 3);
        const length = Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));
        const normed = bench.putFloats(x);
        kernels.l2Norm(normed, n, 1e-6);
        near(
          bench.floats(normed, n),
          x.map((value) => value / length),
        );
        const activated = bench.putFloats(x);
        kernels.silu(activated, n);
        near(
          bench.floats(activated, n),
          x.map((value) => value / (1 + Math.exp(-value))),
        );
        const gated = bench.putFloats(x);
        kernels.sigmoidMul(gated, bench.putFloats(gate), n);
        near(
          bench.floats(gated, n),
          x.map((value, i) => value / (1 + Math.exp(-gate[i]!))),
        );
      }
    });

    it('convTap adds one tap of each channel, bit by bit', () => {
      const { fround } = Math;
      for (const n of lengths) {
        const out = new Random(n).normals(n);
        const x = new Random(n + 1).normals(n);
        const weights = new Random(n + 2).normals(4 * n);
        const at = bench.putFloats(out);
        kernels.convTap(at, bench.putFloats(x), bench.putFloats(weights), n, 2, 4);
        assert.deepEqual(
          bench.floats(at, n).slice(),
          out.map((value, c) => value + fround(x[c]! * weights[4 * c + 2]!)),
        );
        kernels.zero(at, 4 * n);
        assert.deepEqual(bench.floats(at, n).slice(), new Float32Array(n));
      }
    });

    it('deltaStep', () => {
      for (const n of [4, 64, 128]) {
        const rng = new Random(n);
        const state = rng.normals(n * n);
        const [q, k, v] = [rng.normals(n), rng.normals(n, 0.1), rng.normals(n)] as const;
        const at = bench.putFloats(state);
        const out = bench.alloc(4 * n);
        const [qAt, kAt, vAt] = [q, k, v].map((values) => bench.putFloats(values)) as [
          number,
          number,
          number,
        ];
        kernels.deltaStep(out, at, qAt, kAt, vAt, n, 0.9, 0.4, 0.25);
        for (let d = 0; d < n; d++) {
          const row = Array.from(state.subarray(d * n, (d + 1) * n), (value) => value * 0.9);
          const change = 0.4 * (v[d]! - row.reduce((sum, value, j) => sum + value * k[j]!, 0));
          const next = row.map((value, j) => value + change * k[j]!);
          near(bench.floats(at + d * n * 4, n), next, 1e-5);
          const expected = 0.25 * next.reduce((sum, value, j) => sum + value * q[j]!, 0);
          near(bench.floats(out + d * 4, 1), [expected], 1e-5);
        }
      }
    });
  });
}
