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
import type { AttentionParams, HParams } from '../hparams.ts';
import type { Tensor } from '../ops.ts';
import { readAttnFactor, readHparams, readLocalAttention, readPositive } from '../readHparams.ts';
import { required } from '../tensorSpec.ts';
import type { BlockContext, BlockWeights, TensorShapes } from './arch.ts';
import { defineArchitecture } from './defineArchitecture.ts';

/**
 * Gemma 3: norms before and after each sublayer and of each head, a gate of gelu, and of six layers five that see only
 * the latest positions and rotate faster.
 */
export const gemma3 = defineArchitecture({ name: 'gemma3', hparams, blockTensors, block });

/** Layers from one that sees all positions to the next, if the file does not say. */
const PERIOD = 6;
/** The 27B model scales its queries by another width than that of its heads; only this tells it. */
const N_LAYER_27B = 62;

function hparams(metadata: GgufMetadata, tensors: TensorShapes): HParams {
  const base = readHparams(metadata, 'gemma3', tensors, { style: 'neox', partial: true });
  const { nEmbd, nLayer } = base;
  const { nHead, headDim } = base.attn;
  const scaled = nLayer === N_LAYER_27B ? Math.floor(nEmbd / nHead) : headDim;
  const attn: AttentionParams = { ...base.attn, scale: Math.fround(1 / Math.sqrt(scaled)) };
  const hp: HParams = { ...base, attn, act: 'gelu', embdScale: Math.fround(Math.sqrt(nEmbd)) };

  const local = readLocalAttention(metadata, 'gemma3', hp, {
    window: 0,
    period: PERIOD,
    // No scaling stretches the positions of these layers.
    rope: {
      ...hp.rope,
      base: 10000,
      scaling: { kind: 'none' },
      magnitude: readAttnFactor(metadata, 'gemma3'),
    },
  });
  if (local) return { ...hp, local };
  const capKey = 'gemma3.final_logit_softcapping';
  return metadata.num(capKey, 0) === 0 ? hp : { ...hp, logitSoftcap: readPositive(metadata, capKey, 1e6) };
}

function blockTensors(hp: HParams, il: number) {
  return {
    ...attentionTensors(hp, il),
    ...headNormTensors(hp, il),
    ...feedForwardTensors(hp, il),
    attnPostNorm: required(`blk.${il}.post_attention_norm.weight`, hp.nEmbd),
    ffnPostNorm: required(`blk.${il}.post_ffw_norm.weight`, hp.nEmbd),
  };
}

function block<T extends Tensor>(
  ctx: BlockContext<T>,
  w: BlockWeights<T, ReturnType<typeof blockTensors>>,
): void {
  const { hp, ops } = ctx;
  const { x, norm, proj } = ctx.scratch;
  const { eps } = hp.norm;

  ops.rmsNorm(norm, x, w.attnNorm, eps);
  projectQkv(ctx, w);
  normaliseHeads(ctx, w);
  rotate(ctx);
  attend(ctx, w);
  ops.rmsNorm(proj, proj, w.attnPostNorm, eps);
  ops.add(x, proj);

  ops.rmsNorm(norm, x, w.ffnNorm, eps);
  feedForward(ctx, w);
  ops.rmsNorm(proj, proj, w.ffnPostNorm, eps);
  ops.add(x, proj);
}
