import { windowStart } from '../weights/windowLayout.ts';

/** Which positions the caches of layers with a window hold: those from `from` on. */
export class SlidingWindow {
  readonly #window: number;
  readonly #capacity: number;
  #from = 0;

  /** `capacity`: positions that there is room for. */
  constructor(window: number, capacity: number) {
    this.#window = window;
    this.#capacity = capacity;
  }

  /** A multiple of WINDOW_STEP. */
  get from(): number {
    return this.#from;
  }

  /** Makes room for `nTokens` from `pos` on; returns how many of the oldest positions are dropped for that. */
  makeRoom(pos: number, nTokens: number): number {
    if (pos + nTokens <= this.#from + this.#capacity) return 0;
    const before = this.#from;
    this.#from = windowStart(this.#window, pos);
    return this.#from - before;
  }

  /** Goes back to `common` tokens, or to none if what the next one would see was dropped; returns how many there are now. */
  rewind(common: number): number {
    const isSeen = this.#from <= Math.max(0, common + 1 - this.#window);
    if (!isSeen || common === 0) this.#from = 0;
    return isSeen ? common : 0;
  }

  /** Whether `nTokens` of which the caches hold those from `from` on can be gone on with here. */
  canHold(nTokens: number, from: number): boolean {
    return from <= Math.max(0, nTokens + 1 - this.#window) && nTokens - from <= this.#capacity;
  }

  /** The caches hold the positions from `from` on now. */
  restore(from: number): void {
    this.#from = from;
  }
}
