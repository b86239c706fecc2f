import { LlmError } from '../../base/errors.ts';
import type { GgufMetadata } from '../../gguf/types.ts';
import { refuseUnknownTensors, ropeFreqs } from '../globalTensors.ts';
import type { HParams } from '../hparams.ts';
import { readAttention, readCount, readNorm, readRope, readVocabSize } from '../readHparams.ts';
import type { Tensor } from '../ops.ts';
import type { Architecture, BlockContext, BlockWeights, TensorSpec } from './arch.ts';

type Required =
  'attnNorm' | 'attnQ' | 'attnK' | 'attnV' | 'attnOutput' | 'ffnNorm' | 'ffnGate' | 'ffnUp' | 'ffnDown';
type Optional = 'ropeFreqs';

/** LLaMA and what is shaped like it: Llama 2 and 3, Mistral, SmolLM2, TinyLlama, DeepSeek-Coder, Yi, … */
export const llama: Architecture<'llama', Required, Optional> = {
  name: 'llama',
  hparams,
  blockTensors,
  block,
};

function hparams(
  metadata: GgufMetadata,
  tensors: ReadonlyMap<string, { readonly shape: readonly number[] }>,
): HParams {
  refuseExperts(metadata);
  const nEmbd = readCount(metadata, 'llama.embedding_length', 'nEmbd');
  const attn = readAttention(metadata, 'llama', nEmbd);
  const hp: HParams = {
    nVocab: readVocabSize(metadata, 'llama', tensors),
    nCtxTrain: readCount(metadata, 'llama.context_length', 'nCtxTrain'),
    nEmbd,
    nLayer: readCount(metadata, 'llama.block_count', 'nLayer'),
    nFf: readCount(metadata, 'llama.feed_forward_length', 'nFf'),
    norm: readNorm(metadata, 'llama'),
    act: 'silu',
    attn,
    rope: readRope(metadata, 'llama', 'norm', attn.headDim),
  };
  refuseUnknownTensors(hp, blockTensors, tensors.keys());
  return hp;
}

/** Mixtral calls itself llama too. */
function refuseExperts(metadata: GgufMetadata): void {
  const nExpert = metadata.num('llama.expert_count', 0);
  if (nExpert !== 0)
    throw new LlmError(
      'unsupported',
      `llama.expert_count: mixtures of experts are not supported; found ${nExpert}`,
    );
}

function blockTensors(hp: HParams, il: number): Readonly<Record<Required | Optional, TensorSpec>> {
  const { nEmbd, nFf, attn } = hp;
  const nQ = attn.nHead * attn.headDim;
  const nKv = attn.nHeadKv * attn.headDim;
  const weight = (name: string, ...shape: number[]): TensorSpec => ({
    name: `blk.${il}.${name}.weight`,
    shape,
  });
  return {
    attnNorm: weight('attn_norm', nEmbd),
    attnQ: weight('attn_q', nEmbd, nQ),
    attnK: weight('attn_k', nEmbd, nKv),
    attnV: weight('attn_v', nEmbd, nKv),
    attnOutput: weight('attn_output', nQ, nEmbd),
    ffnNorm: weight('ffn_norm', nEmbd),
    ffnGate: weight('ffn_gate', nEmbd, nFf),
    ffnUp: weight('ffn_up', nEmbd, nFf),
    ffnDown: weight('ffn_down', nFf, nEmbd),
    ropeFreqs: ropeFreqs(hp),
  };
}

function block<T extends Tensor>(
  { hp, ops, scratch, pass, il }: BlockContext<T>,
  w: BlockWeights<T, Required, Optional>,
): void {
  const { x, norm, q, k, v, att, proj, gate, up } = scratch;
  const { headDim } = hp.attn;

  ops.rmsNorm(norm, x, w.attnNorm, hp.norm.eps);
  ops.matmul(q, norm, w.attnQ);
  ops.matmul(k, norm, w.attnK);
  ops.matmul(v, norm, w.attnV);
  ops.rope(q, headDim, pass.pos, hp.rope, w.ropeFreqs);
  ops.rope(k, headDim, pass.pos, hp.rope, w.ropeFreqs);
  ops.storeKv(il, k, v, pass.pos);
  ops.attention(att, q, il, pass.pos, hp.attn);
  ops.matmul(proj, att, w.attnOutput);
  ops.add(x, proj);

  ops.rmsNorm(norm, x, w.ffnNorm, hp.norm.eps);
  ops.matmul(gate, norm, w.ffnGate);
  ops.matmul(up, norm, w.ffnUp);
  ops.swiglu(gate, gate, up);
  ops.matmul(proj, gate, w.ffnDown);
  ops.add(x, proj);
}
