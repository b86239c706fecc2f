import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { kernelFiles } from '../kernels/kernels.ts';
import { FileSource } from './fileSource.ts';

/** Of each model file, its beginning: the header, or most of it. */
const HASHED_BYTES = 1 << 20;

/** What keys and values of given tokens depend on, bit for bit. */
export interface StateOrigin {
  /** Files of the model. */
  readonly paths: readonly string[];
  readonly kvType: string;
  readonly simd: 'relaxed' | 'plain';
  /** Holds the kernels. */
  readonly distDir: string;
}

/** A text that is another one whenever states of the one origin are of no use to the other. */
export async function stateKey({ paths, kvType, simd, distDir }: StateOrigin): Promise<string> {
  const kernels = path.join(distDir, kernelFiles[simd]);
  const files = await Promise.all(paths.map(describeFile));
  return JSON.stringify({ files, kvType, kernels: sha256(await readFile(kernels)) });
}

async function describeFile(file: string): Promise<object> {
  const { size, mtimeMs } = await stat(file);
  const source = await FileSource.open(file);
  try {
    const beginning = sha256(await source.read(0, Math.min(size, HASHED_BYTES)));
    return { file, size, mtimeMs, beginning };
  } finally {
    await source.close();
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
