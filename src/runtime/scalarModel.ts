import { LlmError } from '../base/errors.ts';
import type { TokenId } from '../base/types.ts';
import type { Architecture } from '../model/arch/arch.ts';
import { globalTensors } from '../model/globalTensors.ts';
import type { HParams } from '../model/hparams.ts';
import type { TensorSpec } from '../model/tensorSpec.ts';
import { forward, type Graph } from './forward.ts';
import { KvTokens } from './kvCache.ts';
import type { CancelFlag, ContextOptions, LlamaContext, LlamaModel } from './llamaContext.ts';
import { StateCopies } from './stateCopies.ts';
import { ScalarOps, scalarTensor, type ScalarTensor } from './scalarOps.ts';
import { createScratch } from './scratch.ts';

/** Most tokens a pass takes. */
const N_BATCH = 64;

/** What a model is computed with: f32 activations throughout, or quantised before each matmul as ggml does. */
export type Arithmetic = 'exact' | 'ggml';

/** Where the weights come from. */
export interface WeightSource {
  has(spec: TensorSpec): boolean;
  /** The weight with the activation type ggml has for it. Rejects if it is missing or has another shape. */
  load(spec: TensorSpec): Promise<ScalarTensor>;
}

/** What of the graph every context shares. */
export type ScalarWeights = Pick<Graph<ScalarTensor>, 'tokenEmbd' | 'blocks' | 'outputNorm' | 'output'>;

/** A model computed by ScalarOps: slow, and as short as the contract of LlamaModel allows. */
export async function loadScalarModel(
  arch: Architecture,
  hp: HParams,
  arithmetic: Arithmetic,
  source: WeightSource,
): Promise<LlamaModel> {
  const weights = await loadScalarWeights(arch, hp, arithmetic, source);
  return {
    hparams: hp,
    createContext: (options) => Promise.resolve(new ScalarContext(arch, hp, weights, options)),
    dispose: () => Promise.resolve(),
  };
}

export async function loadScalarWeights(
  arch: Architecture,
  hp: HParams,
  arithmetic: Arithmetic,
  source: WeightSource,
): Promise<ScalarWeights> {
  async function load(spec: TensorSpec): Promise<ScalarTensor> {
    const tensor = await source.load(spec);
    return arithmetic === 'ggml' ? tensor : { ...tensor, activation: 'f32' };
  }

  const blocks: Record<string, ScalarTensor | undefined>[] = [];
  for (let il = 0; il < hp.nLayer; il++) {
    const block: Record<string, ScalarTensor | undefined> = {};
    for (const [key, spec] of Object.entries(arch.blockTensors(hp, il)))
      block[key] = spec.optional && !source.has(spec) ? undefined : await load(spec);
    blocks.push(block);
  }

  const globals = globalTensors(hp);
  const tokenEmbd = await load(globals.tokenEmbd);
  return {
    tokenEmbd,
    blocks,
    outputNorm: await load(globals.outputNorm),
    output: source.has(globals.output) ? await load(globals.output) : tokenEmbd,
  };
}

class ScalarContext implements LlamaContext {
  readonly nCtx: number;
  readonly nBatch = N_BATCH;
  readonly rewindsExactly: boolean;
  readonly #kv: KvTokens;
  readonly #graph: Graph<ScalarTensor>;

  constructor(arch: Architecture, hp: HParams, weights: ScalarWeights, options: ContextOptions) {
    this.nCtx = options.nCtx;
    this.rewindsExactly = hp.recurrent === undefined;
    this.#kv = new KvTokens(options.nCtx, hp.nVocab, hp.recurrent && new StateCopies());
    const scratch = createScratch(hp, N_BATCH, (shape) => scalarTensor(shape));
    this.#graph = {
      ...weights,
      arch,
      hp,
      ops: new ScalarOps(hp, options),
      scratch: () => scratch,
      logits: scalarTensor([hp.nVocab, N_BATCH]),
    };
  }

  get tokens(): readonly TokenId[] {
    return this.#kv.tokens;
  }

  rewindTo(prompt: readonly TokenId[]): number {
    return this.#kv.rewindTo(prompt);
  }

  decode(batch: readonly TokenId[], want: 'last' | 'all', cancel?: CancelFlag): Promise<Float32Array> {
    return Promise.resolve().then(() => this.#decode(batch, want, cancel));
  }

  #decode(batch: readonly TokenId[], want: 'last' | 'all', cancel: CancelFlag | undefined): Float32Array {
    this.#kv.check(batch, N_BATCH);
    const nOut = want === 'all' ? batch.length : 1;
    const nTokens = batch.length;
    const pos = this.#kv.length;
    forward(this.#graph, {
      tokens: Int32Array.from(batch),
      nTokens,
      pos,
      nOut,
      nCtx: this.nCtx,
      ...this.#kv.states,
    });
    if (cancel && Atomics.load(cancel.flag, 0) !== 0)
      throw new LlmError('cancelled', 'the pass was cancelled');
    this.#kv.append(batch);
    return this.#graph.logits.data.subarray(0, nOut * this.#graph.hp.nVocab);
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}
