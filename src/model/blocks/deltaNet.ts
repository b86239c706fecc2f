import { assert } from '../../base/assert.ts';
import type { BlockContext, BlockWeights } from '../arch/arch.ts';
import type { HParams, RecurrentParams } from '../hparams.ts';
import type { Tensor } from '../ops.ts';
import { required, type Tensors } from '../tensorSpec.ts';

export type DeltaNetTensors = Tensors<
  | 'attnNorm'
  | 'ssmMixed'
  | 'ssmZ'
  | 'ssmConv'
  | 'ssmAlpha'
  | 'ssmBeta'
  | 'ssmDtBias'
  | 'ssmA'
  | 'ssmNorm'
  | 'ssmOut'
>;

/** What a layer has in place of attention. */
export function deltaNetTensors(
  { nEmbd }: HParams,
  { nHeadK, nHeadV, headDim, nConv }: RecurrentParams,
  il: number,
): DeltaNetTensors {
  const nValue = nHeadV * headDim;
  const nMixed = 2 * nHeadK * headDim + nValue;
  return {
    attnNorm: required(`blk.${il}.attn_norm.weight`, nEmbd),
    ssmMixed: required(`blk.${il}.attn_qkv.weight`, nEmbd, nMixed),
    ssmZ: required(`blk.${il}.attn_gate.weight`, nEmbd, nValue),
    ssmConv: { ...required(`blk.${il}.ssm_conv1d.weight`, nConv, nMixed), isPlain: true },
    ssmAlpha: required(`blk.${il}.ssm_alpha.weight`, nEmbd, nHeadV),
    ssmBeta: required(`blk.${il}.ssm_beta.weight`, nEmbd, nHeadV),
    ssmDtBias: required(`blk.${il}.ssm_dt.bias`, nHeadV),
    ssmA: required(`blk.${il}.ssm_a`, nHeadV),
    ssmNorm: required(`blk.${il}.ssm_norm.weight`, headDim),
    ssmOut: required(`blk.${il}.ssm_out.weight`, nValue, nEmbd),
  };
}

/** proj = a gated delta net of norm, its output normalised head by head and gated by z. */
export function deltaNet<T extends Tensor>(
  { hp, ops, scratch, pass, il }: BlockContext<T>,
  w: BlockWeights<T, DeltaNetTensors>,
): void {
  const { norm, mixed, convolved, z, decay, beta, delta, proj } = scratch;
  const { recurrent } = hp;
  assert(recurrent !== undefined, 'a model with recurrent layers says what they are like');

  ops.matmul(mixed, norm, w.ssmMixed);
  ops.matmul(z, norm, w.ssmZ);
  ops.matmul(decay, norm, w.ssmAlpha);
  ops.matmul(beta, norm, w.ssmBeta);
  ops.deltaGates(decay, beta, w.ssmDtBias, w.ssmA);

  ops.shortConv(convolved, mixed, w.ssmConv, il, pass, recurrent);
  ops.l2Norm(convolved, recurrent.headDim, 2 * recurrent.nHeadK, hp.norm.eps);
  ops.deltaNet(delta, convolved, decay, beta, il, pass, recurrent);

  ops.headNorm(delta, w.ssmNorm, hp.norm.eps);
  ops.swiglu(delta, z, delta);
  ops.matmul(proj, delta, w.ssmOut);
}
