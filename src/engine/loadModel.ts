import path from 'node:path';
import { loadModel as loadComputeModel, loadWeights, startThreads } from '../compute/loadModel.ts';
import { architectureOf } from '../model/arch/index.ts';
import { availableMemory, checkFits } from '../compute/memory.ts';
import type { ComputeModel } from '../compute/computeModel.ts';
import type { GgufFile, GgufMetadata } from '../gguf/types.ts';
import type { LoadParams, ModelInfo } from '../protocol/engine.ts';
import type { StatefulContext } from '../runtime/llamaContext.ts';
import { createChain } from '../sampling/index.ts';
import { createDetokenizer } from '../tokenizer/detokenizer.ts';
import { createTokenizer } from '../tokenizer/index.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { estimateMemory } from '../weights/memoryPlan.ts';
import { canonicalTensors } from '../weights/tensorNames.ts';
import type { ChatEncoder } from './chatEncoder.ts';
import { collectGarbage } from './collectGarbage.ts';
import { ConversationCache } from './conversationCache.ts';
import { DiskStates } from './diskStates.ts';
import { checkSameVocabulary, DraftModel } from './draftModel.ts';
import { BatchCosts } from './draftPolicy.ts';
import { fileTypeOf } from './fileType.ts';
import { inspectFile } from './inspectFile.ts';
import { checkHeader, type JudgedModel, judgeModel, requireModel } from './judgeModel.ts';
import { resolveThreads } from './machine.ts';
import { countParams, readModelFile } from './modelFile.ts';
import type { Backend, LoadedModel, LoadRun } from './server.ts';
import { spell } from './spell.ts';
import { stateKey } from './stateKey.ts';

/** Conversations that are kept leave the editor and everything else at least so much of what is free. */
const MAX_KEPT_SHARE = 0.25;

/** What the server does with files; `distDir` holds the threads' bundle and the kernels. */
export function createBackend(distDir: string): Backend {
  return {
    load: (params, run) => loadModel(params, distDir, run),
    releaseMemory: collectGarbage,
    inspect: (params) => inspectFile(params),
    tokenizeFile: async ({ modelPath, text, addSpecial, parseSpecial }) => {
      const { file } = await readModelFile(modelPath);
      const tokenizer = createTokenizer(file.metadata);
      const tokens = tokenizer.encode(text, { addSpecial, parseSpecial });
      return { tokens, pieces: tokens.map((id) => tokenizer.tokenText(id)) };
    },
  };
}

/** What stays when only the context changes. */
interface OpenModel {
  readonly distDir: string;
  readonly file: GgufFile;
  readonly paths: readonly string[];
  readonly architecture: string;
  readonly tokenizer: Tokenizer;
  readonly template: ChatEncoder;
  readonly weights: ComputeModel;
  readonly batchCosts: BatchCosts;
  /** The draft model, and what batches cost with its guessing. */
  readonly draft: { readonly weights: ComputeModel; readonly batchCosts: BatchCosts } | undefined;
}

/**
 * A path to a model that answers. All but the vocabulary is checked before any memory is taken; the vocabulary, which takes
 * as long as some hundred megabytes of weights, while they are read. Throws an LlmError that says what was expected and
 * found; then nothing stays behind.
 */
async function loadModel(params: LoadParams, distDir: string, run: LoadRun): Promise<LoadedModel> {
  const startedAt = performance.now();
  const { cancellation, onProgress } = run;
  const nThreads = resolveThreads(params.nThreads);
  const starting = startThreads({ nThreads, distDir });
  starting.catch(() => undefined); // the header's faults come first
  let draftWeights: ComputeModel | undefined;
  try {
    const { file, paths } = await readModelFile(params.modelPath);
    const name = path.basename(params.modelPath);
    const options = { ...params, nThreads, name, availableBytes: availableMemory() };
    checkHeader(file, options);
    const threads = await starting;
    cancellation.throwIfCancelled();

    const reading = loadWeights(threads, { file, paths, onProgress, cancel: cancellation });
    reading.catch(() => undefined); // the vocabulary's faults come first
    const { architecture, tokenizer, template, nCtx, warnings } = requireModel(judgeModel(file, options));
    const weights = await reading;
    draftWeights = await openDraft(params, file.metadata, nThreads, nCtx, distDir, run);
    const open: OpenModel = {
      distDir,
      file,
      paths,
      architecture: architecture.name,
      tokenizer,
      template,
      weights,
      batchCosts: new BatchCosts(),
      draft: draftWeights && { weights: draftWeights, batchCosts: new BatchCosts() },
    };
    return await openContext(open, { nCtx, warnings }, params, startedAt, run);
  } catch (error) {
    await Promise.all([
      draftWeights?.dispose(),
      starting.then(
        ({ pool }) => pool.end(),
        () => undefined, // there are none
      ),
    ]);
    throw error;
  }
}

