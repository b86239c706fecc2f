import assert from 'node:assert/strict';
import { activations, type ActivationType } from '../../src/runtime/activation.ts';
import { Random } from '../support/random.ts';
import { geluTies, routingTies, tiesOf } from './ties.ts';

const N = 512;
const types = (Object.keys(activations) as ActivationType[]).filter((type) => type !== 'f32');

function randomRow(rng: Random): Float32Array {
  return Float32Array.from({ length: N }, () => 2 * (rng.float() + rng.float() - 1));
}

function rounded(type: ActivationType, row: Float32Array): Float32Array {
  const copy = row.slice();
  activations[type](copy);
  return copy;
}

describe('parity/ties', () => {
  it('has none where nothing is rounded', () => {
    assert.deepEqual(tiesOf('f32', randomRow(new Random(1))), []);
  });

  for (const type of types) {
    it(`${type}: a row that the last bits of its values round otherwise has a tie`, () => {
      const rng = new Random(2);
      let nChanged = 0;
      for (let i = 0; i < 150; i++) {
        const row = randomRow(rng);
        const other = row.map((x) => x * (1 + 4e-7 * (rng.float() - 0.5)));
        // In steps of the blocks' largest value a change of that value alone moves everything by its last bits.
        const [found, expected] = [rounded(type, other), rounded(type, row)];
        if (found.every((x, j) => Math.abs(x - expected[j]!) < 1e-5)) continue;
        nChanged++;
        assert.notEqual(tiesOf(type, row).length, 0);
      }
      if (type === 'f16' || type === 'bf16') assert.ok(nChanged > 0, 'the rows have shown nothing');
    });

    it(`${type}: a nudged row is another, and its tie is gone`, () => {
      const rng = new Random(3);
      let nTies = 0;
      for (let i = 0; i < 100; i++) {
        const row = randomRow(rng);
        for (const { element, value } of tiesOf(type, row).slice(0, 3)) {
          nTies++;
          const nudged = row.slice();
          nudged[element] = value;
          assert.ok(Math.abs(value - row[element]!) < 3e-5);
          assert.ok(!tiesOf(type, nudged).some((tie) => tie.element === element && tie.value === value));
        }
      }
      assert.ok(nTies > 0, 'the rows have shown nothing');
    });
  }

  it('by hand: 2.5 of 127 steps is the middle, and a little less or more is tried', () => {
    const row = new Float32Array(32);
    row[0] = 127 * (1 + 2 ** -12); // not between two f16
    row[7] = 2.5 * (1 + 2 ** -12);
    const [first, second, ...rest] = tiesOf('q8_0', row).filter(({ element }) => element === 7);
    assert.deepEqual(rest, []);
    assert.ok(first!.value < row[7] && second!.value > row[7]);
    const steps = [first!, second!].map(({ value }) => {
      const nudged = row.slice();
      nudged[7] = value;
      return Math.round(rounded('q8_0', nudged)[7]!);
    });
    assert.deepEqual(steps, [2, 3]);
  });

  it('finds an expert that might as well be chosen, and no other', () => {
    const logits = Float32Array.of(1, 3, 2, 2 - 1e-6, -4);
    const [tie, ...rest] = routingTies(logits, 2);
    assert.deepEqual([tie!.element, rest.length], [3, 0]);
    assert.ok(tie!.value > 2);
    assert.deepEqual(routingTies(logits, 1), []);
  });

  it("looks at GELU's results each by its own size", () => {
    const middle = 1 + 2 ** -11;
    const results = Float32Array.of(middle, 1 + 2 ** -12, -middle / 64, middle + 5e-5, 0);
    const elements = new Set(geluTies(results).map(({ element }) => element));
    assert.deepEqual(elements, new Set([0, 2]));
  });
});
