/** A screen shows no more than this, and each message costs a turn of two event loops. */
const FRAME_MS = 1000 / 30;

/**
 * Posts the first value at once and later ones at most every FRAME_MS, merged: a value never waits longer than a frame,
 * even if nothing follows it.
 */
export class Frames<T> {
  readonly #post: (value: T) => void;
  readonly #merge: (waiting: T, next: T) => T;
  #waiting: { value: T } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastPost = -Infinity;

  constructor(post: (value: T) => void, merge: (waiting: T, next: T) => T) {
    this.#post = post;
    this.#merge = merge;
  }

  push(value: T): void {
    this.#waiting = { value: this.#waiting === undefined ? value : this.#merge(this.#waiting.value, value) };
    const wait = this.#lastPost + FRAME_MS - performance.now();
    if (wait <= 0) this.flush();
    else
      this.#timer ??= setTimeout(() => {
        this.flush();
      }, wait);
  }

  /** Posts what still waits; to be called once more at the end. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting === undefined) return;
    const { value } = this.#waiting;
    this.#waiting = undefined;
    this.#lastPost = performance.now();
    this.#post(value);
  }
}
