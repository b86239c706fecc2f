import type { GgufMetadata } from '../../gguf/types.ts';
import {
  attend,
  attentionTensors,
  projectQkv,
  ropeFactors,
  ropeFactorTensors,
  rotate,
} from '../blocks/attention.ts';
import { feedForward, feedForwardTensors } from '../blocks/feedForward.ts';
import type { HParams } from '../hparams.ts';
import type { Tensor } from '../ops.ts';
import { readHparams } from '../readHparams.ts';
import { rowsOf } from '../tensorSpec.ts';
import type { BlockContext, BlockWeights, TensorShapes } from './arch.ts';
import { defineArchitecture } from './defineArchitecture.ts';

/**
 * Phi 3 and 4: LLaMA whose file has gate and up in one matrix; of a head only some elements
 * may be rotated, at one speed in short contexts and another in long ones. (Its sliding window is left out, as in
 * llama.cpp, whose files do not say which layers have one.)
 */
export const phi3 = defineArchitecture({ name: 'phi3', hparams, blockTensors, block });

function hparams(metadata: GgufMetadata, tensors: TensorShapes): HParams {
  return readHparams(metadata, 'phi3', tensors, { style: 'neox', partial: true });
}

function blockTensors(hp: HParams, il: number) {
  const { nEmbd, nFf } = hp;
  const gateUp = (firstRow: number) =>
    rowsOf(`blk.${il}.ffn_up.weight`, [nEmbd, nFf], { firstRow, ofRows: 2 * nFf });
  return {
    ...attentionTensors(hp, il),
    ...ropeFactorTensors(hp),
    ...feedForwardTensors(hp, il),
    ffnGate: gateUp(0),
    ffnUp: gateUp(nFf),
  };
}

function block<T extends Tensor>(
  ctx: BlockContext<T>,
  w: BlockWeights<T, ReturnType<typeof blockTensors>>,
): void {
  const { hp, ops } = ctx;
  const { x, norm, proj } = ctx.scratch;

  ops.rmsNorm(norm, x, w.attnNorm, hp.norm.eps);
  projectQkv(ctx, w);
  rotate(ctx, ropeFactors(ctx, w));
  attend(ctx, w);
  ops.add(x, proj);

  ops.rmsNorm(norm, x, w.ffnNorm, hp.norm.eps);
  feedForward(ctx, w);
  ops.add(x, proj);
}
