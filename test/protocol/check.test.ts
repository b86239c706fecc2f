import assert from 'node:assert/strict';
import { integer, listOf, number, object, oneOf, optional, tagged, text } from '../../src/protocol/check.ts';

describe('protocol/check', () => {
  it('bounds texts, numbers and lists', () => {
    assert.ok(text(3)('abc'));
    assert.ok(!text(3)('abcd'));
    assert.ok(!text(3)(3));
    assert.ok(number(0, 1)(0.5));
    for (const bad of [-0.1, 1.1, NaN, Infinity, '0', null]) assert.ok(!number(0, 1)(bad), String(bad));
    assert.ok(!integer(0, 9)(1.5));
    assert.ok(listOf(text(1), 2)(['a', 'b']));
    assert.ok(!listOf(text(1), 2)(['a', 'b', 'c']));
    assert.ok(!listOf(text(1), 2)(['a', 'bb']));
    assert.ok(oneOf(['a', 'b'])('a'));
    assert.ok(!oneOf(['a', 'b'])('c'));
  });

  it('takes an object with exactly the fields of its shape', () => {
    const check = object<{ readonly a: string }>({ a: text(5) });
    assert.ok(check({ a: 'x' }));
    for (const bad of [{}, { a: 1 }, { a: 'x', b: 1 }, null, 'a', [], undefined]) assert.ok(!check(bad));
    assert.ok(!check(Object.create({ a: 'x' })), 'an inherited field is none');
  });

  it('lets a field be missing where that is said', () => {
    const check = object<{ readonly a: string; readonly b?: number }>({
      a: text(5),
      b: optional(integer(0, 9)),
    });
    for (const good of [{ a: 'x' }, { a: 'x', b: 1 }]) assert.ok(check(good));
    for (const bad of [{ b: 1 }, { a: 'x', b: null }, { a: 'x', c: 1 }]) assert.ok(!check(bad));
  });

  it('tells the variants of a union apart by their tag', () => {
    type Shape = { readonly kind: 'point' } | { readonly kind: 'circle'; readonly radius: number };
    const check = tagged<'kind', Shape>('kind', { point: {}, circle: { radius: number(0, 10) } });
    assert.ok(check({ kind: 'point' }));
    assert.ok(check({ kind: 'circle', radius: 2 }));
    for (const bad of [
      { kind: 'circle' },
      { kind: 'point', radius: 2 },
      { kind: 'square' },
      { kind: 'constructor' },
      { kind: ['point'] },
      {},
      null,
    ]) {
      assert.ok(!check(bad), JSON.stringify(bad));
    }
  });
});
