import { LlmError } from '../base/errors.ts';
import type { KvType } from '../base/kvType.ts';
import { roundUp } from './roundUp.ts';

/**
 * One layer's keys or values, each in a cache of its own:
 *
 *   K   [nHeadKv][positions / 8][headDim][8]       a vector holds eight positions of one dimension
 *   V   [nHeadKv][headDim / 8][positions][8]       a vector holds eight dimensions of one position
 *
 * Positions are rounded up to a multiple of eight, and so are the dimensions of V.
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

/** Throws an LlmError `unsupported` beyond MAX_HEAD_DIM. */
export function kvLayout(type: KvType, nCtx: number, nHeadKv: number, headDim: number): KvLayout {
  if (headDim > MAX_HEAD_DIM) {
    throw new LlmError('unsupported', `head dimension: expected at most ${MAX_HEAD_DIM}, found ${headDim}`);
  }
  const size = type === 'f16' ? 2 : 4;
  const positions = kvPositions(nCtx);
  return {
    type,
    nCtx,
    nHeadKv,
    headDim,
    kBytes: nHeadKv * headDim * positions * size,
    vBytes: nHeadKv * roundUp(headDim, 8) * positions * size,
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
