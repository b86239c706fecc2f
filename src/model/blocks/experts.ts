import { assert } from '../../base/assert.ts';
import type { BlockContext, BlockWeights } from '../arch/arch.ts';
import type { ExpertParams, HParams } from '../hparams.ts';
import type { Tensor } from '../ops.ts';
import { required, type Tensors } from '../tensorSpec.ts';

export type ExpertTensors = Tensors<
  'ffnNorm' | 'ffnRouter' | 'ffnGateExperts' | 'ffnUpExperts' | 'ffnDownExperts'
>;
export type SharedExpertTensors = Tensors<'ffnGateShared' | 'ffnUpShared' | 'ffnDownShared'>;

/** A norm, the router, and all experts' matrices stacked in one tensor each. */
export function expertTensors({ nEmbd }: HParams, { n, nFf }: ExpertParams, il: number): ExpertTensors {
  return {
    ffnNorm: required(`blk.${il}.ffn_norm.weight`, nEmbd),
    ffnRouter: required(`blk.${il}.ffn_gate_inp.weight`, nEmbd, n),
    ffnGateExperts: required(`blk.${il}.ffn_gate_exps.weight`, nEmbd, nFf, n),
    ffnUpExperts: required(`blk.${il}.ffn_up_exps.weight`, nEmbd, nFf, n),
    ffnDownExperts: required(`blk.${il}.ffn_down_exps.weight`, nFf, nEmbd, n),
  };
}

/** One more expert, which all tokens go through. */
export function sharedExpertTensors({ nEmbd }: HParams, nFf: number, il: number): SharedExpertTensors {
  return {
    ffnGateShared: required(`blk.${il}.ffn_gate_shexp.weight`, nEmbd, nFf),
    ffnUpShared: required(`blk.${il}.ffn_up_shexp.weight`, nEmbd, nFf),
    ffnDownShared: required(`blk.${il}.ffn_down_shexp.weight`, nFf, nEmbd),
  };
}

export type GatedSharedExpertTensors = SharedExpertTensors & Tensors<'ffnSharedGate'>;

/** The same with a gate that says how much it counts for each token. */
export function gatedSharedExpertTensors(hp: HParams, nFf: number, il: number): GatedSharedExpertTensors {
  return {
    ...sharedExpertTensors(hp, nFf, il),
    ffnSharedGate: required(`blk.${il}.ffn_gate_inp_shexp.weight`, hp.nEmbd),
  };
}

/** proj = Σ weight of expert e · feedForward of expert e, over the experts that the router chooses for each token. */
export function mixExperts<T extends Tensor>(
  { hp, ops, scratch }: BlockContext<T>,
  w: BlockWeights<T, ExpertTensors>,
): void {
  const { norm, proj, expertLogits, expertChoice, expertGate, expertUp, expertDown } = scratch;
  assert(hp.experts !== undefined, 'a model with a router has experts');

  ops.matmul(expertLogits, norm, w.ffnRouter);
  ops.chooseExperts(expertChoice, expertLogits, hp.experts);
  ops.matmulExperts(expertGate, norm, w.ffnGateExperts, expertChoice);
  ops.matmulExperts(expertUp, norm, w.ffnUpExperts, expertChoice);
  ops.swiglu(expertGate, expertGate, expertUp);
  ops.matmulExperts(expertDown, expertGate, w.ffnDownExperts, expertChoice);
  ops.sumExperts(proj, expertDown, expertChoice);
}

/** shared = what the shared expert makes of norm. */
export function sharedExpert<T extends Tensor>(
  { ops, scratch }: BlockContext<T>,
  w: BlockWeights<T, SharedExpertTensors>,
): void {
  const { norm, gate, up, shared } = scratch;
  ops.matmulGated(gate, up, norm, w.ffnGateShared, w.ffnUpShared, 'silu');
  ops.matmul(shared, gate, w.ffnDownShared);
}

/** shared = sigmoid(norm · g) · what the shared expert makes of norm. */
export function gateSharedExpert<T extends Tensor>(
  ctx: BlockContext<T>,
  w: BlockWeights<T, GatedSharedExpertTensors>,
): void {
  const { ops } = ctx;
  const { norm, shared, sharedGate } = ctx.scratch;
  ops.matmul(sharedGate, norm, w.ffnSharedGate);
  sharedExpert(ctx, w);
  ops.sigmoidGate(shared, sharedGate);
}
