import { assert } from '../base/assert.ts';

/** Every allocation starts at a multiple of this: a cache line, and more than any SIMD load asks for. */
export const ALIGNMENT = 64;

export function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

interface Range {
  start: number;
  end: number;
}

/**
 * Hands out ranges of an address space of `limit` bytes: the first gap that is large enough. Only the bookkeeping; the
 * memory behind it is grown by its owner up to `end`.
 */
export class Arena {
  readonly limit: number;
  /** Free ranges in address order; neighbours are always merged. */
  readonly #gaps: Range[];
  readonly #sizes = new Map<number, number>();

  constructor(start: number, limit: number) {
    this.limit = limit;
    this.#gaps = [{ start: align(start), end: limit }];
  }

  /** Past the last byte in use. */
  get end(): number {
    const last = this.#gaps.at(-1);
    return last?.end === this.limit ? last.start : this.limit;
  }

  /** Start of `bytes` bytes, or undefined if no gap is large enough. */
  allocate(bytes: number): number | undefined {
    const size = align(bytes);
    const index = this.#gaps.findIndex((gap) => gap.end - gap.start >= size);
    const gap = this.#gaps[index];
    if (!gap) return undefined;
    const { start } = gap;
    gap.start += size;
    if (gap.start === gap.end) this.#gaps.splice(index, 1);
    this.#sizes.set(start, size);
    return start;
  }

  free(start: number): void {
    const size = this.#sizes.get(start);
    assert(size !== undefined, `${start} is the start of an allocation`);
    this.#sizes.delete(start);
    const range = { start, end: start + size };
    const next = this.#gaps.findIndex((gap) => gap.start > start);
    const index = next < 0 ? this.#gaps.length : next;
    this.#gaps.splice(index, 0, range);
    this.#mergeAt(index + 1);
    this.#mergeAt(index);
  }

  /** Merges gap `index` into the one before it, if they touch. */
  #mergeAt(index: number): void {
    const before = this.#gaps[index - 1];
    const gap = this.#gaps[index];
    if (!gap || before?.end !== gap.start) return;
    before.end = gap.end;
    this.#gaps.splice(index, 1);
  }
}
