import assert from 'node:assert/strict';
import { linesThatFit } from '../../../src/extension/attachments/headFit.ts';

describe('extension/attachments/headFit', () => {
  it('finds the most lines that cost no more than there is room', async () => {
    let asked = 0;
    const costOf = (lines: number): Promise<number> => {
      asked++;
      return Promise.resolve(7 + 3 * lines);
    };
    assert.equal(await linesThatFit(1000, 100, costOf), 31);
    assert.ok(asked <= 10, `${asked} counts`);
    assert.equal(await linesThatFit(20, 100, costOf), 20);
    assert.equal(await linesThatFit(20, 9, costOf), 0);
  });
});
