import assert from 'node:assert/strict';
import { pairwiseCover } from './cover.ts';

const shapes = ['square', 'round', 'flat'];
const colours = ['red', 'green', 'blue', 'grey'];
const sizes = ['small', 'large'];
const things = shapes
  .flatMap((shape) => colours.flatMap((colour) => sizes.map((size) => [shape, colour, size])))
  .filter(([shape, colour]) => !(shape === 'flat' && colour === 'red'));
const cover = (present: readonly string[][], seed = 1): string[][] =>
  pairwiseCover(things, (thing) => thing, present, seed);

function pairs(rows: readonly string[][]): Set<string> {
  return new Set(rows.flatMap(([a, b, c]) => [`${a!} ${b!}`, `${a!} ${c!}`, `${b!} ${c!}`]));
}

describe('parity/cover', () => {
  it('holds every pair that any candidate holds, in far fewer rows', () => {
    const rows = cover([]);
    assert.equal(things.length, 22);
    assert.deepEqual([...pairs(rows)].sort(), [...pairs(things)].sort());
    assert.ok(rows.length >= 11 && rows.length <= 14, `${rows.length} rows`);
  });

  it('adds only what the rows at hand lack', () => {
    const rows = cover([]);
    assert.deepEqual(cover(rows), []);
    const rest = cover(rows.slice(2));
    assert.deepEqual([...pairs([...rows.slice(2), ...rest])].sort(), [...pairs(rows)].sort());
    assert.ok(rest.length <= 4, `${rest.length} rows`);
  });

  it('is the same for the same seed', () => {
    assert.deepEqual(cover([], 7), cover([], 7));
  });
});
