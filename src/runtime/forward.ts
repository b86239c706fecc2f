import type { Architecture, BlockWeights, Scratch } from '../model/arch/arch.ts';
import type { HParams } from '../model/hparams.ts';
import type { Ops, Pass, Tensor } from '../model/ops.ts';

/** Everything one pass reads, in the handles of whoever computes. */
export interface Graph<T extends Tensor> {
  readonly arch: Architecture;
  readonly hp: HParams;
  readonly ops: Ops<T>;
  readonly tokenEmbd: T; // [nEmbd, nVocab]
  readonly blocks: readonly BlockWeights<T>[];
  readonly outputNorm: T; // [nEmbd]
  /** The token embedding again where output is tied. */
  readonly output: T; // [nEmbd, nVocab]
  /** Activations of the bank that holds layer `il`; nLayer means the output. Layers in one bank share one set. */
  scratch(il: number): Scratch<T>;
  readonly logits: T; // [nVocab, nBatch]
}

/** Token ids to logits: the last `pass.nOut` rows of the batch, in the first rows of `graph.logits`. */
export function forward<T extends Tensor>(graph: Graph<T>, pass: Pass): void {
  const { arch, hp, ops } = graph;

  let scratch = graph.scratch(0);
  ops.setRows(pass.nTokens);
  ops.getRows(scratch.x, graph.tokenEmbd, pass.tokens);
  if (hp.embdScale !== undefined) ops.scale(scratch.x, hp.embdScale);

  for (let il = 0; il < hp.nLayer; il++) {
    scratch = moveTo(graph, scratch, il);
    arch.block({ hp, ops, scratch, pass, il }, graph.blocks[il]!);
  }

  scratch = moveTo(graph, scratch, hp.nLayer);
  ops.setRows(pass.nOut);
  ops.copyRows(scratch.proj, scratch.x, pass.nTokens - pass.nOut);
  ops.rmsNorm(scratch.norm, scratch.proj, graph.outputNorm, hp.norm.eps);
  ops.matmul(graph.logits, scratch.norm, graph.output);
  if (hp.logitScale !== undefined) ops.scale(graph.logits, hp.logitScale);
  if (hp.logitSoftcap !== undefined) ops.softcap(graph.logits, hp.logitSoftcap);
}

/** The residual stream crosses to the bank of layer `il`, if that is another one. */
function moveTo<T extends Tensor>(graph: Graph<T>, from: Scratch<T>, il: number): Scratch<T> {
  const to = graph.scratch(il);
  if (to !== from) graph.ops.copyRows(to.x, from.x, 0);
  return to;
}
