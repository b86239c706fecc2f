import assert from 'node:assert/strict';
import { installVscode } from '../vscodeStub.ts';

installVscode();
const { withRest } = await import('../../../src/extension/edits/rewrite.ts');

describe('extension/edits/rewrite', () => {
  it('lets the lines stand that the new code has not come to yet', () => {
    const original = 'one\r\ntwo\nthree';
    assert.equal(withRest('ONE', original), 'ONE\ntwo\nthree');
    assert.equal(withRest('ONE\nTW', original), 'ONE\nTW\nthree');
    assert.equal(withRest('ONE\nTWO\nTHREE\nFOUR', original), 'ONE\nTWO\nTHREE\nFOUR');
  });
});
