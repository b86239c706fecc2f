import assert from 'node:assert/strict';
import { errorCodes, LlmError } from '../../src/base/errors.ts';
import { failureOf } from '../../src/extension/failure.ts';
import { isHostMessage } from '../../src/protocol/chat.ts';

describe('extension/failure', () => {
  it('has something to do next for every kind of failure', () => {
    for (const code of errorCodes) {
      const outcome = failureOf(new LlmError(code, 'broken'), {});
      if (code === 'cancelled') assert.equal(outcome.kind, 'stopped');
      else assert.ok(outcome.kind === 'failed' && outcome.actions.includes('retry'), code);
    }
  });

  it('adds the hint of its kind', () => {
    const outcome = failureOf(new LlmError('file', 'no such file'), { file: 'Paths are on the SSH host.' });
    assert.ok(outcome.kind === 'failed');
    assert.equal(outcome.message, 'no such file\nPaths are on the SSH host.');
  });

  it('takes whatever else is thrown for a bug', () => {
    const outcome = failureOf('a string', {});
    assert.ok(outcome.kind === 'failed' && outcome.message === 'a string');
    assert.ok(outcome.actions.includes('showLog'));
  });

  it('fits the channel however long the message is', () => {
    const outcome = failureOf(new Error('x'.repeat(1_000_000)), {});
    assert.ok(isHostMessage({ type: 'change', seq: 1, change: { kind: 'outcome', id: 1, outcome } }));
  });
});
