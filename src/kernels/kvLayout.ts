import { LlmError } from '../base/errors.ts';
import type { KvType } from '../base/kvType.ts';
import { roundUp } from './roundUp.ts';

/**
 * One layer's keys or values, each in a cache of its own, head after head. Of one head:
 *
 *   K   [positions / 8][headDim][8]                    a vector holds eight positions of one dimension
 *   V   [positions / 128][headDim / 8][128][8]         a vector holds eight dimensions of one position
 *
 * Positions are rounded up to a multiple of eight, and so are the dimensions of V; its last block has as many positions as
 * are left. Attention reads both straight through, which is what a processor fetches ahead best. Behind the values of a
 * q8_0 cache lie f32 scales, one for each position and 32 dimensions.
 */
export interface KvLayout {
  readonly type: KvType;
  readonly nCtx: number;
  readonly nHeadKv: number;
  readonly headDim: number;
  /** Bytes of one layer's K cache, and of its V cache. */
  readonly kBytes: number;
  readonly vBytes: number;
}

const valueBytes: Readonly<Record<KvType, number>> = { f16: 2, f32: 4, q8_0: 1 };

/** Throws an LlmError `unsupported` beyond MAX_HEAD_DIM. */
export function kvLayout(type: KvType, nCtx: number, nHeadKv: number, headDim: number): KvLayout {
  if (headDim > MAX_HEAD_DIM) {
    throw new LlmError('unsupported', `head dimension: expected at most ${MAX_HEAD_DIM}, found ${headDim}`);
  }
  const size = valueBytes[type];
  const positions = kvPositions(nCtx);
  const scaleBytes = type === 'q8_0' ? 4 * Math.ceil(headDim / 32) : 0;
  return {
    type,
    nCtx,
    nHeadKv,
    headDim,
    kBytes: nHeadKv * positions * (headDim * size + scaleBytes),
    vBytes: nHeadKv * positions * (roundUp(headDim, 8) * size + scaleBytes),
  };
}

/** What one thread's scratch has room for; models in use have 64 to 256. */
export const MAX_HEAD_DIM = 512;

/** Attention runs over blocks of this many positions, always cut at the same places and merged in order. */
export const ATTENTION_BLOCK = 128;

/** Bytes of one block's result for one query head: its maximum, its sum, and its weighted sum of values. */
export function attentionPartialBytes(headDim: number): number {
  return 16 + roundUp(headDim, 8) * 4;
}

/** Positions that caches of `nCtx` have room for. */
export function kvPositions(nCtx: number): number {
  return roundUp(nCtx, 8);
}

/**
 * Part of one head's cache: so many pieces, each with so many bytes for each position; one behind the other, or in blocks,
 * each with the pieces of ATTENTION_BLOCK positions.
 */
export interface KvPlane {
  readonly count: number;
  readonly positionBytes: number;
  readonly isInBlocks: boolean;
}

/** One head's cache as its planes, one behind the other. Pieces hold positions in order, eight by eight. */
const planesOf: Readonly<
  Record<
    KvLayout['type'],
    (headDim: number) => { readonly k: readonly KvPlane[]; readonly v: readonly KvPlane[] }
  >
> = {
  f16: (headDim) => floatPlanes(headDim, 2),
  f32: (headDim) => floatPlanes(headDim, 4),
  q8_0: (headDim) => {
    const nScales = Math.ceil(headDim / 32);
    return {
      k: [
        { count: 1, positionBytes: headDim, isInBlocks: false },
        { count: 1, positionBytes: 4 * nScales, isInBlocks: false },
      ],
      v: [
        { count: roundUp(headDim, 8) / 8, positionBytes: 8, isInBlocks: true },
        { count: nScales, positionBytes: 4, isInBlocks: false },
      ],
    };
  },
};

function floatPlanes(headDim: number, size: number): { k: KvPlane[]; v: KvPlane[] } {
  return {
    k: [{ count: 1, positionBytes: headDim * size, isInBlocks: false }],
    v: [{ count: roundUp(headDim, 8) / 8, positionBytes: 8 * size, isInBlocks: true }],
  };
}

export function kvPlanes({ type, headDim }: KvLayout): ReturnType<(typeof planesOf)['f16']> {
  return planesOf[type](headDim);
}
