import type { GgufMetadata } from '../../gguf/types.ts';
import {
  attend,
  type AttentionTensors,
  attentionTensors,
  projectQkv,
  ropeFactors,
  type RopeFactorTensors,
  ropeFactorTensors,
  rotate,
} from '../blocks/attention.ts';
import {
  type ExpertTensors,
  expertTensors,
  mixExperts,
  sharedExpert,
  type SharedExpertTensors,
  sharedExpertTensors,
} from '../blocks/experts.ts';
import { feedForward, type FeedForwardTensors, feedForwardTensors } from '../blocks/feedForward.ts';
import type { HParams } from '../hparams.ts';
import type { Tensor } from '../ops.ts';
import { readCount, readExperts, readHparams, readPositive } from '../readHparams.ts';
import type { BlockContext, BlockWeights, TensorShapes } from './arch.ts';
import { defineArchitecture } from './defineArchitecture.ts';

/** Granite 3 and 4: LLaMA with embeddings, attention, sublayers and logits each scaled by a number of their own. */
export const granite = defineGranite('granite');
/** The same with experts. */
export const granitemoe = defineGranite('granitemoe');

interface GraniteHParams extends HParams {
  /** What sublayers are multiplied with before they are added to the residual stream. */
  readonly residualScale: number;
  readonly isRotated: boolean;
}

function defineGranite<Name extends string>(name: Name) {
  return defineArchitecture({
    name,
    hparams: (metadata, tensors) => hparams(metadata, tensors, name),
    blockTensors,
    block,
  });
}

function hparams(metadata: GgufMetadata, tensors: TensorShapes, arch: string): GraniteHParams {
  const base = readHparams(metadata, arch, tensors, { style: 'norm' });
  /** A scalar, of which llama.cpp takes 0 for none. */
  const scalar = (key: string, usual: number): number =>
    metadata.num(`${arch}.${key}`, 0) === 0 ? usual : readPositive(metadata, `${arch}.${key}`, 1e6);

  const hp: GraniteHParams = {
    ...base,
    attn: { ...base.attn, scale: scalar('attention.scale', base.attn.scale) },
    embdScale: scalar('embedding_scale', 1),
    residualScale: scalar('residual_scale', 1),
    logitScale: Math.fround(1 / readPositive(metadata, `${arch}.logit_scale`, 1e6)),
    isRotated: metadata.bool(`${arch}.rope.scaling.finetuned`, true),
  };
  if (metadata.num(`${arch}.expert_count`, 0) === 0) return hp;

  const sharedKey = `${arch}.expert_shared_feed_forward_length`;
  const shared = metadata.num(sharedKey, 0) === 0 ? {} : { nFfShared: readCount(metadata, sharedKey, 'nFf') };
  return {
    ...hp,
    experts: readExperts(metadata, arch, { nFf: hp.nFf, isNormalised: true, ...shared }),
  };
}

type Tensors = AttentionTensors &
  RopeFactorTensors &
  (FeedForwardTensors | ExpertTensors | (ExpertTensors & SharedExpertTensors));

function blockTensors(hp: HParams, il: number): Tensors {
  const attention = { ...attentionTensors(hp, il), ...ropeFactorTensors(hp) };
  if (!hp.experts) return { ...attention, ...feedForwardTensors(hp, il) };
  const mixture = { ...attention, ...expertTensors(hp, hp.experts, il) };
  const { nFfShared } = hp.experts;
  return nFfShared === undefined ? mixture : { ...mixture, ...sharedExpertTensors(hp, nFfShared, il) };
}

function block<T extends Tensor>(ctx: BlockContext<T, GraniteHParams>, w: BlockWeights<T, Tensors>): void {
  const { hp, ops } = ctx;
  const { x, norm, proj, shared } = ctx.scratch;

  ops.rmsNorm(norm, x, w.attnNorm, hp.norm.eps);
  projectQkv(ctx, w);
  if (hp.isRotated) rotate(ctx, ropeFactors(ctx, w));
  attend(ctx, w);
  ops.scale(proj, hp.residualScale);
  ops.add(x, proj);

  ops.rmsNorm(norm, x, w.ffnNorm, hp.norm.eps);
  if ('ffnRouter' in w) mixExperts(ctx, w);
  else feedForward(ctx, w);
  if ('ffnGateShared' in w) {
    sharedExpert(ctx, w);
    ops.add(proj, shared);
  }
  ops.scale(proj, hp.residualScale);
  ops.add(x, proj);
}
