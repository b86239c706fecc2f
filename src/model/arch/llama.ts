import type { GgufMetadata } from '../../gguf/types.ts';
import {
  attend,
  attentionTensors,
  projectQkv,
  ropeFactors,
  ropeFactorTensors,
  rotate,
} from '../blocks/attention.ts';
import { expertTensors, mixExperts } from '../blocks/experts.ts';
import { feedForward, feedForwardTensors } from '../blocks/feedForward.ts';
import type { HParams } from '../hparams.ts';
import type { Tensor } from '../ops.ts';
import { readExperts, readHparams } from '../readHparams.ts';
import type { BlockContext, BlockWeights, TensorShapes } from './arch.ts';
import { defineArchitecture } from './defineArchitecture.ts';

/** LLaMA and what is shaped like it: Llama 1 to 3, Mistral, Mixtral, SmolLM2, TinyLlama, DeepSeek-Coder, Yi, … */
export const llama = defineArchitecture({ name: 'llama', hparams, blockTensors, block });

function hparams(metadata: GgufMetadata, tensors: TensorShapes): HParams {
  const hp = readHparams(metadata, 'llama', tensors, { style: 'norm' });
  if (metadata.num('llama.expert_count', 0) === 0) return hp;
  return { ...hp, experts: readExperts(metadata, 'llama', { nFf: hp.nFf, isNormalised: true }) };
}

function blockTensors(hp: HParams, il: number) {
  return {
    ...attentionTensors(hp, il),
    ...ropeFactorTensors(hp),
    ...(hp.experts ? expertTensors(hp, hp.experts, il) : feedForwardTensors(hp, il)),
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
  if ('ffnRouter' in w) mixExperts(ctx, w);
  else feedForward(ctx, w);
  ops.add(x, proj);
}
