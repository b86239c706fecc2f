import type { GgufMetadata } from '../../gguf/types.ts';
import { attend, attentionTensors, projectQkv, rotate } from '../blocks/attention.ts';
import { feedForward, feedForwardTensors } from '../blocks/feedForward.ts';
import type { AttentionParams, HParams } from '../hparams.ts';
import type { Tensor } from '../ops.ts';
import { readHparams, readLocalAttention, readPositive } from '../readHparams.ts';
import { required } from '../tensorSpec.ts';
import type { BlockContext, BlockWeights, TensorShapes } from './arch.ts';
import { defineArchitecture } from './defineArchitecture.ts';

/**
 * Gemma 2: norms before and after each sublayer, scores and logits squeezed into a range, and every other layer sees only
 * the latest positions.
 */
export const gemma2 = defineArchitecture({ name: 'gemma2', hparams, blockTensors, block });

/** What files mean that do not say: llama.cpp's values, which are those of the published models. */
const WINDOW = 4096;
const PERIOD = 2;
const ATTENTION_SOFTCAP = 50;
const LOGIT_SOFTCAP = 30;
/** The 27B model scales its queries by another width than that of its heads; only this tells it. */
const N_LAYER_27B = 46;

function hparams(metadata: GgufMetadata, tensors: TensorShapes): HParams {
  const base = readHparams(metadata, 'gemma2', tensors, { style: 'neox', partial: true });
  const { nEmbd, nLayer } = base;
  const { nHead, headDim } = base.attn;
  const scaled = nLayer === N_LAYER_27B ? Math.floor(nEmbd / nHead) : headDim;
  const attn: AttentionParams = {
    ...base.attn,
    scale: Math.fround(1 / Math.sqrt(scaled)),
    softcap: readPositive(metadata, 'gemma2.attn_logit_softcapping', 1e6, ATTENTION_SOFTCAP),
  };
  const hp: HParams = {
    ...base,
    attn,
    act: 'gelu',
    embdScale: Math.fround(Math.sqrt(nEmbd)),
    logitSoftcap: readPositive(metadata, 'gemma2.final_logit_softcapping', 1e6, LOGIT_SOFTCAP),
  };
  const usual = { window: WINDOW, period: PERIOD, rope: hp.rope };
  const local = readLocalAttention(metadata, 'gemma2', hp, usual);
  return local ? { ...hp, local } : hp;
}

function blockTensors(hp: HParams, il: number) {
  return {
    ...attentionTensors(hp, il),
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
  rotate(ctx);
  attend(ctx, w);
  ops.rmsNorm(proj, proj, w.attnPostNorm, eps);
  ops.add(x, proj);

  ops.rmsNorm(norm, x, w.ffnNorm, eps);
  feedForward(ctx, w);
  ops.rmsNorm(proj, proj, w.ffnPostNorm, eps);
  ops.add(x, proj);
}
