import assert from 'node:assert/strict';
import { LlmError } from '../../src/base/errors.ts';
import { Cancellation } from '../../src/engine/cancellation.ts';
import { JobQueue } from '../../src/engine/jobQueue.ts';

const isCancelled = (error: unknown): boolean => error instanceof LlmError && error.code === 'cancelled';

describe('engine/jobQueue', () => {
  it('runs one at a time, in order, also after a failure', async () => {
    const queue = new JobQueue();
    const log: string[] = [];
    const job = (name: string, fails = false) =>
      queue.run(new Cancellation(), async () => {
        log.push(`${name} starts`);
        await new Promise(setImmediate);
        log.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      });
    const results = await Promise.allSettled([job('a'), job('b', true), job('c')]);
    assert.deepEqual(log, ['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends']);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.equal(queue.isIdle, true);
  });

  it('rejects a waiting job as soon as it is cancelled, and never runs it', async () => {
    const queue = new JobQueue();
    let finish = (): void => undefined;
    const first = queue.run(new Cancellation(), () => new Promise<void>((resolve) => (finish = resolve)));
    const cancellation = new Cancellation();
    let ran = false;
    const second = queue.run(cancellation, () => Promise.resolve((ran = true)));
    await new Promise(setImmediate);
    cancellation.cancel();
    await assert.rejects(second, isCancelled); // while the first still runs
    assert.equal(queue.isIdle, false);
    finish();
    await first;
    await new Promise(setImmediate);
    assert.equal(ran, false);
    assert.equal(queue.isIdle, true);
  });

  it('leaves cancelling to a job that runs', async () => {
    const queue = new JobQueue();
    const cancellation = new Cancellation();
    const job = queue.run(cancellation, async () => {
      await new Promise(setImmediate);
      return cancellation.cancelled ? 'partial' : 'whole';
    });
    await Promise.resolve();
    await Promise.resolve();
    cancellation.cancel();
    assert.equal(await job, 'partial');
  });

  it('cancels all', async () => {
    const queue = new JobQueue();
    const running = new Cancellation();
    const first = queue.run(running, async () => {
      await new Promise((resolve) => {
        running.signal.addEventListener('abort', resolve);
      });
      return 'stopped';
    });
    const second = queue.run(new Cancellation(), () => Promise.resolve('ran'));
    await new Promise(setImmediate);
    queue.cancelAll();
    assert.equal(await first, 'stopped');
    await assert.rejects(second, isCancelled);
    assert.equal(await queue.run(new Cancellation(), () => Promise.resolve('later')), 'later');
  });
});
