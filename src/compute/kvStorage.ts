import { ATTENTION_BLOCK, type KvLayout, type KvPlane, kvPlanes, kvPositions } from '../kernels/kernels.ts';

/** Where one layer's keys and values lie. */
export interface KvPlace {
  readonly memory: WebAssembly.Memory;
  readonly k: number;
  readonly v: number;
}

/**
 * A context's keys and values outside of a pass. What its first positions hold is packed piece by piece, and is the same
 * whatever room the cache has behind them:
 *
 *   layer 0: K of head 0, head 1, … | V of head 0, head 1, … | layer 1: …
 */
export class KvStorage {
  readonly #layout: KvLayout;
  readonly #layers: readonly KvPlace[];

  constructor(layout: KvLayout, layers: readonly KvPlace[]) {
    this.#layout = layout;
    this.#layers = layers;
  }

  bytesOf(nTokens: number): number {
    const { k, v } = kvPlanes(this.#layout);
    const positionBytes = [...k, ...v].reduce((sum, plane) => sum + plane.count * plane.positionBytes, 0);
    return this.#layers.length * this.#layout.nHeadKv * kvPositions(nTokens) * positionBytes;
  }

  read(nTokens: number): Uint8Array {
    const packed = new Uint8Array(this.bytesOf(nTokens));
    this.#forEachPiece(nTokens, (cached, at) => {
      packed.set(cached, at);
    });
    return packed;
  }

  write(nTokens: number, packed: Uint8Array): void {
    this.#forEachPiece(nTokens, (cached, at) => {
      cached.set(packed.subarray(at, at + cached.length));
    });
  }

  #forEachPiece(nTokens: number, visit: (cached: Uint8Array, at: number) => void): void {
    const { nCtx, nHeadKv } = this.#layout;
    const planes = kvPlanes(this.#layout);
    const used = kvPositions(nTokens);
    const room = kvPositions(nCtx);
    let at = 0;
    const visitPlane = (
      memory: WebAssembly.Memory,
      address: number,
      { count, positionBytes, isInBlocks }: KvPlane,
    ): void => {
      const block = isInBlocks ? ATTENTION_BLOCK : room;
      for (let first = 0; first < used; first += block) {
        const bytes = Math.min(block, used - first) * positionBytes;
        for (let i = 0; i < count; i++) {
          visit(new Uint8Array(memory.buffer, address, bytes), at);
          at += bytes;
          address += Math.min(block, room - first) * positionBytes;
        }
      }
    };
    const visitCache = (memory: WebAssembly.Memory, address: number, ofHead: readonly KvPlane[]): void => {
      for (let head = 0; head < nHeadKv; head++) {
        for (const plane of ofHead) {
          visitPlane(memory, address, plane);
          address += room * plane.count * plane.positionBytes;
        }
      }
    };
    for (const { memory, k, v } of this.#layers) {
      visitCache(memory, k, planes.k);
      visitCache(memory, v, planes.v);
    }
  }
}
