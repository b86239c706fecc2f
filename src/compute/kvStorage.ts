import { ATTENTION_BLOCK, type KvLayout, type KvPlane, kvPlanes, kvPositions } from '../kernels/kernels.ts';
import { WINDOW_STEP } from '../weights/windowLayout.ts';

/** Where one layer's keys and values lie. */
export interface KvPlace {
  readonly memory: WebAssembly.Memory;
  readonly layout: KvLayout;
  readonly k: number;
  readonly v: number;
  /** It holds the latest positions only, those from some position on. */
  readonly isWindowed: boolean;
}

/**
 * A context's keys and values outside of a pass. What its positions hold is packed piece by piece, and is the same
 * whatever room the cache has behind them:
 *
 *   layer 0: K of head 0, head 1, … | V of head 0, head 1, … | layer 1: …
 *
 * Of layers with a window that is what they hold, from the position `from` on, a multiple of WINDOW_STEP.
 */
export class KvStorage {
  readonly #layers: readonly KvPlace[];

  constructor(layers: readonly KvPlace[]) {
    this.#layers = layers;
  }

  /** Bytes of `nTokens` packed, if as much of them is held as there is room for. */
  mostBytesOf(nTokens: number): number {
    const rooms = this.#layers.filter(({ isWindowed }) => isWindowed).map(({ layout }) => layout.nCtx);
    const dropped = Math.max(0, nTokens - Math.min(...rooms));
    return this.#bytesOf(nTokens, Math.ceil(dropped / WINDOW_STEP) * WINDOW_STEP);
  }

  /** From which position on so many bytes hold `nTokens`; undefined if they hold something else. */
  windowFromOf(nTokens: number, bytes: number): number | undefined {
    for (let from = 0; from <= nTokens; from += WINDOW_STEP)
      if (this.#bytesOf(nTokens, from) === bytes) return from;
    return undefined;
  }

  #bytesOf(nTokens: number, from: number): number {
    return this.#layers.reduce((sum, { layout, isWindowed }) => {
      const { k, v } = kvPlanes(layout);
      const positionBytes = [...k, ...v].reduce(
        (bytes, plane) => bytes + plane.count * plane.positionBytes,
        0,
      );
      return sum + layout.nHeadKv * kvPositions(isWindowed ? nTokens - from : nTokens) * positionBytes;
    }, 0);
  }

  read(nTokens: number, from: number): Uint8Array {
    const packed = new Uint8Array(this.#bytesOf(nTokens, from));
    this.#forEachPiece(nTokens, from, (cached, at) => {
      packed.set(cached, at);
    });
    return packed;
  }

  write(nTokens: number, from: number, packed: Uint8Array): void {
    this.#forEachPiece(nTokens, from, (cached, at) => {
      cached.set(packed.subarray(at, at + cached.length));
    });
  }

  /**
   * Drops the first `nDropped` positions of the layers with a window, a multiple of WINDOW_STEP, and moves the `nKept` behind
   * them to the front. Their caches have room for whole steps.
   */
  drop(nDropped: number, nKept: number): void {
    for (const place of this.#layers) {
      if (!place.isWindowed) continue;
      const room = kvPositions(place.layout.nCtx);
      forEachPlane(place, ({ count, positionBytes, isInBlocks }, address) => {
        const [nPieces, bytes] = isInBlocks ? [1, count * positionBytes] : [count, positionBytes];
        const nMoved = Math.ceil(nKept / WINDOW_STEP) * WINDOW_STEP;
        for (let i = 0; i < nPieces; i++) {
          const piece = new Uint8Array(place.memory.buffer, address + i * room * bytes, room * bytes);
          piece.copyWithin(0, nDropped * bytes, (nDropped + nMoved) * bytes);
        }
      });
    }
  }

  #forEachPiece(nTokens: number, from: number, visit: (cached: Uint8Array, at: number) => void): void {
    let at = 0;
    for (const place of this.#layers) {
      const used = kvPositions(place.isWindowed ? nTokens - from : nTokens);
      const room = kvPositions(place.layout.nCtx);
      forEachPlane(place, ({ count, positionBytes, isInBlocks }, address) => {
        const block = isInBlocks ? ATTENTION_BLOCK : room;
        for (let first = 0; first < used; first += block) {
          const bytes = Math.min(block, used - first) * positionBytes;
          for (let i = 0; i < count; i++) {
            visit(new Uint8Array(place.memory.buffer, address, bytes), at);
            at += bytes;
            address += Math.min(block, room - first) * positionBytes;
          }
        }
      });
    }
  }
}

function forEachPlane({ layout, k, v }: KvPlace, visit: (plane: KvPlane, address: number) => void): void {
  const planes = kvPlanes(layout);
  const room = kvPositions(layout.nCtx);
  for (const [start, ofHead] of [
    [k, planes.k],
    [v, planes.v],
  ] as const) {
    let address = start;
    for (let head = 0; head < layout.nHeadKv; head++)
      for (const plane of ofHead) {
        visit(plane, address);
        address += room * plane.count * plane.positionBytes;
      }
  }
}
