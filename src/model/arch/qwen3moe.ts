import type { GgufMetadata } from '../../gguf/types.ts';
import {
  attend,
  attentionTensors,
  headNormTensors,
  normaliseHeads,
  projectQkv,
  rotate,
} from '../blocks/attention.ts';
import { expertTensors, mixExperts } from '../blocks/experts.ts';
import type { Tensor } from '../ops.ts';
import { type MixtureHParams, readExperts, readExpertWidth, readHparams } from '../readHparams.ts';
import type { BlockContext, BlockWeights, TensorShapes } from './arch.ts';
import { defineArchitecture } from './defineArchitecture.ts';

/** Qwen 3 with experts in place of the feed-forward network. */
export const qwen3moe = defineArchitecture({ name: 'qwen3moe', hparams, blockTensors, block });

function hparams(metadata: GgufMetadata, tensors: TensorShapes): MixtureHParams {
  const hp = readHparams(metadata, 'qwen3moe', tensors, { style: 'neox' });
  const nFf = readExpertWidth(metadata, 'qwen3moe', hp.nFf);
  return { ...hp, experts: readExperts(metadata, 'qwen3moe', { nFf, isNormalised: true }) };
}

function blockTensors(hp: MixtureHParams, il: number) {
  return { ...attentionTensors(hp, il), ...headNormTensors(hp, il), ...expertTensors(hp, hp.experts, il) };
}

function block<T extends Tensor>(
  ctx: BlockContext<T, MixtureHParams>,
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
  mixExperts(ctx, w);
  ops.add(x, proj);
}
