import { LlmError } from '../../base/errors.ts';
import type { GgufMetadata } from '../../gguf/types.ts';
import {
  attentionTensors,
  type AttentionTensors,
  headNormTensors,
  type HeadNormTensors,
  normaliseHeads,
  rotate,
} from '../blocks/attention.ts';
import { deltaNet, type DeltaNetTensors, deltaNetTensors } from '../blocks/deltaNet.ts';
import { feedForward, type FeedForwardTensors, feedForwardTensors } from '../blocks/feedForward.ts';
import {
  gatedSharedExpertTensors,
  type GatedSharedExpertTensors,
  gateSharedExpert,
  type ExpertTensors,
  expertTensors,
  mixExperts,
} from '../blocks/experts.ts';
import { attentionOf, type HParams, isRecurrent, type RecurrentParams } from '../hparams.ts';
import type { Tensor } from '../ops.ts';
import { readCount, readExperts, readExpertWidth, readHparams } from '../readHparams.ts';
import { required } from '../tensorSpec.ts';
import type { BlockContext, BlockWeights, TensorShapes } from './arch.ts';
import { defineArchitecture } from './defineArchitecture.ts';

/** Qwen 3.5: of four layers three are gated delta nets, and the fourth is attention whose output is gated. */
export const qwen35 = defineQwen35('qwen35', (hp) => hp);

/** The same with experts, one of which all tokens share as far as a gate lets them. */
export const qwen35moe = defineQwen35('qwen35moe', (hp, metadata) => {
  const nFf = readExpertWidth(metadata, 'qwen35moe', hp.nFf);
  const nFfShared = readCount(metadata, 'qwen35moe.expert_shared_feed_forward_length', 'nFf', hp.nFf);
  return { ...hp, experts: readExperts(metadata, 'qwen35moe', { nFf, isNormalised: true, nFfShared }) };
});

/** Layers from one with attention to the next, if the file does not say. */
const PERIOD = 4;

type Hybrid = HParams & { readonly recurrent: RecurrentParams };

function defineQwen35<Name extends string>(
  name: Name,
  withFeedForward: (hp: Hybrid, metadata: GgufMetadata) => Hybrid,
) {
  return defineArchitecture({
    name,
    hparams: (metadata: GgufMetadata, tensors: TensorShapes): Hybrid =>
      withFeedForward(hparams(metadata, tensors, name), metadata),
    blockTensors,
    isIgnored,
    block,
  });
}

function hparams(metadata: GgufMetadata, tensors: TensorShapes, arch: string): Hybrid {
  const base = readHparams(metadata, arch, tensors, { style: 'neox', partial: true });
  checkSections(metadata, arch, base.rope.dim / 2);
  // Layers behind the last predict further tokens; they have no part in the next one.
  const nLayer = base.nLayer - readPredictors(metadata, arch, base.nLayer);
  const period = readCount(metadata, `${arch}.full_attention_interval`, 'nLayer', PERIOD);
  const headDim = readCount(metadata, `${arch}.ssm.state_size`, 'headDim');
  const nHeadK = readCount(metadata, `${arch}.ssm.group_count`, 'nHead');
  const nHeadV = readCount(metadata, `${arch}.ssm.time_step_rank`, 'nHead');
  const innerKey = `${arch}.ssm.inner_size`;
  const inner = metadata.num(innerKey);
  if (inner !== nHeadV * headDim)
    throw new LlmError('gguf', `${innerKey}: expected ${nHeadV} heads of ${headDim}; found ${inner}`);
  if (nHeadV % nHeadK !== 0)
    throw new LlmError(
      'gguf',
      `${arch}.ssm.group_count: expected a divisor of the ${nHeadV} heads; found ${nHeadK}`,
    );
  return {
    ...base,
    nLayer,
    recurrent: {
      layers: Array.from({ length: nLayer }, (_, il) => (il + 1) % period !== 0),
      nHeadK,
      nHeadV,
      headDim,
      nConv: readCount(metadata, `${arch}.ssm.conv_kernel`, 'nConv'),
    },
  };
}

