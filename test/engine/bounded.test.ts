import assert from 'node:assert/strict';
import { LlmError } from '../../src/base/errors.ts';
import { runBounded } from '../../src/engine/bounded.ts';

describe('engine/bounded', () => {
  it('gives the result, or what was thrown, as it is', () => {
    const result = { some: 'object' };
    assert.equal(
      runBounded('it', 500, () => result),
      result,
    );
    const error = new TypeError('its own');
    assert.throws(
      () =>
        runBounded('it', 500, () => {
          throw error;
        }),
      (thrown) => thrown === error,
    );
  });

  it('stops what does not end', () => {
    let turns = 0;
    assert.throws(
      () =>
        runBounded('the template', 50, () => {
          for (;;) turns++;
        }),
      (error) =>
        error instanceof LlmError && error.code === 'template' && /the template.*50 ms/.test(error.message),
    );
    assert.ok(turns > 0);
  });
});
