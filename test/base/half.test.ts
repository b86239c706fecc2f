import assert from 'node:assert/strict';
import { bf16ToF32, f16ToF32, f32ToBf16, f32ToF16 } from '../../src/base/half.ts';
import { Random } from '../support/random.ts';

/** From the definition: (-1)^s · 2^(e - 15) · 1.m, subnormal where e is 0. */
function f16ByDefinition(h: number): number {
  const sign = h & 0x8000 ? -1 : 1;
  const e = (h >> 10) & 31;
  const m = h & 1023;
  if (e === 31) return m === 0 ? sign * Infinity : NaN;
  return sign * (e === 0 ? m * 2 ** -24 : (1024 + m) * 2 ** (e - 25));
}

describe('base/half: f16', () => {
  it('decodes all 65,536 patterns', () => {
    for (let h = 0; h < 65536; h++) {
      if (!Object.is(f16ToF32(h), f16ByDefinition(h)))
        assert.fail(`0x${h.toString(16)} gives ${f16ToF32(h)}`);
    }
  });

  it('encodes every f16 value as itself', () => {
    for (let h = 0; h < 65536; h++) {
      const isNan = (h & 0x7fff) > 0x7c00;
      if (isNan) assert.ok(Number.isNaN(f16ToF32(f32ToF16(f16ToF32(h)))));
      else if (f32ToF16(f16ToF32(h)) !== h) assert.fail(`0x${h.toString(16)} is not itself`);
    }
  });

  it('rounds to the nearest, ties to even, over the whole range', () => {
    for (let h = 0; h < 0x7bff; h++) {
      const low = f16ToF32(h);
      const high = f16ToF32(h + 1);
      const middle = (low + high) / 2; // exact in f32
      const even = h % 2 === 0 ? h : h + 1;
      assert.equal(f32ToF16(middle), even);
      assert.equal(f32ToF16(-middle), even | 0x8000);
      assert.equal(f32ToF16(Math.fround(middle - (high - low) / 8)), h);
      assert.equal(f32ToF16(Math.fround(middle + (high - low) / 8)), h + 1);
    }
  });

  it('overflows to infinity from 65520 on, and underflows to a signed zero', () => {
    assert.equal(f32ToF16(65519.996), 0x7bff);
    assert.equal(f32ToF16(65520), 0x7c00);
    assert.equal(f32ToF16(-1e30), 0xfc00);
    assert.equal(f32ToF16(2 ** -25), 0);
    assert.equal(f32ToF16(1.5 * 2 ** -25), 1);
    assert.equal(f32ToF16(-1e-30), 0x8000);
  });
});

describe('base/half: bf16', () => {
  it('is the upper half of an f32, in all 65,536 patterns', () => {
    const word = new DataView(new ArrayBuffer(4));
    for (let h = 0; h < 65536; h++) {
      word.setUint32(0, h * 65536);
      assert.ok(Object.is(bf16ToF32(h), word.getFloat32(0)), `0x${h.toString(16)}`);
      const isNan = (h & 0x7fff) > 0x7f80;
      if (!isNan) assert.equal(f32ToBf16(bf16ToF32(h)), h);
    }
  });

  it('rounds to the nearest, ties to even', () => {
    const rng = new Random(1);
    for (let i = 0; i < 10_000; i++) {
      const h = rng.int(0x7f7f);
      const middle = (bf16ToF32(h) + bf16ToF32(h + 1)) / 2;
      assert.equal(f32ToBf16(middle), h % 2 === 0 ? h : h + 1);
    }
  });

  it('keeps NaN a NaN, also one whose payload lies in the lower half only', () => {
    const word = new DataView(new ArrayBuffer(4));
    word.setUint32(0, 0x7f800001);
    assert.ok(Number.isNaN(bf16ToF32(f32ToBf16(word.getFloat32(0)))));
  });
});
