import type { BlockContext, BlockWeights } from '../arch/arch.ts';
import { attentionOf, type HParams } from '../hparams.ts';
import type { Tensor } from '../ops.ts';
import { optional, required, type Tensors } from '../tensorSpec.ts';
import { linear } from './linear.ts';

export type AttentionTensors = Tensors<
  'attnNorm' | 'attnQ' | 'attnK' | 'attnV' | 'attnOutput',
  'attnQBias' | 'attnKBias' | 'attnVBias' | 'attnOutputBias'
>;
export type HeadNormTensors = Tensors<'attnQNorm' | 'attnKNorm'>;
export type RopeFactorTensors = Tensors<never, 'ropeFreqs' | 'ropeLong' | 'ropeShort'>;

/**
 * Norm, q, k, v and output projection, each of these with a bias where the file has one. Files have q, k and v apart or in
 * one tensor.
 */
export function attentionTensors({ nEmbd, attn }: HParams, il: number): AttentionTensors {
  const nQ = attn.nHead * attn.headDim;
  const nKv = attn.nHeadKv * attn.headDim;
  const fused = (what: 'weight' | 'bias', firstRow: number) => ({
    fusedIn: { name: `blk.${il}.attn_qkv.${what}`, firstRow, ofRows: nQ + 2 * nKv },
  });
  return {
    attnNorm: required(`blk.${il}.attn_norm.weight`, nEmbd),
    attnQ: { ...required(`blk.${il}.attn_q.weight`, nEmbd, nQ), ...fused('weight', 0) },
    attnK: { ...required(`blk.${il}.attn_k.weight`, nEmbd, nKv), ...fused('weight', nQ) },
    attnV: { ...required(`blk.${il}.attn_v.weight`, nEmbd, nKv), ...fused('weight', nQ + nKv) },
    attnOutput: required(`blk.${il}.attn_output.weight`, nQ, nEmbd),
    attnQBias: { ...optional(`blk.${il}.attn_q.bias`, nQ), ...fused('bias', 0) },
    attnKBias: { ...optional(`blk.${il}.attn_k.bias`, nKv), ...fused('bias', nQ) },
    attnVBias: { ...optional(`blk.${il}.attn_v.bias`, nKv), ...fused('bias', nQ + nKv) },
    attnOutputBias: optional(`blk.${il}.attn_output.bias`, nEmbd),
  };
}

/** Norms of each query's and each key's head. */
export function headNormTensors({ attn }: HParams, il: number): HeadNormTensors {
  return {
    attnQNorm: required(`blk.${il}.attn_q_norm.weight`, attn.headDim),
    attnKNorm: required(`blk.${il}.attn_k_norm.weight`, attn.headDim),
  };
}

/**
 * Factors that divide the frequencies of rope, one a rotated pair: for all contexts (Llama 3.1), or one set for those
 * up to the original size and one for longer ones (longrope). The file holds them once; they are named among the weights
 * of every block, because a block may use only what lies in its own bank.
 */
export function ropeFactorTensors({ rope }: HParams): RopeFactorTensors {
  return {
    ropeFreqs: optional('rope_freqs.weight', rope.dim / 2),
    ropeLong: optional('rope_factors_long.weight', rope.dim / 2),
    ropeShort: optional('rope_factors_short.weight', rope.dim / 2),
  };
}

/** q, k, v = norm · Wᵀ + b */
export function projectQkv<T extends Tensor>(
  ctx: BlockContext<T>,
  w: BlockWeights<T, AttentionTensors>,
): void {
  const { ops } = ctx;
  const { norm, q, k, v } = ctx.scratch;
  ops.matmulQkv(q, k, v, norm, w.attnQ, w.attnK, w.attnV);
  if (w.attnQBias) ops.addBias(q, w.attnQBias);
  if (w.attnKBias) ops.addBias(k, w.attnKBias);
  if (w.attnVBias) ops.addBias(v, w.attnVBias);
}

export function normaliseHeads<T extends Tensor>(
  { hp, ops, scratch }: BlockContext<T>,
  w: BlockWeights<T, HeadNormTensors>,
): void {
  ops.headNorm(scratch.q, w.attnQNorm, hp.norm.eps);
  ops.headNorm(scratch.k, w.attnKNorm, hp.norm.eps);
}

/** Rotates q and k. */
export function rotate<T extends Tensor>({ hp, ops, scratch, pass, il }: BlockContext<T>, factors?: T): void {
  const { rope } = attentionOf(hp, il);
  ops.rope(scratch.q, hp.attn.headDim, pass.pos, rope, factors);
  ops.rope(scratch.k, hp.attn.headDim, pass.pos, rope, factors);
}

/** The size of the whole context chooses, not the positions used so far: else what the cache holds would not fit. */
export function ropeFactors<T extends Tensor>(
  { hp, pass }: BlockContext<T>,
  w: BlockWeights<T, RopeFactorTensors>,
): T | undefined {
  return w.ropeFreqs ?? (pass.nCtx > hp.rope.nCtxOrig ? w.ropeLong : w.ropeShort);
}

/** proj = attention(q, all k and v so far) · Wᵀ + b */
export function attend<T extends Tensor>(ctx: BlockContext<T>, w: BlockWeights<T, AttentionTensors>): void {
  const { hp, ops, pass, il } = ctx;
  const { q, k, v, att, proj } = ctx.scratch;
  ops.storeKv(il, k, v, pass.pos);
  ops.attention(att, q, il, pass.pos, attentionOf(hp, il).attn);
  linear(ctx, proj, att, w.attnOutput, w.attnOutputBias);
}
