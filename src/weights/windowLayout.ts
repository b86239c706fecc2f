/*
 * Layers that see only the latest `window` positions need not keep the others. Their caches hold those from some position
 * on:
 *
 *   from                          length + 1 - window        length                  from + windowPositions
 *   |  may be gone back to        |  seen by the next token  |  room for more        |
 *
 * When a pass does not fit behind them, what is older than `windowStart` is dropped, and the rest moves to the front.
 */

/** Caches begin at multiples of this: where attention cuts its blocks, so that not a bit of its result depends on it. */
export const WINDOW_STEP = 128;

/** Positions before the window that are kept: so far a conversation can always go back, as for another answer. */
const KEPT = 1024;

/** Room behind that, so that the rest moves seldom: once in some hundred tokens. At least a pass and two steps. */
const SPARE = 512;

/** Positions that the cache of a layer with this window has room for. */
export function windowPositions(window: number, nCtx: number): number {
  return Math.min(nCtx, Math.ceil((window + KEPT + SPARE) / WINDOW_STEP) * WINDOW_STEP);
}

/** The first position that is kept when the next token is at `pos`. */
export function windowStart(window: number, pos: number): number {
  return Math.max(0, Math.floor((pos + 1 - window - KEPT) / WINDOW_STEP) * WINDOW_STEP);
}
