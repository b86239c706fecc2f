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
  STATIC_BYTES,
} from '../kernels/kernels.ts';
import { architectureOf } from '../model/arch/index.ts';
import type { CancelFlag } from '../runtime/llamaContext.ts';
import { MAX_BANK_BYTES } from '../weights/memoryPlan.ts';
import { canonicalTensors } from '../weights/tensorNames.ts';
import { ComputeModel } from './computeModel.ts';
import { Control } from './control.ts';
import { allocateMemory, availableMemory, checkFits } from './memory.ts';
import { planModel, type PlannedModel } from './modelPlan.ts';
import { ThreadPool } from './pool.ts';

export interface LoadModelOptions {
  readonly file: GgufFile;
  /** The files that hold the tensors, by `TensorInfo.file`; absolute. The threads open and read them themselves. */
  readonly paths: readonly string[];
  readonly nThreads: number;
  /** Holds thread.js and the kernels. */
  readonly distDir: string;
  /** Tests lower it, so that small models need several banks. */
  readonly maxBankBytes?: number;
  /** What may be allocated; measured unless given. */
  readonly availableBytes?: number;
  /** From 0 to 1, now and then while the weights are read. */
  readonly onProgress?: (fraction: number) => void;
  readonly cancel?: CancelFlag;
}

/** As many threads as any machine this is meant for has cores. */
const MAX_THREADS = 256;
const PROGRESS_MS = 50;

/**
 * Starts compute threads and has them read the weights. Rejects with an LlmError: `gguf` or `unsupported` if the model
 * is not one the engine can run, `memory` if it does not fit, `file` if its files cannot be read, `cancelled`, or
 * `engine` if a thread died. A load that fails leaves nothing behind.
 */
export async function loadModel(options: LoadModelOptions): Promise<ComputeModel> {
  const { file, paths, nThreads, distDir, cancel, maxBankBytes = MAX_BANK_BYTES } = options;
  if (!Number.isInteger(nThreads) || nThreads < 1 || nThreads > MAX_THREADS)
    throw new LlmError('request', `threads: expected 1 to ${MAX_THREADS}, found ${nThreads}`);

  const arch = architectureOf(file.metadata);
  const hp = arch.hparams(file.metadata, canonicalTensors(file.tensors));
  const kernels = await readKernels(distDir);
  const planned = planModel(file, arch, hp, {
    paths,
    nThreads,
    maxBankBytes,
    kernels: instantiateKernels(kernels.module, Control.create().memory, STATIC_BYTES).matmulKernels,
  });
  const { plan, layout, bankEnds } = planned;
  const needed = bankEnds.reduce((sum, bytes) => sum + bytes, 0);
  checkFits('the model', needed, options.availableBytes ?? availableMemory());

  const memories = bankEnds.map((bytes) => allocateMemory(bytes, maxBankBytes));
  const pool = new ThreadPool({ nThreads, distDir, kernels });
  try {
    pool.post({ type: 'model', plan });
    for (const memory of memories) pool.post({ type: 'bank', memory, layout });
    await load(pool, planned, options.onProgress, cancel);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return new ComputeModel(pool, kernels.simd, planned, memories, maxBankBytes, options.availableBytes);
}

async function readKernels(distDir: string): Promise<CompiledKernels> {
  const read = (build: KernelBuild): Promise<Uint8Array<ArrayBuffer>> =>
    readFile(path.join(distDir, kernelFiles[build]));
  let builds;
  try {
    builds = { plain: await read('plain'), relaxed: await read('relaxed'), dot: await read('dot') };
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
