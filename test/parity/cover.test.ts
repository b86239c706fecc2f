import assert from 'node:assert/strict';
import { type Factors, pairwiseCover, product, type Row } from './cover.ts';

const factors: Factors = {
  shape: ['square', 'round', 'flat'],
  colour: ['red', 'green', 'blue', 'grey'],
  size: ['small', 'large'],
};
const allows = (row: Row): boolean => !(row['shape'] === 'flat' && row['colour'] === 'red');

function pairs(rows: readonly Row[]): Set<string> {
  const found = new Set<string>();
  for (const { shape, colour, size } of rows)
    for (const pair of [`${shape!} ${colour!}`, `${shape!} ${size!}`, `${colour!} ${size!}`]) found.add(pair);
  return found;
}

describe('parity/cover', () => {
  it('multiplies out what is allowed', () => {
    assert.equal(product(factors, allows).length, 3 * 4 * 2 - 2);
  });

  it('holds every pair that any allowed row holds, in far fewer rows than the product', () => {
    const all = product(factors, allows);
    const cover = pairwiseCover(factors, allows, [], 1);
    assert.deepEqual(pairs(cover), pairs(all));
    assert.ok(cover.every(allows));
    assert.ok(cover.length >= 11 && cover.length <= 14, `${cover.length} rows`);
  });

  it('adds only what the rows at hand lack', () => {
    const present = pairwiseCover(factors, allows, [], 1);
    assert.deepEqual(pairwiseCover(factors, allows, present, 1), []);
    const rest = pairwiseCover(factors, allows, present.slice(2), 1);
    assert.deepEqual(pairs([...present.slice(2), ...rest]), pairs(present));
    assert.ok(rest.length <= 2);
  });

  it('is the same for the same seed', () => {
    assert.deepEqual(pairwiseCover(factors, allows, [], 7), pairwiseCover(factors, allows, [], 7));
  });
});
