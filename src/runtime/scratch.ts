import type { Scratch } from '../model/arch/arch.ts';
import type { HParams } from '../model/hparams.ts';
import type { Tensor } from '../model/ops.ts';

export type ScratchName = keyof Scratch<Tensor>;

/** Elements a row of each activation: the one table from which every backend allocates. */
export function scratchWidths(hp: HParams): Readonly<Record<ScratchName, number>> {
  const nQ = hp.attn.nHead * hp.attn.headDim;
  const nKv = hp.attn.nHeadKv * hp.attn.headDim;
  const { nUsed, nFf: nFfExpert, nFfShared = 0 } = hp.experts ?? { nUsed: 0, nFf: 0 };
  const r = hp.recurrent;
  const nValue = r ? r.nHeadV * r.headDim : 0;
  const nMixed = r ? 2 * r.nHeadK * r.headDim + nValue : 0;
  return {
    x: hp.nEmbd,
    norm: hp.nEmbd,
    q: nQ,
    k: nKv,
    v: nKv,
    att: nQ,
    proj: hp.nEmbd,
    gate: Math.max(hp.nFf, nFfShared),
    up: Math.max(hp.nFf, nFfShared),
    queryAndGate: r ? 2 * nQ : 0,
    queryGate: r ? nQ : 0,
    mixed: nMixed,
    convolved: nMixed,
    z: nValue,
    delta: nValue,
    decay: r?.nHeadV ?? 0,
    beta: r?.nHeadV ?? 0,
    expertLogits: hp.experts?.n ?? 0,
    expertChoice: 2 * nUsed,
    expertGate: nUsed * nFfExpert,
    expertUp: nUsed * nFfExpert,
    expertDown: nUsed * hp.nEmbd,
    shared: nFfShared > 0 ? hp.nEmbd : 0,
    sharedGate: nFfShared > 0 ? 1 : 0,
  };
}

/** A set of activations of `nBatch` rows, each made by `make` with its shape in GGML order. */
export function createScratch<T extends Tensor>(
  hp: HParams,
  nBatch: number,
  make: (shape: readonly [width: number, nBatch: number], name: ScratchName) => T,
): Scratch<T> {
  const widths = scratchWidths(hp);
  const names = Object.keys(widths) as ScratchName[];
  return Object.fromEntries(names.map((name) => [name, make([widths[name], nBatch], name)])) as Record<
    ScratchName,
    T
  >;
}
