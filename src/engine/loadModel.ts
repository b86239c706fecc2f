import path from 'node:path';
import { loadModel as loadWeights } from '../compute/loadModel.ts';
import type { LoadParams, ModelInfo } from '../protocol/engine.ts';
import type { LlamaContext } from '../runtime/llamaContext.ts';
import { createChain } from '../sampling/index.ts';
import { createDetokenizer } from '../tokenizer/detokenizer.ts';
import { createTokenizer } from '../tokenizer/index.ts';
import { collectGarbage } from './collectGarbage.ts';
import { fileTypeOf } from './fileType.ts';
import { inspectFile } from './inspectFile.ts';
import { judgeModel, requireModel } from './judgeModel.ts';
import { countParams, readModelFile } from './modelFile.ts';
import type { Backend, LoadedModel, LoadRun } from './server.ts';

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

  const name = path.basename(params.modelPath);
  const judged = requireModel(judgeModel(file, { ...params, name }));
  const { architecture, hparams, tokenizer, template, nCtx, nThreads, warnings } = judged;
  cancellation.throwIfCancelled();

  const weights = await loadWeights({ file, paths, nThreads, distDir, onProgress, cancel: cancellation });
  let context: LlamaContext;
  try {
    context = await weights.createContext({ nCtx, kvType: params.kvType });
    cancellation.throwIfCancelled();
  } catch (error) {
    await weights.dispose();
    throw error;
  }

  const info: ModelInfo = {
    modelPath: params.modelPath,
    name: file.metadata.str('general.name', name),
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
    warnings,
  };
  return {
    params,
    info,
    context,
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
