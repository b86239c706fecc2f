import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ComputeModel } from '../../src/compute/computeModel.ts';
import { loadModel, type LoadModelOptions } from '../../src/compute/loadModel.ts';
import { openGguf } from '../../src/gguf/split.ts';
import { kernelFiles } from '../../src/kernels/kernels.ts';
import type { LlamaContext } from '../../src/runtime/llamaContext.ts';
import { FileSource } from '../../src/engine/fileSource.ts';

export const distDir = path.resolve(import.meta.dirname, '../../dist');

/** The tests run the threads as they are shipped. */
export function requireDist(): void {
  const missing = ['thread.js', ...Object.values(kernelFiles)].filter(
    (name) => !existsSync(path.join(distDir, name)),
  );
  if (missing.length > 0)
    throw new Error(`dist/ lacks ${missing.join(', ')}: run \`node esbuild.mjs thread kernels\` first`);
}

type Options = Partial<Omit<LoadModelOptions, 'file' | 'paths'>>;

/** Loads a model, or all parts of a split one, from its path. */
export async function loadComputeModel(modelPath: string, options: Options = {}): Promise<ComputeModel> {
  requireDist();
  const sources: FileSource[] = [];
  try {
    const { file } = await openGguf(modelPath, async (name) => {
      const source = await FileSource.open(name);
      sources.push(source);
      return source;
    });
    const paths = sources.map((source) => source.path);
    return await loadModel({ file, paths, nThreads: 2, distDir, ...options });
  } finally {
    await Promise.all(sources.map((source) => source.close()));
  }
}

/** A folder for the GGUFs of one suite. */
export class ModelFolder {
  readonly path = mkdtempSync(path.join(os.tmpdir(), 'models-'));
  #count = 0;

  write(gguf: Uint8Array): string {
    const file = path.join(this.path, `${this.#count++}.gguf`);
    writeFileSync(file, gguf);
    return file;
  }

  delete(file: string): void {
    rmSync(file);
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}

/** `n` token ids without much of a pattern. */
export function someTokens(n: number, nVocab = 512): number[] {
  return Array.from({ length: n }, (_, i) => (i * 7919 + 13) % nVocab);
}

/** The logits after each batch's last token, batches of `size`. */
export async function decodeInBatches(
  context: LlamaContext,
  tokens: readonly number[],
  size: number,
): Promise<Float32Array[]> {
  const rows: Float32Array[] = [];
  for (let first = 0; first < tokens.length; first += size)
    rows.push((await context.decode(tokens.slice(first, first + size), 'last')).slice());
  return rows;
}
