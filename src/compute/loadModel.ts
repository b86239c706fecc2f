import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { LlmError, messageOf } from '../base/errors.ts';
import type { GgufFile } from '../gguf/types.ts';
import {
  type CompiledKernels,
  compileKernels,
  instantiateKernels,
  type KernelBuild,
  kernelFiles,
  type Simd,
  STATIC_BYTES,
} from '../kernels/kernels.ts';
import { architectureOf } from '../model/arch/index.ts';
import type { CancelFlag } from '../runtime/llamaContext.ts';
import { MAX_BANK_BYTES } from '../weights/memoryPlan.ts';
import { canonicalTensors } from '../weights/tensorNames.ts';
import { ComputeModel } from './computeModel.ts';
import { Control } from './control.ts';
import { allocateMemory, availableMemory, checkFits } from './memory.ts';
import { type KernelTable, planModel, type PlannedModel } from './modelPlan.ts';
import { ThreadPool } from './pool.ts';
import { checkSameBuild } from './sameBuild.ts';

export interface ThreadOptions {
  readonly nThreads: number;
  /** Holds thread.js and the kernels. */
  readonly distDir: string;
}

export interface WeightsOptions {
  readonly file: GgufFile;
  /** The files that hold the tensors, by `TensorInfo.file`; absolute. The threads open and read them themselves. */
  readonly paths: readonly string[];
  /** Tests lower it, so that small models need several banks. */
  readonly maxBankBytes?: number;
  /** What may be allocated; measured unless given. */
  readonly availableBytes?: number;
  /** From 0 to 1, now and then while the weights are read. */
  readonly onProgress?: (fraction: number) => void;
  readonly cancel?: CancelFlag;
}

export type LoadModelOptions = ThreadOptions & WeightsOptions;

/** Compute threads that wait for a model. */
export interface StartedThreads {
  readonly pool: ThreadPool;
  readonly simd: Simd;
  readonly matmulKernels: KernelTable;
}

/** As many threads as any machine this is meant for has cores. */
const MAX_THREADS = 256;
const PROGRESS_MS = 50;

/**
 * Starts compute threads, which takes about as long as reading a header: both are best done at once. Whoever starts them
 * gives them to `loadWeights` or ends them. Rejects with an LlmError `request` for a senseless number of them, `engine`
 * if the installation is not whole, `unsupported` if the host cannot run the kernels.
 */
export async function startThreads({ nThreads, distDir }: ThreadOptions): Promise<StartedThreads> {
  if (!Number.isInteger(nThreads) || nThreads < 1 || nThreads > MAX_THREADS)
    throw new LlmError('request', `threads: expected 1 to ${MAX_THREADS}, found ${nThreads}`);
  const pool = new ThreadPool({ nThreads, distDir });
  try {
    const { module, simd } = await readKernels(distDir);
    const own = instantiateKernels(module, Control.create().memory, STATIC_BYTES, []);
    checkSameBuild('the engine', own);
    pool.post({ type: 'kernels', module });
    return { pool, simd, matmulKernels: own.matmulKernels };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

/** Starts compute threads and has them read the weights. Rejects as `startThreads` and `loadWeights` do. */
export async function loadModel(options: LoadModelOptions): Promise<ComputeModel> {
  return loadWeights(await startThreads(options), options);
}

/**
 * Has the threads read the weights; they have begun when this returns. Rejects with an LlmError: `gguf` or `unsupported`
 * if the model is not one the engine can run, `memory` if it does not fit, `file` if its files cannot be read,
 * `cancelled`, or `engine` if a thread died. Then the threads are ended, and nothing stays behind.
 */
export async function loadWeights(
  { pool, simd, matmulKernels }: StartedThreads,
  options: WeightsOptions,
): Promise<ComputeModel> {
  const { file, paths, cancel, maxBankBytes = MAX_BANK_BYTES } = options;
  const { nThreads } = pool;
  try {
    const arch = architectureOf(file.metadata);
    const hp = arch.hparams(file.metadata, canonicalTensors(file.tensors));
    const planned = planModel(file, arch, hp, { paths, nThreads, maxBankBytes, kernels: matmulKernels });
    const { plan, layout, bankEnds } = planned;
    const needed = bankEnds.reduce((sum, bytes) => sum + bytes, 0);
    checkFits('the model', needed, options.availableBytes ?? availableMemory());

    const memories = bankEnds.map((bytes) => allocateMemory(bytes, maxBankBytes));
    pool.post({ type: 'model', plan });
    for (const memory of memories) pool.post({ type: 'bank', memory, layout });
    await load(pool, planned, options.onProgress, cancel);
    return new ComputeModel(pool, simd, planned, memories, maxBankBytes, options.availableBytes);
  } catch (error) {
    await pool.end();
    throw error;
  }
}

async function readKernels(distDir: string): Promise<CompiledKernels> {
  const read = (build: KernelBuild): Promise<Uint8Array<ArrayBuffer>> =>
    readFile(path.join(distDir, kernelFiles[build]));
  let builds;
  try {
    const [plain, relaxed, dot] = await Promise.all([read('plain'), read('relaxed'), read('dot')]);
    builds = { plain, relaxed, dot };
  } catch (error) {
    throw new LlmError('engine', `the installation is incomplete: ${messageOf(error)}`, { cause: error });
  }
  return compileKernels(builds, () => performance.now());
}

async function load(
  pool: ThreadPool,
  { plan }: PlannedModel,
  onProgress: ((fraction: number) => void) | undefined,
  cancel: CancelFlag | undefined,
): Promise<void> {
  const total = plan.weights.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const report = (): void => onProgress?.(Math.min(1, pool.loadedBytes / total));
  const timer = setInterval(report, PROGRESS_MS);
  try {
    if (!(await pool.run('load', cancel))) throw new LlmError('cancelled', 'loading was cancelled');
  } finally {
    clearInterval(timer);
  }
  report();
}
