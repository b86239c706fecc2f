import assert from 'node:assert/strict';
import { fenceFor } from '../../src/base/fence.ts';

describe('base/fence', () => {
  it('has three backticks, and more where the code has as many', () => {
    assert.equal(fenceFor('let a;'), '```');
    assert.equal(fenceFor('a `b` ``c``'), '```');
    assert.equal(fenceFor('```js\nlet a;\n```'), '````');
    assert.equal(fenceFor('x`````'), '``````');
  });
});
