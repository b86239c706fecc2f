import type { BlockContext, BlockWeights } from '../arch/arch.ts';
import type { HParams } from '../hparams.ts';
import type { Tensor } from '../ops.ts';
import { optional, required, type Tensors } from '../tensorSpec.ts';
import { linear } from './linear.ts';

export type FeedForwardTensors = Tensors<
  'ffnNorm' | 'ffnGate' | 'ffnUp' | 'ffnDown',
  'ffnGateBias' | 'ffnUpBias' | 'ffnDownBias'
>;

/** A gated network and its norm, each matrix with a bias where the file has one. */
export function feedForwardTensors({ nEmbd, nFf }: HParams, il: number): FeedForwardTensors {
  return {
    ffnNorm: required(`blk.${il}.ffn_norm.weight`, nEmbd),
    ffnGate: required(`blk.${il}.ffn_gate.weight`, nEmbd, nFf),
    ffnUp: required(`blk.${il}.ffn_up.weight`, nEmbd, nFf),
    ffnDown: required(`blk.${il}.ffn_down.weight`, nFf, nEmbd),
    ffnGateBias: optional(`blk.${il}.ffn_gate.bias`, nFf),
    ffnUpBias: optional(`blk.${il}.ffn_up.bias`, nFf),
    ffnDownBias: optional(`blk.${il}.ffn_down.bias`, nEmbd),
  };
}

/** proj = (act(norm · Gᵀ) · (norm · Uᵀ)) · Dᵀ, each with its bias. */
export function feedForward<T extends Tensor>(
  ctx: BlockContext<T>,
  w: BlockWeights<T, FeedForwardTensors>,
): void {
  const { hp, ops } = ctx;
  const { norm, gate, up, proj } = ctx.scratch;
  if (w.ffnGateBias ?? w.ffnUpBias) {
    linear(ctx, gate, norm, w.ffnGate, w.ffnGateBias);
    linear(ctx, up, norm, w.ffnUp, w.ffnUpBias);
    if (hp.act === 'silu') ops.swiglu(gate, gate, up);
    else ops.geglu(gate, gate, up);
  } else ops.matmulGated(gate, up, norm, w.ffnGate, w.ffnUp, hp.act);
  linear(ctx, proj, gate, w.ffnDown, w.ffnDownBias);
}
