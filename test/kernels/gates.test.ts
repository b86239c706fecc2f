import assert from 'node:assert/strict';
import { f16ToF32, f32ToF16 } from '../../src/base/half.ts';
import { Random } from '../support/random.ts';
import { Bench, usableKernels } from './harness.ts';

/** Lengths with and without a rest behind the last vector. */
const lengths = [1, 3, 4, 5, 64, 172];

for (const build of await usableKernels()) {
  describe(`${build.build} gates and scales`, () => {
    const bench = new Bench(build, 4 << 20);
    const { kernels } = bench;
    beforeEach(() => {
      bench.reset();
    });

    it('geglu: gelu of the nearest f16, rounded to f16, at most one step off', () => {
      const roundHalf = (x: number): number => f16ToF32(f32ToF16(x));
      const special = [0, -0, 9.999, 10, 10.001, -9.99, -10, -11, 1e-8, -3e-5, 6e-5, 6.2e-5, 300, -300];
      const n = 4099;
      const gate = new Random(1).normals(n, 2.5);
      gate.set(special);
      const up = new Random(2).normals(n).map((value) => Math.sign(value));
      const out = bench.alloc(4 * n);
      kernels.geglu(out, bench.putFloats(gate), bench.putFloats(up), n);
      let nOff = 0;
      for (let i = 0; i < n; i++) {
        const x = roundHalf(gate[i]!);
        const inner = Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3);
        const between = roundHalf((x / 2) * (1 + Math.tanh(inner)));
        const expected = gate[i]! <= -10 ? 0 : gate[i]! >= 10 ? gate[i]! : between;
        const found = bench.floats(out, n)[i]! * up[i]!;
        // A step of f16 is 2^-11 of the value at most, or 2^-24.
        const step = Math.max(Math.abs(expected) * 2 ** -10, 2 ** -24);
        assert.ok(
          Math.abs(found - expected) <= step,
          `gelu(${gate[i]!}): expected ${expected}, found ${found}`,
        );
        if (found !== expected) nOff++;
      }
      assert.ok(nOff < n / 100, `${nOff} of ${n} were rounded the other way`);
    });

    it('softcap', () => {
      for (const n of lengths) {
        const x = new Random(n).normals(n, 40);
        x.set([0, -1000, 1000].slice(0, n));
        const at = bench.putFloats(x);
        kernels.softcap(at, n, 30);
        for (let i = 0; i < n; i++) {
          const expected = 30 * Math.tanh(x[i]! / 30);
          const found = bench.floats(at, n)[i]!;
          assert.ok(Math.abs(found - expected) < 1e-5, `${x[i]!}: expected ${expected}, found ${found}`);
        }
      }
    });

    it('scale and addScaled, bit by bit', () => {
      const { fround } = Math;
      for (const n of lengths) {
        const x = new Random(n).normals(n);
        const y = new Random(n + 1).normals(n);
        const factor = fround(0.3);
        const at = bench.putFloats(x);
        const out = bench.alloc(4 * n);
        kernels.scale(out, at, n, factor);
        assert.deepEqual(
          bench.floats(out, n).slice(),
          x.map((value) => value * factor),
        );
        kernels.addScaled(at, bench.putFloats(y), n, factor);
        assert.deepEqual(
          bench.floats(at, n).slice(),
          x.map((value, i) => value + fround(y[i]! * factor)),
        );
      }
    });
  });
}
