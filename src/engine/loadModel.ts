import path from 'node:path';
import { availableMemory, checkFits } from '../compute/memory.ts';
import { loadModel as loadWeights } from '../compute/loadModel.ts';
import { architectureOf } from '../model/arch/index.ts';
import type { LoadParams, ModelInfo } from '../protocol/engine.ts';
import type { LlamaContext } from '../runtime/llamaContext.ts';
import { createChain } from '../sampling/index.ts';
import { createDetokenizer } from '../tokenizer/detokenizer.ts';
import { createTokenizer } from '../tokenizer/index.ts';
import { estimateMemory } from '../weights/memoryPlan.ts';
import { canonicalTensors } from '../weights/tensorNames.ts';
import { chatEncoder } from './chatEncoder.ts';
import { collectGarbage } from './collectGarbage.ts';
import { BatchCosts } from './draftPolicy.ts';
import { fileTypeOf } from './fileType.ts';
import { inspectFile } from './inspectFile.ts';
import { automaticContext, resolveThreads } from './machine.ts';
import { countParams, readModelFile } from './modelFile.ts';
import type { Backend, LoadedModel, LoadRun } from './server.ts';

/** What the server does with files; `distDir` holds the threads' bundle and the kernels. */
export function createBackend(distDir: string): Backend {
  return {
    load: (params, run) => loadModel(params, distDir, run),
    releaseMemory: collectGarbage,
    inspect: inspectFile,
    tokenizeFile: async ({ modelPath, text, addSpecial, parseSpecial }) => {
      const { file } = await readModelFile(modelPath);
      const tokenizer = createTokenizer(file.metadata);
      const tokens = tokenizer.encode(text, { addSpecial, parseSpecial });
      return { tokens, pieces: tokens.map((id) => tokenizer.tokenText(id)) };
    },
  };
}

/**
 * A path to a model that answers. Everything the header can tell is checked before any memory is taken. Throws an
 * LlmError that says what was expected and found; then nothing stays behind.
 */
async function loadModel(
  params: LoadParams,
  distDir: string,
  { cancellation, onProgress }: LoadRun,
): Promise<LoadedModel> {
  const startedAt = performance.now();
  const { file, paths } = await readModelFile(params.modelPath);
  cancellation.throwIfCancelled();

  const architecture = architectureOf(file.metadata);
  const hparams = architecture.hparams(file.metadata, canonicalTensors(file.tensors));
  const tokenizer = createTokenizer(file.metadata);
  const template = chatEncoder(file.metadata, tokenizer);
  const nThreads = resolveThreads(params.nThreads);
  const { kvType } = params;
  const memory = (nCtx: number) => estimateMemory(file, hparams, { nCtx, kvType, nThreads }).total;
  const available = availableMemory();
  const nCtx = params.nCtx > 0 ? params.nCtx : automaticContext(hparams.nCtxTrain, available, memory);
  const what = `${path.basename(params.modelPath)} with a context of ${nCtx}`;
  checkFits(what, memory(nCtx), available);
  cancellation.throwIfCancelled();

  const weights = await loadWeights({ file, paths, nThreads, distDir, onProgress, cancel: cancellation });
  let context: LlamaContext;
  try {
    context = await weights.createContext({ nCtx, kvType });
    cancellation.throwIfCancelled();
  } catch (error) {
    await weights.dispose();
    throw error;
  }

  const info: ModelInfo = {
    modelPath: params.modelPath,
    name: file.metadata.str('general.name', path.basename(params.modelPath)),
    architecture: architecture.name,
    nParams: countParams(file),
    fileType: fileTypeOf(file),
    nVocab: hparams.nVocab,
    nCtxTrain: hparams.nCtxTrain,
    nCtx,
    nThreads,
    weightBytes: sum([...file.tensors.values()].map(({ byteLength = 0 }) => byteLength)),
    memoryBytes: weights.memoryBytes,
    simd: weights.simd,
    template: template.name,
    loadMs: performance.now() - startedAt,
    warnings: [
      ...tokenizer.warnings,
      ...template.warnings,
      ...(nCtx > hparams.nCtxTrain
        ? [`the model was trained on contexts of ${hparams.nCtxTrain} tokens; beyond them it may ramble`]
        : []),
    ],
  };
  return {
    params,
    info,
    context,
    nVocab: hparams.nVocab,
    batchCosts: new BatchCosts(),
    isEog: (id) => tokenizer.isEog(id),
    createDetokenizer: () => createDetokenizer(tokenizer),
    createChain: (sampling, seed) => createChain(sampling, { nVocab: hparams.nVocab, seed }),
    encode: (text, options) => tokenizer.encode(text, options),
    encodeChat: template.encode,
    dispose: () => weights.dispose(),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
