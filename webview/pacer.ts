/** A drawing that takes longer is followed by a rest, so many times as long. */
const LONG_DRAW_MS = 12;
const REST_FACTOR = 8;
/** But no longer than this: what took so long may have been a whole transcript, and what comes next is a word. */
const MAX_REST_MS = 400;

/**
 * Draws with the next frame; of several wishes before it, once. What takes long to draw is drawn less often: the person
 * must be able to scroll, type and stop meanwhile.
 */
export class Pacer {
  readonly #draw: () => void;
  readonly #clock: () => number;
  #isWaiting = false;
  #lastMs = 0;

  constructor(draw: () => void, clock: () => number) {
    this.#draw = draw;
    this.#clock = clock;
  }

  request(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    const draw = (): void => {
      requestAnimationFrame(() => {
        this.drawNow();
      });
    };
    if (this.#lastMs > LONG_DRAW_MS) setTimeout(draw, Math.min(MAX_REST_MS, this.#lastMs * REST_FACTOR));
    else draw();
  }

  drawNow(): void {
    this.#isWaiting = false;
    const start = this.#clock();
    this.#draw();
    this.#lastMs = this.#clock() - start;
  }
}
