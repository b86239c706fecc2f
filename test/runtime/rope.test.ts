import assert from 'node:assert/strict';
import type { RopeParams } from '../../src/model/hparams.ts';
import { ropePairs, ropeTable } from '../../src/runtime/rope.ts';

const plain: RopeParams = {
  style: 'norm',
  dim: 8,
  base: 10000,
  scaling: { kind: 'none' },
  nCtxOrig: 512,
  magnitude: 1,
};

function anglesOf(pos: number, rope: RopeParams, factors?: Float32Array): number[] {
  const cos = new Float32Array(rope.dim / 2);
  const sin = new Float32Array(rope.dim / 2);
  ropeTable(cos, sin, pos, rope, factors);
  return [...cos].map((value, i) => Math.atan2(sin[i]!, value));
}

function assertNear(found: readonly number[], expected: readonly number[]): void {
  assert.equal(found.length, expected.length);
  found.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]!) < 1e-6, `${i}: expected ${expected[i]!}, found ${value}`);
  });
}

describe('runtime/rope', () => {
  it('turns pair i by pos · base^(-2i/dim)', () => {
    assertNear(anglesOf(3, plain), [3, 0.3, 0.03, 0.003]);
    assertNear(anglesOf(0, plain), [0, 0, 0, 0]);
  });

  it('slows down linearly by the scaling factor', () => {
    assertNear(
      anglesOf(3, { ...plain, scaling: { kind: 'linear', factor: 4 } }),
      [0.75, 0.075, 0.0075, 0.00075],
    );
  });

  it('divides each frequency by its factor', () => {
    assertNear(anglesOf(2, plain, Float32Array.of(1, 2, 4, 8)), [2, 0.1, 0.005, 0.00025]);
  });

  it('YaRN keeps the angles of fast pairs, slows down slow ones by the factor, and blends between them', () => {
    // Of 16 pairs at base 10000 pair i turns 512 / (2π · 10000^(i/16)) times in 512 positions: 32 times at i = 1.6 and
    // once at i = 7.6, so the ramp runs from 1 to 8.
    const yarn: RopeParams = {
      ...plain,
      dim: 32,
      scaling: { kind: 'yarn', factor: 4, betaFast: 32, betaSlow: 1 },
    };
    const angles = anglesOf(1, yarn);
    const kept = (i: number): number => angles[i]! / 10000 ** (-i / 16);
    assertNear([kept(0), kept(1)], [1, 1]);
    for (let i = 2; i < 8; i++) {
      const share = 1 - (i - 1) / 7;
      assertNear([kept(i)], [share + (1 - share) / 4]);
    }
    for (let i = 8; i < 16; i++) assertNear([kept(i)], [0.25]);
  });

  it('makes what it rotates longer by the magnitude', () => {
    const cos = new Float32Array(4);
    const sin = new Float32Array(4);
    ropeTable(cos, sin, 3, { ...plain, magnitude: 1.5 }, undefined);
    assertNear(
      [...cos],
      [3, 0.3, 0.03, 0.003].map((angle) => 1.5 * Math.cos(angle)),
    );
    assertNear(
      [...sin],
      [3, 0.3, 0.03, 0.003].map((angle) => 1.5 * Math.sin(angle)),
    );
  });

  it('multiplies angles up in f32, as ggml does', () => {
    // Far out the roundings show: the exact angle would be 100000 / 10000^(1/4) = 10000.
    const { fround } = Math;
    const cos = new Float32Array(4);
    const sin = new Float32Array(4);
    ropeTable(cos, sin, 100001, plain, undefined);
    const scale = fround(10000 ** -0.25);
    const angle = fround(fround(fround(100001 * scale) * scale) * scale);
    assert.notEqual(angle, fround(100001 * 10000 ** -0.75));
    assert.equal(cos[3], fround(Math.cos(angle)));
    assert.equal(sin[3], fround(Math.sin(angle)));
  });

  it('pairs neighbours, or halves', () => {
    assert.deepEqual(ropePairs(plain), { stride: 2, distance: 1 });
    assert.deepEqual(ropePairs({ ...plain, style: 'neox' }), { stride: 1, distance: 4 });
  });
});
