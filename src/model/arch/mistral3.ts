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
import { readExperts, readHparams, readPositive } from '../readHparams.ts';
import type { BlockContext, BlockWeights, TensorShapes } from './arch.ts';
import { defineArchitecture } from './defineArchitecture.ts';

/** Ministral 3 and what is shaped like it: LLaMA with YaRN, whose queries may grow with their position. */
export const mistral3 = defineArchitecture({ name: 'mistral3', hparams, blockTensors, block });

interface Mistral3HParams extends HParams {
  /** How much a query grows with the logarithm of its position, counted in original contexts. */
  readonly temperatureScale: number;
}

function hparams(metadata: GgufMetadata, tensors: TensorShapes): Mistral3HParams {
  const base = readHparams(metadata, 'mistral3', tensors, { style: 'norm', yarnKeys: true });
  const temperatureKey = 'mistral3.attention.temperature_scale';
  const isConstant = metadata.num(temperatureKey, 0) === 0;
  const hp = { ...base, temperatureScale: isConstant ? 0 : readPositive(metadata, temperatureKey, 1e3) };
  if (metadata.num('mistral3.expert_count', 0) === 0) return hp;
  return { ...hp, experts: readExperts(metadata, 'mistral3', { nFf: hp.nFf, isNormalised: true }) };
}

function blockTensors(hp: HParams, il: number) {
  return {
    ...attentionTensors(hp, il),
    ...ropeFactorTensors(hp),
    ...(hp.experts ? expertTensors(hp, hp.experts, il) : feedForwardTensors(hp, il)),
  };
}

function block<T extends Tensor>(
  ctx: BlockContext<T, Mistral3HParams>,
  w: BlockWeights<T, ReturnType<typeof blockTensors>>,
): void {
  const { hp, ops, pass } = ctx;
  const { x, norm, q, proj } = ctx.scratch;

  ops.rmsNorm(norm, x, w.attnNorm, hp.norm.eps);
  projectQkv(ctx, w);
  rotate(ctx, ropeFactors(ctx, w));
  if (hp.temperatureScale !== 0) ops.scaleByPosition(q, pass.pos, (position) => temperature(hp, position));
  attend(ctx, w);
  ops.add(x, proj);

  ops.rmsNorm(norm, x, w.ffnNorm, hp.norm.eps);
  if ('ffnRouter' in w) mixExperts(ctx, w);
  else feedForward(ctx, w);
  ops.add(x, proj);
}

/** 1 within the original context. */
function temperature({ rope, temperatureScale }: Mistral3HParams, position: number): number {
  return Math.log(Math.floor(position / rope.nCtxOrig) + 1) * temperatureScale + 1;
}
