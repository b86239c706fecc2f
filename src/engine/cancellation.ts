import { LlmError } from '../base/errors.ts';
import type { CancelFlag } from '../runtime/llamaContext.ts';

/**
 * One request's cancellation, seen from both sides: busy threads read `flag`, which the host sets in shared memory;
 * what only waits listens to `signal`, which the host's message raises.
 */
export class Cancellation implements CancelFlag {
  readonly flag: Int32Array<SharedArrayBuffer>;
  readonly #controller = new AbortController();

  constructor(shared = new SharedArrayBuffer(4)) {
    this.flag = new Int32Array(shared);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get cancelled(): boolean {
    return Atomics.load(this.flag, 0) !== 0;
  }

  cancel(): void {
    Atomics.store(this.flag, 0, 1);
    this.#controller.abort();
  }

  throwIfCancelled(): void {
    if (this.cancelled) throw new LlmError('cancelled', 'cancelled');
  }
}
