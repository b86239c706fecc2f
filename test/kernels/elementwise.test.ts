import assert from 'node:assert/strict';
import { f16ToF32, f32ToF16 } from '../../src/base/half.ts';
import { Random } from '../support/random.ts';
import { Bench, usableKernels } from './harness.ts';

/** The exponential's error, relative: a few units in the last place of f32. */
const EXP_ERROR = 3e-7;
/** Of a sum of n exponentials or squares in f32, and a division after it. */
const SUM_ERROR = 1e-6;

const lengths = [1, 3, 4, 5, 64, 172, 2048];

for (const build of await usableKernels()) {
  describe(`${build.build} element-wise kernels`, () => {
    const bench = new Bench(build, 4 << 20);
    const { kernels } = bench;
    beforeEach(() => {
      bench.reset();
    });

    it('rmsNorm', () => {
      for (const n of lengths) {
        for (const scale of [1e-3, 1, 1e4]) {
          const x = new Random(n).normals(n, scale);
          const weight = new Random(n + 1).normals(n);
          const from = bench.putFloats(x);
          const out = bench.alloc(4 * n);
          const weights = bench.putFloats(weight);
          kernels.rmsNorm(out, from, weights, n, 1e-5);
          const rms = Math.sqrt(x.reduce((sum, v) => sum + v * v, 0) / n + 1e-5);
          for (let i = 0; i < n; i++) {
            const expected = (x[i]! / rms) * weight[i]!;
            close(bench.floats(out, n)[i]!, expected, SUM_ERROR * Math.abs(expected), `n ${n}`);
          }
          kernels.rmsNorm(from, from, weights, n, 1e-5);
          assert.deepEqual(bench.floats(from, n).slice(), bench.floats(out, n).slice(), 'in place');
        }
      }
    });

    it('swiglu', () => {
      for (const n of lengths) {
        const gate = new Random(n).normals(n, 20);
        gate.set([-1000, -88, 88, 0].slice(0, n));
        const up = new Random(n + 1).normals(n);
        const gates = bench.putFloats(gate);
        const out = bench.alloc(4 * n);
        kernels.swiglu(out, gates, bench.putFloats(up), n);
        for (let i = 0; i < n; i++) {
          const expected = (gate[i]! / (1 + Math.exp(-gate[i]!))) * up[i]!;
          const least = 1e-33; // where e^-gate would overflow f32
          close(
            bench.floats(out, n)[i]!,
            expected,
            2 * EXP_ERROR * Math.abs(expected) + least,
            `gate ${gate[i]!}`,
          );
        }
      }
    });

    it('softmax', () => {
      for (const n of lengths) {
        const x = new Random(n).normals(n, 10);
        if (n > 4) x.set([-1e30, -200], 1);
        const address = bench.putFloats(x);
        kernels.softmax(address, n);
        const max = Math.max(...x);
        const sum = x.reduce((total, v) => total + Math.exp(v - max), 0);
        for (let i = 0; i < n; i++) {
          const expected = Math.exp(x[i]! - max) / sum;
          close(bench.floats(address, n)[i]!, expected, 5 * SUM_ERROR * expected + 1e-37, `n ${n}`);
        }
      }
    });

    it('the exponential, over its whole range', () => {
      // softmax of two shows e^x for x <= 0: p / (1 - p).
      const address = bench.alloc(8 * 4);
      const view = bench.floats(address, 8);
      for (let x = 0; x > -87; x -= 0.0371) {
        view.set([0, x, x, x, x, x, x, x]);
        kernels.softmax(address, 8);
        const exact = Math.exp(Math.fround(x));
        close(view[1]! / view[0]!, exact, 2 * EXP_ERROR * exact, `e^${x}`);
      }
    });

    it('add and copy', () => {
      for (const n of lengths) {
        const x = new Random(n).normals(n);
        const y = new Random(n + 1).normals(n);
        const at = bench.putFloats(x);
        kernels.add(at, bench.putFloats(y), n);
        assert.deepEqual(
          bench.floats(at, n).slice(),
          x.map((v, i) => v + y[i]!),
        );
        const to = bench.alloc(4 * n);
        kernels.copy(to, at, 4 * n);
        assert.deepEqual(bench.floats(to, n).slice(), bench.floats(at, n).slice());
      }
    });

    it('f32 to f16 and back, bit by bit', () => {
      const special = [
        0,
        -0,
        1,
        -2,
        65504,
        65519,
        65520,
        1e9,
        -Infinity,
        6e-8,
        2e-8,
        5.96e-8,
        6.1e-5,
        1e-40,
        0.1,
      ];
      const x = Float32Array.from([
        ...special,
        ...new Random(3).normals(2000, 3),
        ...new Random(4).normals(2000, 1e-6),
      ]);
      const n = x.length;
      const halves = bench.alloc(2 * n);
      kernels.f32ToF16(halves, bench.putFloats(x), n);
      const bits = new Uint16Array(bench.memory.buffer, halves, n);
      assert.deepEqual([...bits], Array.from(x, f32ToF16));
      const back = bench.alloc(4 * n);
      kernels.f16ToF32(back, halves, n);
      assert.deepEqual([...bench.floats(back, n)], Array.from(bits, f16ToF32));
    });

    for (const neox of [false, true]) {
      it(`rope, ${neox ? 'halves' : 'neighbours'}`, () => {
        for (const [headDim, ropeDim] of [
          [8, 8],
          [64, 64],
          [80, 32],
          [10, 10],
          [96, 6],
        ] as const) {
          const nHead = 3;
          const random = new Random(headDim);
          const x = random.normals(nHead * headDim);
          const angles = Float64Array.from({ length: ropeDim / 2 }, () => random.float() * 6);
          const cos = Float32Array.from(angles, Math.cos);
          const sin = Float32Array.from(angles, Math.sin);
          const at = bench.putFloats(x);
          kernels.rope(at, nHead, headDim, ropeDim, bench.putFloats(cos), bench.putFloats(sin), neox);
          const expected = x.slice();
          for (let head = 0; head < nHead; head++) {
            for (let i = 0; i < ropeDim / 2; i++) {
              const first = head * headDim + (neox ? i : 2 * i);
              const second = first + (neox ? ropeDim / 2 : 1);
              expected[first] = Math.fround(x[first]! * cos[i]!) - Math.fround(x[second]! * sin[i]!);
              expected[second] = Math.fround(x[second]! * cos[i]!) + Math.fround(x[first]! * sin[i]!);
            }
          }
          assert.deepEqual(bench.floats(at, nHead * headDim).slice(), expected, `${ropeDim} of ${headDim}`);
        }
      });
    }
  });
}

function close(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: expected ${expected}, found ${actual}`);
}
