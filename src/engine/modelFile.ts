import path from 'node:path';
import { LlmError } from '../base/errors.ts';
import type { ByteSource } from '../gguf/byteSource.ts';
import { openGguf } from '../gguf/split.ts';
import type { GgufFile } from '../gguf/types.ts';
import { FileSource } from './fileSource.ts';

/** The header of a model, and where its parts lie. No file is open any more. */
export interface ModelFile {
  readonly file: GgufFile;
  /** By `TensorInfo.file`; absolute. */
  readonly paths: readonly string[];
  readonly fileBytes: number;
}

/** Bytes that may be read in pieces: a file on disk, or one elsewhere that gives ranges of itself. */
export interface OpenSource extends ByteSource {
  close(): Promise<void>;
}

/** Reads the headers of a model's file, or of all parts of a split one. Errors name the file. */
export async function readModelFile(
  modelPath: string,
  open: (name: string) => Promise<OpenSource> = (name) => FileSource.open(name),
): Promise<ModelFile> {
  const opened: { readonly name: string; readonly source: OpenSource }[] = [];
  try {
    const { file } = await openGguf(modelPath, async (name) => {
      const source = await open(name);
      opened.push({ name, source });
      return source;
    });
    return {
      file,
      paths: opened.map(({ name }) => path.resolve(name)),
      fileBytes: opened.reduce((sum, { source }) => sum + source.size, 0),
    };
  } catch (error) {
    if (!(error instanceof LlmError) || error.code !== 'gguf') throw error;
    const culprit = opened.at(-1)?.name ?? modelPath;
    throw new LlmError('gguf', `${path.basename(culprit)}: ${error.message}`, { cause: error });
  } finally {
    await Promise.all(opened.map(({ source }) => source.close()));
  }
}

/** Weights in all tensors of a file. */
export function countParams(file: GgufFile): number {
  let nParams = 0;
  for (const { shape } of file.tensors.values()) nParams += shape.reduce((product, n) => product * n, 1);
  return nParams;
}
