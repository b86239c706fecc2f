import type { GgufMetadata } from '../../gguf/types.ts';
import { attend, attentionTensors, projectQkv, rotate } from '../blocks/attention.ts';
import { feedForward, feedForwardTensors } from '../blocks/feedForward.ts';
import type { HParams } from '../hparams.ts';
import type { Tensor } from '../ops.ts';
import { readHparams } from '../readHparams.ts';
import type { BlockContext, BlockWeights, TensorShapes } from './arch.ts';
import { defineArchitecture } from './defineArchitecture.ts';

/** SmolLM 3: LLaMA that in every fourth layer knows no positions (NoPE). */
export const smollm3 = defineArchitecture({ name: 'smollm3', hparams, blockTensors, block });

/** A constant of llama.cpp: files do not say it. */
const NOPE_EVERY = 4;

function hparams(metadata: GgufMetadata, tensors: TensorShapes): HParams {
  return readHparams(metadata, 'smollm3', tensors, { style: 'norm' });
}

function blockTensors(hp: HParams, il: number) {
  return { ...attentionTensors(hp, il), ...feedForwardTensors(hp, il) };
}

function block<T extends Tensor>(
  ctx: BlockContext<T>,
  w: BlockWeights<T, ReturnType<typeof blockTensors>>,
): void {
  const { hp, ops, il } = ctx;
  const { x, norm, proj } = ctx.scratch;

  ops.rmsNorm(norm, x, w.attnNorm, hp.norm.eps);
  projectQkv(ctx, w);
  if ((il + 1) % NOPE_EVERY !== 0) rotate(ctx);
  attend(ctx, w);
  ops.add(x, proj);

  ops.rmsNorm(norm, x, w.ffnNorm, hp.norm.eps);
  feedForward(ctx, w);
  ops.add(x, proj);
}
