/** So near to the end counts as at the end. */
const END_PX = 24;

/**
 * Keeps the end of a growing transcript in sight, but only for a reader who is there: whoever scrolls up reads in
 * peace until they come back down.
 */
export class ScrollFollower {
  readonly #scroller: HTMLElement;
  readonly #onChange: () => void;
  #isFollowing = true;
  #lastTop = 0;

  constructor(scroller: HTMLElement, onChange: () => void) {
    this.#scroller = scroller;
    this.#onChange = onChange;
    scroller.addEventListener(
      'scroll',
      () => {
        this.#onScroll();
      },
      { passive: true },
    );
    // A narrower panel makes the text longer.
    new ResizeObserver(() => {
      this.contentChanged();
    }).observe(scroller);
  }

  get isFollowing(): boolean {
    return this.#isFollowing;
  }

  get top(): number {
    return this.#scroller.scrollTop;
  }

  contentChanged(): void {
    const { scrollHeight, clientHeight } = this.#scroller;
    if (scrollHeight <= clientHeight) this.#isFollowing = true; // all of it is in sight
    if (this.#isFollowing) this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#lastTop = this.#scroller.scrollTop;
    this.#onChange();
  }

  jumpToEnd(): void {
    this.#isFollowing = true;
    this.contentChanged();
  }

  restore(top: number): void {
    this.#isFollowing = false;
    this.#scroller.scrollTop = top;
    this.#onScroll();
  }

  #onScroll(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    const rest = scrollHeight - clientHeight - scrollTop;
    // Upwards by however little is a wish to stay; downwards counts from near the end.
    if (scrollTop < this.#lastTop) this.#isFollowing = rest < 1;
    else if (rest <= END_PX) this.#isFollowing = true;
    this.#lastTop = scrollTop;
    this.#onChange();
  }
}
