import type { Disposable } from '../base/disposable.ts';

/** A panel redraws no more often, and each message costs the editor's main thread some work. */
export const TEXT_INTERVAL_MS = 1000 / 30;

/**
 * Gathers streamed text and passes it on at most 30 times a second: the first piece at once, then what has come in
 * each interval.
 */
export class TextThrottle implements Disposable {
  readonly #post: (text: string) => void;
  #gathered = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(post: (text: string) => void) {
    this.#post = post;
  }

  push(text: string): void {
    this.#gathered += text;
    if (this.#timer === undefined) this.#tick();
  }

  /** Passes on what is there now. */
  flush(): void {
    if (this.#gathered === '') return;
    const text = this.#gathered;
    this.#gathered = '';
    this.#post(text);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    if (this.#gathered === '') {
      this.#timer = undefined;
      return;
    }
    this.flush();
    this.#timer = setTimeout(() => {
      this.#tick();
    }, TEXT_INTERVAL_MS);
  }
}
