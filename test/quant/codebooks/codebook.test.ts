import assert from 'node:assert/strict';
import { quantTypeNames, quantTypes, type QuantTypeName } from '../../../src/quant/index.ts';

interface Expected {
  readonly nEntries: number;
  /** Values an entry. */
  readonly dims: number;
  readonly sum: number;
  /** FNV-1a over the bytes of ggml's table, as they lie in memory. */
  readonly hash: number;
  /** What the codes 0, 1, … stand for. */
  readonly values: readonly number[];
  readonly evenSums: boolean;
}

const iq1Values = [-1, 0, 1];
const iq2Values = [8, 25, 43];
const iq3xxsValues = [4, 12, 20, 28, 36, 44, 52, 62];
const iq3sValues = [1, 3, 5, 7, 9, 11, 13, 15];

const iq1: Expected = {
  nEntries: 2048,
  dims: 8,
  sum: -15,
  hash: 0x2fe8cbce,
  values: iq1Values,
  evenSums: false,
};

const expected: Partial<Record<QuantTypeName, Expected>> = {
  IQ1_S: iq1,
  IQ1_M: iq1,
  IQ2_XXS: { nEntries: 256, dims: 8, sum: 38611, hash: 0x3db4a16e, values: iq2Values, evenSums: true },
  IQ2_XS: { nEntries: 512, dims: 8, sum: 81582, hash: 0xebeb17dd, values: iq2Values, evenSums: true },
  IQ2_S: { nEntries: 1024, dims: 8, sum: 167589, hash: 0x82981110, values: iq2Values, evenSums: true },
  IQ3_XXS: { nEntries: 256, dims: 4, sum: 25592, hash: 0x49a45035, values: iq3xxsValues, evenSums: true },
  IQ3_S: { nEntries: 512, dims: 4, sum: 12748, hash: 0x71cc6c89, values: iq3sValues, evenSums: false },
};

describe('quant: codebooks', () => {
  it('belong to these types and no others', () => {
    const names = quantTypeNames.filter((name) => quantTypes[name].codebook !== undefined);
    assert.deepEqual(names, Object.keys(expected));
  });

  for (const [name, { nEntries, dims, sum, hash, values, evenSums }] of Object.entries(expected)) {
    it(`${name}: is ggml's table, and has the properties its encoding relies on`, () => {
      const entries = quantTypes[name as QuantTypeName].codebook!();
      assert.equal(entries.length, nEntries * dims);
      assert.equal(
        entries.reduce((total, value) => total + value, 0),
        sum,
      );
      assert.equal(
        entries.reduce((h, value) => Math.imul(h ^ (value & 255), 0x01000193) >>> 0, 0x811c9dc5),
        hash,
      );
      let last = -1;
      for (let at = 0; at < entries.length; at += dims) {
        const codes = Array.from(entries.subarray(at, at + dims), (value) => values.indexOf(value));
        const order = codes.reduceRight((number, code) => number * values.length + code, 0);
        assert.ok(order > last, `entry ${at / dims}`);
        last = order;
        if (evenSums) assert.equal(codes.reduce((total, code) => total + code) % 2, 0, `entry ${at / dims}`);
      }
    });
  }

  it('are decoded once', () => {
    const { codebook } = quantTypes.IQ2_XXS;
    assert.equal(codebook?.(), codebook?.());
  });
});
