import os from 'node:os';

/** As asked; or, for 0, all cores but the one that the editor needs. */
export function resolveThreads(nThreads: number): number {
  return nThreads > 0 ? nThreads : Math.max(1, os.availableParallelism() - 1);
}

/** A context that nobody asked for is not larger than this: its cache is memory that most conversations never use. */
const MAX_AUTOMATIC_CTX = 8192;
/** … and no smaller one is worth having. */
const MIN_AUTOMATIC_CTX = 512;
/** Of the memory that is left: the editor and everything else will want some too. */
const MODEL_SHARE = 0.75;

/** The training context, at most MAX_AUTOMATIC_CTX, and what memory allows. `totalBytes` is what a size takes in all. */
export function automaticContext(
  nCtxTrain: number,
  availableBytes: number,
  totalBytes: (nCtx: number) => number,
): number {
  let nCtx = Math.min(nCtxTrain, MAX_AUTOMATIC_CTX);
  while (nCtx > MIN_AUTOMATIC_CTX && totalBytes(nCtx) > availableBytes * MODEL_SHARE) {
    nCtx = Math.max(MIN_AUTOMATIC_CTX, nCtx >> 1);
  }
  return nCtx;
}
