/** Until so much time has passed, a guess would jump about. */
const MIN_MS = 500;

/** Estimates how long the rest of a prompt takes, from how long its beginning took. */
export class PromptClock {
  readonly #now: () => number;
  #start: { readonly at: number; readonly done: number } | undefined;

  constructor(now = (): number => performance.now()) {
    this.#now = now;
  }

  /** Milliseconds; 0 while it cannot be told. Tokens that were there already when it began do not count. */
  msLeft(done: number, total: number): number {
    const start = (this.#start ??= { at: this.#now(), done });
    const ms = this.#now() - start.at;
    const tokens = done - start.done;
    return ms < MIN_MS || tokens <= 0 ? 0 : (ms / tokens) * (total - done);
  }
}