function readPredictors(metadata: GgufMetadata, arch: string, nLayer: number): number {
  const key = `${arch}.nextn_predict_layers`;
  const n = metadata.num(key, 0);
  if (!Number.isInteger(n) || n < 0 || n >= nLayer)
    throw new LlmError('gguf', `${key}: expected less than the ${nLayer} layers; found ${n}`);
  return n;
}

/**
 * Pairs take turns to rotate by time, height and width, which in text are all the position. As many pairs as there are
 * must be shared out so, because those left over would not be rotated by it.
 */
function checkSections(metadata: GgufMetadata, arch: string, nPairs: number): void {
  const key = `${arch}.rope.dimension_sections`;
  const sections = Array.from(metadata.nums(key));
  const sum = sections.reduce((total, n) => total + n, 0);
  const isCovered = Array.from({ length: nPairs }, (_, pair) => pair < 3 * (sections[pair % 3] ?? 0));
  if (sum !== nPairs || isCovered.includes(false))
    throw new LlmError(
      'unsupported',
      `${key}: expected three parts of the ${nPairs} pairs, of like size; found ${sections.join(', ')}`,
    );
}

type Mixer = (AttentionTensors & HeadNormTensors) | DeltaNetTensors;
type Network = FeedForwardTensors | (ExpertTensors & GatedSharedExpertTensors);
type Tensors = Mixer & Network;

function blockTensors(hp: Hybrid, il: number): Tensors {
  const { nEmbd, attn } = hp;
  const mixer: Mixer = isRecurrent(hp, il)
    ? deltaNetTensors(hp, hp.recurrent, il)
    : {
        ...attentionTensors(hp, il),
        ...headNormTensors(hp, il),
        attnQ: required(`blk.${il}.attn_q.weight`, nEmbd, 2 * attn.nHead * attn.headDim),
      };
  const network: Network = hp.experts
    ? {
        ...expertTensors(hp, hp.experts, il),
        ...gatedSharedExpertTensors(hp, hp.experts.nFfShared ?? hp.nFf, il),
      }
    : feedForwardTensors(hp, il);
  return { ...mixer, ...network, ffnNorm: required(`blk.${il}.post_attention_norm.weight`, nEmbd) };
}

/** Of the layers that predict further tokens. */
function isIgnored(hp: Hybrid, name: string): boolean {
  return Number(/^blk\.(\d+)\./.exec(name)?.[1] ?? -1) >= hp.nLayer;
}

function block<T extends Tensor>(ctx: BlockContext<T, Hybrid>, w: BlockWeights<T, Tensors>): void {
  const { hp, ops } = ctx;
  const { x, norm, proj, shared } = ctx.scratch;

  ops.rmsNorm(norm, x, w.attnNorm, hp.norm.eps);
  if ('ssmMixed' in w) deltaNet(ctx, w);
  else gatedAttention(ctx, w);
  ops.add(x, proj);

  ops.rmsNorm(norm, x, w.ffnNorm, hp.norm.eps);
  if ('ffnRouter' in w) {
    mixExperts(ctx, w);
    gateSharedExpert(ctx, w);
    ops.add(proj, shared);
  } else feedForward(ctx, w);
  ops.add(x, proj);
}

/** proj = (attention · sigmoid(gate)) · Wᵀ; each head's query comes with its gate. */
function gatedAttention<T extends Tensor>(
  ctx: BlockContext<T>,
  w: BlockWeights<T, AttentionTensors & HeadNormTensors>,
): void {
  const { hp, ops, pass, il } = ctx;
  const { norm, queryAndGate, queryGate, q, k, v, att, proj } = ctx.scratch;

  ops.matmul(queryAndGate, norm, w.attnQ);
  ops.matmul(k, norm, w.attnK);
  ops.matmul(v, norm, w.attnV);
  ops.splitHeads(q, queryGate, queryAndGate, hp.attn.headDim);
  normaliseHeads(ctx, w);
  rotate(ctx);
  ops.storeKv(il, k, v, pass.pos);
  ops.attention(att, q, il, pass.pos, attentionOf(hp, il).attn);
  ops.sigmoidGate(att, queryGate);
  ops.matmul(proj, att, w.attnOutput);
}
