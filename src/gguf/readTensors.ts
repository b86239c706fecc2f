import { LlmError } from '../base/errors.ts';
import { quantizedSize, quantTypeById, quantTypes } from '../quant/index.ts';
import { quote, type Cursor } from './cursor.ts';
import type { TensorInfo } from './types.ts';

/** GGML_MAX_DIMS */
const MAX_DIMS = 4;

/** Fewest bytes an entry of the directory takes: an empty name, one dimension, type, offset. */
export const MIN_TENSOR_BYTES = 8 + 4 + 8 + 4 + 8;

/** An entry of the directory as the file has it. */
export interface TensorEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly typeId: number;
  /** Relative to the data's begin. */
  readonly offset: number;
}

/** Reads the directory; where its tensors lie is not looked at yet. */
export async function readTensorEntries(cursor: Cursor, count: number): Promise<TensorEntry[]> {
  const entries: TensorEntry[] = [];
  for (let i = 0; i < count; i++) {
    const name = await cursor.string(`the name of tensor ${i + 1} of ${count}`);
    const what = `tensor ${quote(name)}`;
    await cursor.need(4, what);
    const nDims = cursor.u32();
    if (nDims < 1 || nDims > MAX_DIMS) {
      throw new LlmError('gguf', `${what}: expected 1 to ${MAX_DIMS} dimensions, found ${nDims}`);
    }
    await cursor.need(nDims * 8 + 4 + 8, what);
    const shape = Array.from({ length: nDims }, () => cursor.u64());
    entries.push({ name, shape, typeId: cursor.u32(), offset: cursor.u64() });
  }
  return entries;
}

/**
 * Entries to tensors, with absolute offsets. Throws LlmError `gguf` if a tensor has an impossible shape, reaches past
 * the end of the file, overlaps another, is not aligned, or has another's name.
 */
export function placeTensors(
  entries: readonly TensorEntry[],
  dataBegin: number,
  alignment: number,
  fileSize: number,
): ReadonlyMap<string, TensorInfo> {
  const tensors = new Map<string, TensorInfo>();
  for (const entry of entries) {
    const { name, shape, typeId } = entry;
    const what = `tensor ${quote(name)}`;
    if (tensors.has(name)) throw new LlmError('gguf', `${what} occurs twice`);
    const type = quantTypeById(typeId)?.name;
    const offset = dataBegin + entry.offset;
    if (entry.offset % alignment !== 0) {
      throw new LlmError(
        'gguf',
        `${what}: offset ${entry.offset} is no multiple of the alignment ${alignment}`,
      );
    }
    checkShape(shape, type === undefined ? 1 : quantTypes[type].blockSize, what);
    const byteLength = type === undefined ? undefined : quantizedSize(type, shape);
    if (offset + (byteLength ?? 0) > fileSize) {
      throw new LlmError(
        'gguf',
        `${what} lies at bytes ${offset} to ${offset + (byteLength ?? 0)}, but the file has ${fileSize}: it is cut off or damaged`,
      );
    }
    tensors.set(name, { name, typeId, type, shape, file: 0, offset, byteLength });
  }
  checkOverlap([...tensors.values()]);
  return tensors;
}

function checkShape(shape: readonly number[], blockSize: number, what: string): void {
  const shown = `[${shape.join(', ')}]`;
  const weights = shape.reduce((product, n) => product * n, 1);
  // At most 8 bytes a weight, so sizes in bytes are exact too.
  if (shape.includes(0) || weights > Number.MAX_SAFE_INTEGER / 8) {
    throw new LlmError('gguf', `${what}: shape ${shown} is not believable`);
  }
  if (shape[0]! % blockSize !== 0) {
    throw new LlmError(
      'gguf',
      `${what}: expected rows of a multiple of ${blockSize} weights, found shape ${shown}`,
    );
  }
}

function checkOverlap(tensors: readonly TensorInfo[]): void {
  const sorted = tensors.toSorted((a, b) => a.offset - b.offset);
  sorted.forEach((tensor, i) => {
    const before = sorted[i - 1];
    if (before === undefined || before.offset + (before.byteLength ?? 0) <= tensor.offset) return;
    throw new LlmError('gguf', `tensors ${quote(before.name)} and ${quote(tensor.name)} overlap`);
  });
}
