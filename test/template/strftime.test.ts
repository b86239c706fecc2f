import assert from 'node:assert/strict';
import { strftime } from '../../src/template/strftime.ts';

describe('strftime', () => {
  // In the machine's own time zone, like the templates' dates.
  const date = new Date(2024, 6, 4, 15, 5, 9);

  it('writes dates in English, whatever the machine speaks', () => {
    assert.equal(strftime(date, '%d %b %Y'), '04 Jul 2024');
    assert.equal(strftime(date, '%A, %B %-d, %y (%a %m)'), 'Thursday, July 4, 24 (Thu 07)');
    assert.equal(strftime(date, '%H:%M:%S %I %p'), '15:05:09 03 PM');
    assert.equal(strftime(new Date(2024, 0, 1, 0, 0), '%I %p'), '12 AM');
  });

  it('leaves alone what it does not know', () => {
    assert.equal(strftime(date, '100%% of %Q, %'), '100% of %Q, %');
  });
});
