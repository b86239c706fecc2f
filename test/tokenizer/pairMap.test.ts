import assert from 'node:assert/strict';
import { PairMap } from '../../src/tokenizer/pairMap.ts';
import { Random } from '../support/random.ts';

describe('PairMap', () => {
  it('finds what was put in, and nothing else', () => {
    const random = new Random(1);
    const map = new PairMap(5000);
    const twin = new Map<string, number>();
    for (let i = 0; i < 5000; i++) {
      const [a, b, value] = [random.int(100), random.int(100), random.int(2 ** 31)];
      map.set(a, b, value);
      twin.set(`${a},${b}`, value);
    }
    for (let a = 0; a < 101; a++) {
      for (let b = 0; b < 101; b++) assert.equal(map.get(a, b), twin.get(`${a},${b}`) ?? -1);
    }
  });

  it('tells (a, b) from (b, a), and takes ids of the largest vocabularies', () => {
    const map = new PairMap(2);
    map.set(2 ** 22, 1, 7);
    assert.equal(map.get(2 ** 22, 1), 7);
    assert.equal(map.get(1, 2 ** 22), -1);
  });

  it('takes as many pairs as it was made for', () => {
    for (const capacity of [0, 1, 8, 9, 1000]) {
      const map = new PairMap(capacity);
      for (let i = 0; i < capacity; i++) map.set(i, i, i);
      for (let i = 0; i < capacity; i++) assert.equal(map.get(i, i), i);
      assert.equal(map.get(capacity, capacity), -1);
    }
  });

  it('refuses to fill up, where a look-up would never end', () => {
    const map = new PairMap(0);
    assert.throws(() => {
      for (let i = 0; i < 100; i++) map.set(i, 0, 0);
    }, /more pairs than it was made for/);
  });
});
