import path from 'node:path';
import { LlmError } from '../base/errors.ts';
import { openGguf } from '../gguf/split.ts';
import type { GgufFile } from '../gguf/types.ts';
import type { Architecture } from '../model/arch/arch.ts';
import { globalTensors } from '../model/globalTensors.ts';
import type { HParams } from '../model/hparams.ts';
import { WeightStore } from '../weights/weightStore.ts';
import { FileSource } from './fileSource.ts';

/** The header of a model, and where its parts lie. No file is open any more. */
export interface ModelFile {
  readonly file: GgufFile;
  /** By `TensorInfo.file`; absolute. */
  readonly paths: readonly string[];
  readonly fileBytes: number;
}

/** Reads the headers of a model's file, or of all parts of a split one. Errors name the file. */
export async function readModelFile(modelPath: string): Promise<ModelFile> {
  const opened: FileSource[] = [];
  try {
    const { file } = await openGguf(modelPath, async (name) => {
      const source = await FileSource.open(name);
      opened.push(source);
      return source;
    });
    return {
      file,
      paths: opened.map((source) => path.resolve(source.path)),
      fileBytes: opened.reduce((sum, { size }) => sum + size, 0),
    };
  } catch (error) {
    if (!(error instanceof LlmError) || error.code !== 'gguf') throw error;
    const culprit = opened.at(-1)?.path ?? modelPath;
    throw new LlmError('gguf', `${path.basename(culprit)}: ${error.message}`, { cause: error });
  } finally {
    await Promise.all(opened.map((source) => source.close()));
  }
}

/** Throws an LlmError that names the first tensor which is missing, misshapen or of a type that the engine lacks. */
export function checkTensors(file: GgufFile, arch: Architecture, hp: HParams): void {
  const store = WeightStore.open(file, []);
  const { tokenEmbd, outputNorm, output } = globalTensors(hp);
  const blocks = Array.from({ length: hp.nLayer }, (_, il) => Object.values(arch.blockTensors(hp, il)));
  for (const spec of [tokenEmbd, outputNorm, output, ...blocks.flat()]) {
    if (!spec.optional || store.has(spec.name)) store.weight(spec);
  }
}

/** Weights in all tensors of a file. */
export function countParams(file: GgufFile): number {
  let nParams = 0;
  for (const { shape } of file.tensors.values()) nParams += shape.reduce((product, n) => product * n, 1);
  return nParams;
}
