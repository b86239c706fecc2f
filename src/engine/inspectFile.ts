import path from 'node:path';
import type { Json } from '../base/types.ts';
import type { GgufValue } from '../gguf/types.ts';
import type { EngineRequests, FileReport } from '../protocol/engine.ts';
import { fileTypeOf, tensorTypesOf } from './fileType.ts';
import { judgeModel } from './judgeModel.ts';
import { countParams, type OpenSource, readModelFile } from './modelFile.ts';

/** Items of an array that a report shows, and units of a string. */
const SHOWN_ITEMS = 8;
const SHOWN_UNITS = 200;

/**
 * What a file's header says of itself and of whether it would work. Throws only if it is no sound GGUF. `open` is asked
 * for the file's bytes, and for those of the other parts of a split model; without it they are files on disk.
 */
export async function inspectFile(
  { modelPath, nCtx, kvType }: EngineRequests['file/inspect']['params'],
  open?: (name: string) => Promise<OpenSource>,
): Promise<FileReport> {
  const { file, paths, fileBytes } = await readModelFile(modelPath, open);
  const { metadata } = file;
  const name = path.basename(modelPath);
  const { verdict, findings, memory } = judgeModel(file, { name, nCtx, kvType, nThreads: 0 });
  return {
    modelPath,
    verdict,
    name: metadata.str('general.name', name),
    fileType: fileTypeOf(file),
    version: file.version,
    nFiles: paths.length,
    fileBytes,
    metadata: metadata.keys.map((key) => ({ key, ...abbreviate(metadata.raw(key)!) })),
    nTensors: file.tensors.size,
    nParams: countParams(file),
    tensorTypes: tensorTypesOf(file),
    ...findings,
    ...(memory !== undefined && { memory }),
  };
}

/** Long arrays and strings by their beginning. */
function abbreviate({ type, value }: GgufValue): { type: string; value: Json; length?: number } {
  if (type === 'array') {
    const items = Array.from(value.items.slice(0, SHOWN_ITEMS) as ArrayLike<unknown>, (item) =>
      typeof item === 'object' ? '…' : plain(item as string | number | bigint | boolean),
    );
    return {
      type: `array of ${value.of}`,
      value: items,
      ...(value.items.length > SHOWN_ITEMS && { length: value.items.length }),
    };
  }
  if (type === 'string' && value.length > SHOWN_UNITS) {
    return { type, value: value.slice(0, SHOWN_UNITS), length: value.length };
  }
  return { type, value: plain(value) };
}

function plain(value: string | number | bigint | boolean): Json {
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'string' ? clip(value) : value;
}

function clip(text: string): string {
  return text.length > SHOWN_UNITS ? `${text.slice(0, SHOWN_UNITS)}…` : text;
}
