import type { GgufMetadata } from '../../gguf/types.ts';
import {
  attend,
  attentionTensors,
  headNormTensors,
  normaliseHeads,
  projectQkv,
  rotate,
} from '../blocks/attention.ts';
import { feedForward, feedForwardTensors } from '../blocks/feedForward.ts';
import type { HParams } from '../hparams.ts';
import type { Tensor } from '../ops.ts';
import { readHparams } from '../readHparams.ts';
import type { BlockContext, BlockWeights, TensorShapes } from './arch.ts';
import { defineArchitecture } from './defineArchitecture.ts';

/** Qwen 3, dense: each head of q and k is normalised before it is rotated. */
export const qwen3 = defineArchitecture({ name: 'qwen3', hparams, blockTensors, block });

function hparams(metadata: GgufMetadata, tensors: TensorShapes): HParams {
  return readHparams(metadata, 'qwen3', tensors, { style: 'neox' });
}

function blockTensors(hp: HParams, il: number) {
  return { ...attentionTensors(hp, il), ...headNormTensors(hp, il), ...feedForwardTensors(hp, il) };
}

function block<T extends Tensor>(
  ctx: BlockContext<T>,
  w: BlockWeights<T, ReturnType<typeof blockTensors>>,
): void {
  const { hp, ops } = ctx;
  const { x, norm, proj } = ctx.scratch;

  ops.rmsNorm(norm, x, w.attnNorm, hp.norm.eps);
  projectQkv(ctx, w);
  normaliseHeads(ctx, w);
  rotate(ctx);
  attend(ctx, w);
  ops.add(x, proj);

  ops.rmsNorm(norm, x, w.ffnNorm, hp.norm.eps);
  feedForward(ctx, w);
  ops.add(x, proj);
}
