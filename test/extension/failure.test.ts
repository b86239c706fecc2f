import assert from 'node:assert/strict';
import { errorCodes, LlmError } from '../../src/base/errors.ts';
import { asSentence, failureOf } from '../../src/extension/failure.ts';
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
    assert.equal(outcome.message, 'No such file.\nPaths are on the SSH host.');
  });

  it('takes whatever else is thrown for a bug', () => {
    const outcome = failureOf('a string', {});
    assert.ok(outcome.kind === 'failed' && outcome.message === 'A string.');
    assert.ok(outcome.actions.includes('showLog'));
  });

  it('fits the channel however long the message is', () => {
    const outcome = failureOf(new Error('x'.repeat(1_000_000)), {});
    assert.ok(isHostMessage({ type: 'change', seq: 1, change: { kind: 'outcome', id: 1, outcome } }));
  });

  it('makes sentences of messages, and leaves names as they are', () => {
    const sentences = {
      'the engine stopped unexpectedly (exit code 1)': 'The engine stopped unexpectedly (exit code 1).',
      'no model is loaded: load one first': 'No model is loaded: load one first.',
      'burrow.temperature: expected a number': 'burrow.temperature: expected a number.',
      'blk.3.attn_k.weight: expected [4096, 1024], found [4096, 4096]':
        'blk.3.attn_k.weight: expected [4096, 1024], found [4096, 4096]',
      '/models/tiny.gguf cannot be read': '/models/tiny.gguf cannot be read.',
      'tiny.gguf is cut off.': 'tiny.gguf is cut off.',
      '': '',
    };
    for (const [message, sentence] of Object.entries(sentences)) assert.equal(asSentence(message), sentence);
  });
});
