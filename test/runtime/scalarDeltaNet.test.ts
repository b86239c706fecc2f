import assert from 'node:assert/strict';
import { deltaGates, deltaNet, l2Norm, shortConv } from '../../src/runtime/scalarDeltaNet.ts';
import { Random } from '../support/random.ts';

function assertNear(found: Iterable<number>, expected: readonly number[], tolerance = 1e-5): void {
  [...found].forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]!) <= tolerance, `${i}: expected ${expected[i]!}, found ${value}`);
  });
}

const silu = (x: number): number => x / (1 + Math.exp(-x));

describe('runtime/scalarDeltaNet', () => {
  it('convolves each channel with the tokens before, and keeps the latest', () => {
    // Two channels, three taps: 1, 10, 100 and 2, 20, 200.
    const weight = Float32Array.of(0.01, 0.1, 1, 0.02, 0.2, 2);
    const history = Float32Array.of(1, 2, 3, 4); // two tokens
    const x = [Float32Array.of(5, 6)];
    const out = [new Float32Array(2)];
    const next = new Float32Array(4);
    shortConv(out, x, weight, history, next, 3);
    assertNear(out[0]!, [silu(0.01 + 0.3 + 5), silu(0.04 + 0.8 + 12)]);
    assert.deepEqual([...next], [3, 4, 5, 6]);
  });

  it('gives the same in one pass and in several, in place too', () => {
    const rng = new Random(1);
    const weight = rng.normals(8 * 4);
    const x = Array.from({ length: 7 }, () => rng.normals(8));
    const run = (sizes: readonly number[]): number[] => {
      const history = new Float32Array(3 * 8);
      const out: number[] = [];
      let first = 0;
      for (const size of sizes) {
        const rows = Array.from({ length: size }, () => new Float32Array(8));
        shortConv(rows, x.slice(first, first + size), weight, history, history, 4);
        rows.forEach((row) => out.push(...row));
        first += size;
      }
      return out;
    };
    assert.deepEqual(run([1, 1, 1, 1, 1, 1, 1]), run([7]));
    assert.deepEqual(run([2, 5]), run([7]));
  });

  it('is the gated delta rule', () => {
    const recurrent = { layers: [true], nHeadK: 1, nHeadV: 2, headDim: 2, nConv: 4 };
    const rng = new Random(2);
    const x = Array.from({ length: 5 }, () => rng.normals(2 + 2 + 4));
    const gates = (): Float32Array[] => x.map(() => Float32Array.from({ length: 2 }, () => rng.float()));
    const decay = gates();
    const beta = gates();
    const out = x.map(() => new Float32Array(4));
    deltaNet(out, x, decay, beta, new Float32Array(2 * 2 * 2), recurrent);

    for (const head of [0, 1]) {
      let s = [0, 0, 0, 0]; // row-major, a row for each element of v
      for (const [t, row] of x.entries()) {
        const [q0, q1, k0, k1] = row as unknown as [number, number, number, number];
        const v = [row[4 + 2 * head]!, row[5 + 2 * head]!];
        s = s.map((value) => value * decay[t]![head]!);
        const change = v.map((value, d) => beta[t]![head]! * (value - s[2 * d]! * k0 - s[2 * d + 1]! * k1));
        s = [
          s[0]! + change[0]! * k0,
          s[1]! + change[0]! * k1,
          s[2]! + change[1]! * k0,
          s[3]! + change[1]! * k1,
        ];
        const expected = [0, 1].map((d) => (s[2 * d]! * q0 + s[2 * d + 1]! * q1) / Math.SQRT2);
        assertNear(out[t]!.subarray(2 * head, 2 * head + 2), expected);
      }
    }
  });

  it('makes decays and shares of what the matrices give', () => {
    const decay = Float32Array.of(0.5, 30);
    const beta = Float32Array.of(0, Math.log(3));
    deltaGates(decay, beta, Float32Array.of(0.25, 0), Float32Array.of(-2, -0.1));
    assertNear(decay, [Math.exp(-2 * Math.log(1 + Math.exp(0.75))), Math.exp(-3)]);
    assertNear(beta, [0.5, 0.75]);
  });

  it('divides by the length, or by eps', () => {
    const x = Float32Array.of(3, 4);
    l2Norm(x, 1e-6);
    assertNear(x, [0.6, 0.8]);
    const tiny = Float32Array.of(0, 1e-9);
    l2Norm(tiny, 1e-6);
    assertNear(tiny, [0, 1e-3]);
  });
});
