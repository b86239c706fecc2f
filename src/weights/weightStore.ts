import { assert } from '../base/assert.ts';
import { LlmError } from '../base/errors.ts';
import type { ByteSource } from '../gguf/byteSource.ts';
import type { GgufFile, TensorInfo } from '../gguf/types.ts';
import type { TensorSpec } from '../model/tensorSpec.ts';
import { quantTypes, rowSize, type QuantTypeName } from '../quant/index.ts';
import { canonicalTensors } from './tensorNames.ts';

/** A tensor whose type the engine has, so that it can be read and decoded. */
export interface WeightInfo extends TensorInfo {
  readonly type: QuantTypeName;
  readonly byteLength: number;
}

/** What a tensor is known under once it is loaded; a part of one has a name of its own. */
export function weightName({ name, part }: TensorSpec): string {
  return part ? `${name}[${part.firstRow}]` : name;
}

/** A model's weights by canonical name, read from its files when asked for. Keeps nothing in memory itself. */
export class WeightStore {
  /** As `canonicalTensors` gives them. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly #sources: readonly ByteSource[];

  private constructor(file: GgufFile, sources: readonly ByteSource[]) {
    this.tensors = canonicalTensors(file.tensors);
    this.#sources = sources;
  }

  /** `sources` are the files that hold the tensors, by `TensorInfo.file`; they stay the caller's to close. */
  static open(file: GgufFile, sources: readonly ByteSource[]): WeightStore {
    return new WeightStore(file, sources);
  }

  has(name: string): boolean {
    return this.tensors.has(name);
  }

  /** Whether the file has what is wanted, by itself or fused with others. */
  hasWeight({ name, fusedIn }: TensorSpec): boolean {
    return this.has(name) || (fusedIn !== undefined && this.has(fusedIn.name));
  }

  /**
   * The tensor of this name and shape (GGML order; dimensions of 1 at the end do not count).
   * Throws LlmError `gguf` if it is missing or its shape differs, `unsupported` if the engine lacks its type.
   */
  tensor(name: string, shape: readonly number[]): WeightInfo {
    const info = this.tensors.get(name);
    if (info === undefined) {
      throw new LlmError(
        'gguf',
        `${name}: the file has no such tensor; expected one of shape ${showShape(shape)}`,
      );
    }
    if (!sameShape(info.shape, shape)) {
      throw new LlmError(
        'gguf',
        `${info.name}: expected ${showShape(shape)}, found ${showShape(info.shape)}`,
      );
    }
    const { type, byteLength } = info;
    if (type === undefined || byteLength === undefined) {
      const known = Object.keys(quantTypes).join(', ');
      throw new LlmError(
        'unsupported',
        `${info.name}: tensor type ${info.typeId} is not supported; expected one of ${known}`,
      );
    }
    return { ...info, type, byteLength };
  }

  /** What an architecture wants, under `weightName`: a tensor, or rows of one. Throws what `tensor` throws. */
  weight(spec: TensorSpec): WeightInfo {
    const { name, shape, part, fusedIn } = spec;
    if (part) return this.#rows(name, part, spec);
    if (fusedIn && !this.has(name) && this.has(fusedIn.name)) return this.#rows(fusedIn.name, fusedIn, spec);
    return { ...this.tensor(name, shape), name };
  }

  /** Rows of the tensor called `wholeName`; of one with a single dimension, elements. */
  #rows(
    wholeName: string,
    { firstRow, ofRows }: { readonly firstRow: number; readonly ofRows: number },
    spec: TensorSpec,
  ): WeightInfo {
    const { shape } = spec;
    const row = shape.slice(0, -1);
    const whole = this.tensor(wholeName, [...row, ofRows]);
    const rowBytes = rowSize(whole.type, row[0] ?? 1);
    return {
      ...whole,
      name: weightName(spec),
      shape,
      offset: whole.offset + firstRow * rowBytes,
      byteLength: shape.at(-1)! * rowBytes,
    };
  }

  /** Fills `out` with whole rows, as the file has them, from `firstRow` on. */
  async readRows(tensor: WeightInfo, firstRow: number, out: Uint8Array): Promise<void> {
    const rowBytes = rowSize(tensor.type, tensor.shape[0]!);
    const begin = firstRow * rowBytes;
    assert(
      firstRow >= 0 && out.length % rowBytes === 0 && begin + out.length <= tensor.byteLength,
      `${tensor.name}: rows from ${firstRow}, ${out.length} bytes of rows of ${rowBytes}, in ${tensor.byteLength}`,
    );
    const source = this.#sources[tensor.file];
    assert(source !== undefined, `${tensor.name}: file ${tensor.file} of ${this.#sources.length}`);
    out.set(await source.read(tensor.offset + begin, out.length));
  }

  /** Fills `out` with the weights of whole rows from `firstRow` on. */
  async dequantizeInto(out: Float32Array, tensor: WeightInfo, firstRow: number): Promise<void> {
    const blocks = new Uint8Array(rowSize(tensor.type, out.length));
    await this.readRows(tensor, firstRow, blocks);
    quantTypes[tensor.type].dequantizeInto(out, blocks);
  }
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  const n = Math.max(a.length, b.length);
  for (let i = 0; i < n; i++) if ((a[i] ?? 1) !== (b[i] ?? 1)) return false;
  return true;
}

function showShape(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
