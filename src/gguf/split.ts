import { LlmError } from '../base/errors.ts';
import type { ByteSource } from './byteSource.ts';
import { quote } from './cursor.ts';
import { parseGguf } from './parse.ts';
import type { GgufFile, TensorInfo } from './types.ts';

/** A model as one directory over all its files. */
export interface OpenedGguf {
  /** Metadata of the first part, tensors of all. */
  readonly file: GgufFile;
  /** Indexed by `TensorInfo.file`. */
  readonly sources: readonly ByteSource[];
}

/** As llama.cpp's gguf-split names the parts. */
const PART_NAME = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/s;

/**
 * Opens a model by name: a single file, or any part of a split one, whose other parts lie beside it.
 * `open` is asked for each file by its name (or path, as given); closing what it opened stays with the caller, also
 * when this throws. Throws LlmError `gguf` if a part is unsound or the parts are not one model.
 */
export async function openGguf(
  name: string,
  open: (name: string) => Promise<ByteSource>,
): Promise<OpenedGguf> {
  const names = partNames(name);
  const sources: ByteSource[] = [];
  const parts: GgufFile[] = [];
  const tensors = new Map<string, TensorInfo>();
  for (const [index, partName] of names.entries()) {
    const source = await open(partName);
    const part = await parseGguf(source);
    checkPart(part, index, names.length);
    for (const tensor of part.tensors.values()) {
      if (tensors.has(tensor.name)) {
        throw new LlmError('gguf', `tensor ${quote(tensor.name)} is in two parts of the split model`);
      }
      tensors.set(tensor.name, { ...tensor, file: index });
    }
    sources.push(source);
    parts.push(part);
  }
  const first = parts[0]!;
  const promised = first.metadata.num('split.tensors.count', tensors.size);
  if (promised !== tensors.size) {
    throw new LlmError(
      'gguf',
      `the split model's parts: expected ${promised} tensors, found ${tensors.size}`,
    );
  }
  return { file: { ...first, tensors }, sources };
}

/** The names of all parts of the model that `name` belongs to, in order. */
export function partNames(name: string): string[] {
  const [, stem, , count] = PART_NAME.exec(name) ?? [];
  if (stem === undefined || count === undefined || Number(count) === 0) return [name];
  return Array.from(
    { length: Number(count) },
    (_, i) => `${stem}-${String(i + 1).padStart(5, '0')}-of-${count}.gguf`,
  );
}

function checkPart({ metadata }: GgufFile, index: number, count: number): void {
  const ownCount = metadata.num('split.count', 1);
  const ownIndex = metadata.num('split.no', 0);
  // A single file may call itself the only part, or say nothing of parts at all.
  if (Math.max(1, ownCount) === count && ownIndex === index) return;
  throw new LlmError(
    'gguf',
    count === 1
      ? `this is part ${ownIndex + 1} of a model split into ${ownCount} files; expected a name that ends in ` +
          `-0000N-of-${String(ownCount).padStart(5, '0')}.gguf, by which the other parts are found`
      : `a split model: expected part ${index + 1} of ${count}, found part ${ownIndex + 1} of ${ownCount}`,
  );
}
