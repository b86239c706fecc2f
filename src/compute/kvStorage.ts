import { type KvLayout, kvPieces, type KvPieces } from '../kernels/kernels.ts';

/** Where one layer's keys and values lie. */
export interface KvPlace {
  readonly memory: WebAssembly.Memory;
  readonly k: number;
  readonly v: number;
}

/**
 * A context's keys and values outside of a pass. What its first positions hold is packed piece by piece, layer by layer,
 * and is the same whatever room the cache has behind them:
 *
 *   layer 0: K pieces | V pieces | layer 1: K pieces | V pieces | …
 */
export class KvStorage {
  readonly #layout: KvLayout;
  readonly #layers: readonly KvPlace[];

  constructor(layout: KvLayout, layers: readonly KvPlace[]) {
    this.#layout = layout;
    this.#layers = layers;
  }

  bytesOf(nTokens: number): number {
    const { k, v } = kvPieces(this.#layout, nTokens);
    return this.#layers.length * (k.count * k.bytes + v.count * v.bytes);
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
    const pieces = kvPieces(this.#layout, nTokens);
    let at = 0;
    const visitCache = (memory: WebAssembly.Memory, address: number, of: KvPieces): void => {
      for (let i = 0; i < of.count; i++, at += of.bytes)
        visit(new Uint8Array(memory.buffer, address + i * of.stride, of.bytes), at);
    };
    for (const { memory, k, v } of this.#layers) {
      visitCache(memory, k, pieces.k);
      visitCache(memory, v, pieces.v);
    }
  }
}
