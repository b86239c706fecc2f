import assert from 'node:assert/strict';
import fc from 'fast-check';
import { f16ToF32, f32ToF16 } from '../../src/base/half.ts';
import {
  activations,
  quantizeRowQ8_0,
  quantizeRowQ8_1,
  quantizeRowQ8_K,
  type ActivationType,
} from '../../src/runtime/activation.ts';
import { Random } from '../support/random.ts';

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer);
}

function int8s(bytes: Uint8Array, from: number, n: number): number[] {
  return [...new Int8Array(bytes.buffer, from, n)];
}

/** `n` zeros with some values set. */
function rowOf(n: number, values: Readonly<Record<number, number>>): Float32Array {
  return Object.assign(new Float32Array(n), values);
}

/** Largest relative step of a type: of the largest element of the block for the integers, of the element for floats. */
const steps: Readonly<Record<ActivationType, number>> = {
  f32: 0,
  f16: 2 ** -11,
  bf16: 2 ** -8,
  q8_0: 0.5 / 127 + 2 ** -11,
  q8_1: 0.5 / 127 + 2 ** -11,
  q8_K: 0.5 / 127 + 2 ** -20,
};

describe('runtime/activation', () => {
  it('writes Q8_0 blocks: d = max/127 in f16, halves to even', () => {
    const out = new Uint8Array(2 * 34);
    // The second block's largest value is 127, so that q = x: 0.5 -> 0, 1.5 -> 2, 2.5 -> 2, -0.5 -> 0, -1.5 -> -2.
    quantizeRowQ8_0(out, rowOf(64, { 0: -2, 1: 1, 32: 127, 33: 0.5, 34: 1.5, 35: 2.5, 36: -0.5, 37: -1.5 }));
    assert.equal(viewOf(out).getUint16(0, true), f32ToF16(2 / 127));
    assert.deepEqual(int8s(out, 2, 3), [-127, 64, 0]);
    assert.equal(f16ToF32(viewOf(out).getUint16(34, true)), 1);
    assert.deepEqual(int8s(out, 36, 7), [127, 0, 2, 2, 0, -2, 0]);
  });

  it('writes Q8_1 blocks with the sum times d', () => {
    const out = new Uint8Array(36);
    quantizeRowQ8_1(out, rowOf(32, { 0: 127, 1: -3, 31: 20 }));
    assert.equal(f16ToF32(viewOf(out).getUint16(0, true)), 1);
    assert.equal(f16ToF32(viewOf(out).getUint16(2, true)), 144);
    assert.deepEqual(int8s(out, 4, 2), [127, -3]);
  });

  it('writes Q8_K blocks: the extreme becomes -127, sums of sixteen follow', () => {
    const out = new Uint8Array(292);
    quantizeRowQ8_K(out, rowOf(256, { 3: 254, 15: -4, 16: 2, 255: -254 }));
    assert.equal(viewOf(out).getFloat32(0, true), -2);
    assert.equal(int8s(out, 4 + 3, 1)[0], -127);
    assert.equal(int8s(out, 4 + 255, 1)[0], 127);
    const sums = Array.from({ length: 16 }, (_, i) => viewOf(out).getInt16(260 + 2 * i, true));
    assert.deepEqual(sums, [-125, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 127]);
  });

  it('gives zeros for zeros', () => {
    for (const [name, roundTrip] of Object.entries(activations)) {
      const x = new Float32Array(256);
      roundTrip(x);
      assert.deepEqual(x, new Float32Array(256), name);
    }
  });

  it('stays within half a step of every value', () => {
    for (const [name, roundTrip] of Object.entries(activations)) {
      const rng = new Random(5);
      for (const scale of [1e-3, 1, 300]) {
        const x = rng.normals(512, scale);
        const rounded = x.slice();
        roundTrip(rounded);
        const max = Math.max(...x.map(Math.abs));
        const step = steps[name as ActivationType];
        x.forEach((value, i) => {
          const size = name.startsWith('q') ? max : Math.abs(value);
          assert.ok(
            Math.abs(rounded[i]! - value) <= step * size + 1e-7,
            `${name}: ${value} -> ${rounded[i]!}`,
          );
        });
      }
    }
  });

  it('changes nothing the second time', () => {
    const rows = fc.array(fc.integer({ min: -127, max: 127 }), { minLength: 256, maxLength: 256 });
    fc.assert(
      fc.property(rows, (integers) => {
        // With ±127 in each block of 32 the scale is 1, and integers are their own roundings.
        const x = Float32Array.from(integers, (value, i) => (i % 32 === 0 ? -127 : value));
        for (const [name, roundTrip] of Object.entries(activations)) {
          const rounded = x.slice();
          roundTrip(rounded);
          assert.deepEqual(rounded, x, name);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('tells by how much the stored sum of a Q8_1 block exceeds its values', () => {
    const x = new Random(9).normals(64);
    const blocks = new Uint8Array(72);
    quantizeRowQ8_1(blocks, x);
    const excess = activations.q8_1(x);
    for (const block of [0, 1]) {
      const sum = x.subarray(block * 32, block * 32 + 32).reduce((total, value) => total + value, 0);
      const stored = f16ToF32(viewOf(blocks).getUint16(block * 36 + 2, true));
      assert.ok(Math.abs(excess[block]! - (stored - sum)) < 1e-6);
      assert.notEqual(excess[block], 0);
    }
  });
});
