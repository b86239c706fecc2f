import assert from 'node:assert/strict';
import { assert as invariant, unreachable } from '../../src/base/assert.ts';
import { LlmError, messageOf } from '../../src/base/errors.ts';

describe('base/errors', () => {
  it('carries a code, a message and a cause', () => {
    const cause = new Error('why');
    const error = new LlmError('gguf', 'what', { cause });
    assert.deepEqual(
      [error.name, error.code, error.message, error.cause],
      ['LlmError', 'gguf', 'what', cause],
    );
    assert.ok(error instanceof Error);
  });

  it('finds a message in whatever was thrown', () => {
    assert.equal(messageOf(new Error('an error')), 'an error');
    assert.equal(messageOf('a string'), 'a string');
    assert.equal(messageOf(undefined), 'undefined');
  });
});

describe('base/assert', () => {
  it('throws what an LlmError is not: a bug', () => {
    assert.throws(() => {
      invariant(false, 'two and two are four');
    }, /two and two are four/);
    assert.doesNotThrow(() => {
      invariant(true, 'always');
    });
    assert.throws(() => unreachable('surprise' as never), /surprise/);
  });
});