/** The weights of the draft model, if one is wanted. Throws LlmError `unsupported` if its vocabulary is another one. */
async function openDraft(
  { draftModelPath, kvType }: LoadParams,
  model: GgufMetadata,
  nThreads: number,
  nCtx: number,
  distDir: string,
  { cancellation }: LoadRun,
): Promise<ComputeModel | undefined> {
  if (draftModelPath === undefined) return undefined;
  const { file, paths } = await readModelFile(draftModelPath);
  const what = `the draft model ${path.basename(draftModelPath)}`;
  checkSameVocabulary(what, file.metadata, model);
  const hparams = architectureOf(file.metadata).hparams(file.metadata, canonicalTensors(file.tensors));
  checkFits(what, estimateMemory(file, hparams, { nCtx, kvType, nThreads }).total, availableMemory());
  return loadComputeModel({ file, paths, nThreads, distDir, cancel: cancellation });
}

async function openContext(
  open: OpenModel,
  { nCtx, warnings }: Pick<JudgedModel, 'nCtx' | 'warnings'>,
  params: LoadParams,
  startedAt: number,
  { cancellation, onLog }: LoadRun,
  from?: ConversationCache,
): Promise<LoadedModel> {
  const { file, tokenizer, template, weights, batchCosts, draft } = open;
  const { hparams, simd, nThreads } = weights;
  const { kvType, keep } = params;
  const context = await weights.createContext({ nCtx, kvType });
  const draftContext = await draft?.weights.createContext({ nCtx, kvType });
  cancellation.throwIfCancelled();
  const key = () => stateKey({ paths: open.paths, kvType, simd, distDir: open.distDir });
  const store =
    keep?.disk === undefined
      ? undefined
      : await DiskStates.open({ ...keep.disk, key: await key(), log: onLog });
  const budget = (bytes: number) =>
    Math.min(keep?.memoryBytes ?? 0, (availableMemory() + bytes) * MAX_KEPT_SHARE);
  const conversations = new ConversationCache(context, { budget, store }, from);

  const info: ModelInfo = {
    modelPath: params.modelPath,
    name: file.metadata.str('general.name', path.basename(params.modelPath)),
    architecture: open.architecture,
    nParams: countParams(file),
    fileType: fileTypeOf(file),
    nVocab: hparams.nVocab,
    nCtxTrain: hparams.nCtxTrain,
    nCtx,
    nThreads,
    weightBytes: sum([...file.tensors.values()].map(({ byteLength = 0 }) => byteLength)),
    memoryBytes: weights.memoryBytes + (draft?.weights.memoryBytes ?? 0),
    simd,
    template: template.name,
    loadMs: performance.now() - startedAt,
    warnings,
  };
  return {
    params,
    info,
    context,
    conversations,
    nVocab: hparams.nVocab,
    batchCosts,
    draft: draft && draftContext && { model: new DraftModel(draftContext), batchCosts: draft.batchCosts },
    isEog: (id) => tokenizer.isEog(id),
    createDetokenizer: () => createDetokenizer(tokenizer),
    createChain: (sampling, seed) =>
      createChain(sampling, {
        nVocab: hparams.nVocab,
        seed,
        vocabulary: {
          tokenToPiece: (id) => tokenizer.tokenToPiece(id, true),
          encode: (text) => tokenizer.encode(text, { addSpecial: false, parseSpecial: false }),
        },
      }),
    encode: (text, options) => tokenizer.encode(text, options),
    encodeChat: template.encode,
    spell: (tokens) => spell(tokenizer, tokens),
    reopen: (next, run) =>
      reopenContext(open, { contexts: [context, draftContext], conversations, params }, next, run),
    dispose: async () => {
      try {
        await conversations.store();
      } finally {
        await Promise.all([weights.dispose(), draft?.weights.dispose()]);
      }
    },
  };
}

/** Another context on the same weights. What it held, and what is kept of conversations, goes over if the type is the same. */
async function reopenContext(
  open: OpenModel,
  old: {
    readonly contexts: readonly (StatefulContext | undefined)[];
    readonly conversations: ConversationCache;
    readonly params: LoadParams;
  },
  params: LoadParams,
  run: LoadRun,
): Promise<LoadedModel> {
  const startedAt = performance.now();
  const { weights, file } = open;
  const name = path.basename(params.modelPath);
  const availableBytes = availableMemory() + weights.memoryBytes;
  const judged = requireModel(judgeModel(file, { ...params, name, availableBytes }));
  const isSameType = params.kvType === old.params.kvType;
  if (isSameType) await old.conversations.save();
  else await old.conversations.store();
  for (const context of old.contexts) await context?.dispose();
  return openContext(open, judged, params, startedAt, run, isSameType ? old.conversations : undefined);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
