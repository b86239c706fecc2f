import { LlmError } from '../base/errors.ts';
import type { Cancellation } from './cancellation.ts';

/** Runs jobs one at a time, in the order of their coming: there is one model, and it holds one sequence. */
export class JobQueue {
  #tail: Promise<unknown> = Promise.resolve();
  readonly #cancellations = new Set<Cancellation>();

  get isIdle(): boolean {
    return this.#cancellations.size === 0;
  }

  /** Rejects with `cancelled`, at once, if it is cancelled while it waits; a job that runs sees to it itself. */
  run<T>(cancellation: Cancellation, job: () => Promise<T>): Promise<T> {
    this.#cancellations.add(cancellation);
    const { signal } = cancellation;
    let giveUp: (() => void) | undefined;
    const cancelledWaiting = new Promise<never>((_, reject) => {
      giveUp = () => {
        reject(new LlmError('cancelled', 'cancelled while it waited for its turn'));
      };
      signal.addEventListener('abort', giveUp, { once: true });
    });
    const done = this.#tail.then(() => {
      if (giveUp !== undefined) signal.removeEventListener('abort', giveUp);
      cancellation.throwIfCancelled();
      return job();
    });
    this.#tail = done.then(
      () => this.#cancellations.delete(cancellation),
      () => this.#cancellations.delete(cancellation),
    );
    return Promise.race([done, cancelledWaiting]);
  }

  /** Cancels what runs and all that wait. */
  cancelAll(): void {
    for (const cancellation of this.#cancellations) cancellation.cancel();
  }
}
