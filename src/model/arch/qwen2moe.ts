import type { GgufMetadata } from '../../gguf/types.ts';
import { attend, attentionTensors, projectQkv, rotate } from '../blocks/attention.ts';
import { expertTensors, gatedSharedExpertTensors, gateSharedExpert, mixExperts } from '../blocks/experts.ts';
import type { Tensor } from '../ops.ts';
import { type MixtureHParams, readCount, readExperts, readExpertWidth, readHparams } from '../readHparams.ts';
import type { BlockContext, BlockWeights, TensorShapes } from './arch.ts';
import { defineArchitecture } from './defineArchitecture.ts';

/** Qwen 1.5 and 2 with experts, and one that all tokens share as far as a gate lets them. */
export const qwen2moe = defineArchitecture({ name: 'qwen2moe', hparams, blockTensors, block });

type SharingHParams = MixtureHParams & { readonly experts: { readonly nFfShared: number } };

function hparams(metadata: GgufMetadata, tensors: TensorShapes): SharingHParams {
  const hp = readHparams(metadata, 'qwen2moe', tensors, { style: 'neox' });
  const nFf = readExpertWidth(metadata, 'qwen2moe', hp.nFf);
  const nFfShared = readCount(metadata, 'qwen2moe.expert_shared_feed_forward_length', 'nFf', hp.nFf);
  const experts = readExperts(metadata, 'qwen2moe', { nFf, isNormalised: false });
  return { ...hp, experts: { ...experts, nFfShared } };
}

function blockTensors(hp: SharingHParams, il: number) {
  return {
    ...attentionTensors(hp, il),
    ...expertTensors(hp, hp.experts, il),
    ...gatedSharedExpertTensors(hp, hp.experts.nFfShared, il),
  };
}

function block<T extends Tensor>(
  ctx: BlockContext<T, SharingHParams>,
  w: BlockWeights<T, ReturnType<typeof blockTensors>>,
): void {
  const { hp, ops } = ctx;
  const { x, norm, proj, shared } = ctx.scratch;

  ops.rmsNorm(norm, x, w.attnNorm, hp.norm.eps);
  projectQkv(ctx, w);
  rotate(ctx);
  attend(ctx, w);
  ops.add(x, proj);

  ops.rmsNorm(norm, x, w.ffnNorm, hp.norm.eps);
  mixExperts(ctx, w);
  gateSharedExpert(ctx, w);
  ops.add(proj, shared);
  ops.add(x, proj);
}
