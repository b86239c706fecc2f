import assert from 'node:assert/strict';
import { LlmError } from '../../src/base/errors.ts';
import type { GenerateEvent, GenerateResult } from '../../src/protocol/engine.ts';
import { installVscode } from './vscodeStub.ts';

installVscode();
const { Writer } = await import('../../src/extension/writer.ts');

type Model = ConstructorParameters<typeof Writer>[0];

/** Says the pieces, and then waits to be stopped if `endless`. */
function modelOf(pieces: readonly string[], { endless = false } = {}): Model {
  return {
    write: async (_messages, { signal, onEvent }) => {
      for (const text of pieces) onEvent({ type: 'text', text } satisfies GenerateEvent);
      if (endless) {
        await new Promise((_, reject) => {
          const stop = (): void => {
            reject(new LlmError('cancelled', 'cancelled'));
          };
          signal.addEventListener('abort', stop);
          if (signal.aborted) stop();
        });
      }
      return { stopReason: 'eog', text: pieces.join('') } as GenerateResult;
    },
  };
}

describe('extension/writer', () => {
  it('gives what the model says, without what it thinks', async () => {
    const shown: string[] = [];
    const writer = new Writer(modelOf(['<think>hm', '</think>', 'Yes', ', sure.']));
    const written = await writer.write([], { maxTokens: 9, onText: (text) => shown.push(text) });
    assert.deepEqual(written, { text: 'Yes, sure.', stopReason: 'eog' });
    assert.equal(shown.at(-1), 'Yes, sure.');
    assert.ok(shown.every((text) => !text.includes('hm')));
  });

  it('keeps what there is when it is stopped, and tells when it writes', async () => {
    const changes: boolean[] = [];
    const writer = new Writer(modelOf(['one ', 'two'], { endless: true }));
    writer.onDidChange((isWriting) => changes.push(isWriting));
    const writing = writer.write([], { maxTokens: 9, onText: () => undefined });
    assert.ok(writer.isWriting);
    writer.stop();
    assert.deepEqual(await writing, { text: 'one two', stopReason: 'cancelled' });
    assert.deepEqual(changes, [true, false]);
  });

  it('is stopped from outside too, even before it begins', async () => {
    const writer = new Writer(modelOf([], { endless: true }));
    const options = { maxTokens: 9, onText: () => undefined, signal: AbortSignal.abort() };
    assert.equal((await writer.write([], options)).stopReason, 'cancelled');
  });

  it('passes on what fails', async () => {
    const writer = new Writer({ write: () => Promise.reject(new LlmError('memory', 'too large')) });
    await assert.rejects(writer.write([], { maxTokens: 9, onText: () => undefined }), { code: 'memory' });
    assert.ok(!writer.isWriting);
  });
});
