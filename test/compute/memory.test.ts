import assert from 'node:assert/strict';
import os from 'node:os';
import { LlmError } from '../../src/base/errors.ts';
import { allocateMemory, availableMemory, checkFits, growMemory } from '../../src/compute/memory.ts';

function isMemoryError(message: RegExp) {
  return (error: unknown) =>
    error instanceof LlmError && error.code === 'memory' && message.test(error.message);
}

describe('memory', () => {
  it('finds some available, and no more than there is', () => {
    const bytes = availableMemory();
    assert.ok(bytes > 0 && bytes <= os.totalmem(), String(bytes));
  });

  it('names both figures of what does not fit', () => {
    checkFits('this', 10, 10);
    assert.throws(
      () => {
        checkFits('the model', 5 * 2 ** 30, 3 * 2 ** 20);
      },
      isMemoryError(/^the model: 5\.0 GiB needed, 3 MiB available$/),
    );
  });

  it('grows a memory to whole pages, and never shrinks it', () => {
    const memory = allocateMemory(1, 1 << 20);
    assert.equal(memory.buffer.byteLength, 65536);
    growMemory(memory, 65537);
    assert.equal(memory.buffer.byteLength, 131072);
    growMemory(memory, 1);
    assert.equal(memory.buffer.byteLength, 131072);
  });

  it('turns a refusal into an error of its own', () => {
    assert.throws(
      () => {
        growMemory(allocateMemory(1, 1 << 17), 1 << 20);
      },
      isMemoryError(/refused 1 MiB more memory/),
    );
    assert.throws(() => allocateMemory(5 * 2 ** 30, 5 * 2 ** 30), isMemoryError(/refused 5\.0 GiB/));
  });
});
