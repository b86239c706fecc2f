import assert from 'node:assert/strict';
import { shiftLines } from '../../../src/extension/attachments/lineShift.ts';

describe('extension/attachments/lineShift', () => {
  const lines = { first: 10, last: 20 };

  it('moves with the text above, and not with that below', () => {
    assert.deepEqual(shiftLines(lines, { first: 1, last: 1, count: 4 }), { first: 13, last: 23 });
    assert.deepEqual(shiftLines(lines, { first: 2, last: 5, count: 1 }), { first: 7, last: 17 });
    assert.deepEqual(shiftLines(lines, { first: 21, last: 30, count: 1 }), lines);
  });

  it('grows and shrinks with what changes within', () => {
    assert.deepEqual(shiftLines(lines, { first: 12, last: 12, count: 3 }), { first: 10, last: 22 });
    assert.deepEqual(shiftLines(lines, { first: 12, last: 14, count: 1 }), { first: 10, last: 18 });
    assert.deepEqual(shiftLines(lines, { first: 5, last: 30, count: 1 }), { first: 5, last: 5 });
    assert.deepEqual(shiftLines(lines, { first: 8, last: 12, count: 5 }), { first: 8, last: 20 });
  });
});
