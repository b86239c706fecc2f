import { assert } from '../base/assert.ts';
import { quantizedSize, quantTypes, type QuantTypeName } from '../quant/index.ts';
import { alignUp, DEFAULT_ALIGNMENT } from './alignment.ts';
import { ggufValueTypes, type GgufArray, type GgufNumbers, type GgufValue } from './types.ts';
import { numberTypes, type GgufNumberType } from './valueTypes.ts';

/** Metadata in the order it is written. */
export type GgufEntries = Readonly<Record<string, GgufValue>>;

export interface GgufTensorSpec {
  readonly name: string;
  readonly type: QuantTypeName;
  /** GGML order: shape[0] is contiguous. */
  readonly shape: readonly number[];
}

export interface GgufContents<T extends GgufTensorSpec = GgufTensorSpec> {
  /** 3 unless said otherwise; the two differ in nothing else. */
  readonly version?: 2 | 3;
  /** Anything but 32 is also written as `general.alignment`. */
  readonly alignment?: number;
  readonly metadata: GgufEntries;
  readonly tensors: readonly T[];
}

/** Where everything goes, so that a file larger than memory can be written tensor by tensor. */
export interface GgufLayout<T extends GgufTensorSpec> {
  /** All that comes before the tensor data, padding included. */
  readonly header: Uint8Array;
  /** In file order; `offset` is absolute. What lies between two tensors is zeros. */
  readonly tensors: readonly { readonly spec: T; readonly offset: number; readonly byteLength: number }[];
  readonly fileSize: number;
}

export interface GgufTensorData extends GgufTensorSpec {
  /** Exactly quantizedSize(type, shape) bytes. */
  readonly data: Uint8Array;
}

/** Metadata values in short: `{ 'llama.block_count': ggufValue.number('uint32', 2) }`. */
export const ggufValue = {
  number: (type: GgufNumberType, value: number | bigint): GgufValue => ({ type, value }),
  uint32: (value: number): GgufValue => ({ type: 'uint32', value }),
  float32: (value: number): GgufValue => ({ type: 'float32', value }),
  bool: (value: boolean): GgufValue => ({ type: 'bool', value }),
  string: (value: string): GgufValue => ({ type: 'string', value }),
  strings: (items: readonly string[]): GgufValue => array({ of: 'string', items }),
  bools: (items: readonly boolean[]): GgufValue => array({ of: 'bool', items }),
  float32s: (items: ArrayLike<number>): GgufValue => array({ of: 'float32', items: new Float32Array(items) }),
  int32s: (items: ArrayLike<number>): GgufValue => array({ of: 'int32', items: new Int32Array(items) }),
  numbers: (of: GgufNumberType, items: GgufNumbers): GgufValue => array({ of, items }),
  arrays: (items: readonly GgufArray[]): GgufValue => array({ of: 'array', items }),
} as const;

function array(value: GgufArray): GgufValue {
  return { type: 'array', value };
}

/*
 * GGUF, little-endian:
 *
 *   "GGUF" · u32 version · u64 nTensors · u64 nMetadata
 *   nMetadata × { string key · u32 valueType · value }
 *   nTensors × { string name · u32 nDims · nDims × u64 · u32 ggml_type · u64 offset in the data }
 *   zeros up to a multiple of the alignment
 *   data: each tensor followed by zeros up to a multiple of the alignment
 *
 *   string = u64 byte length · UTF-8        array = u32 itemType · u64 count · items, without padding
 */
export function layoutGguf<T extends GgufTensorSpec>(contents: GgufContents<T>): GgufLayout<T> {
  const alignment = contents.alignment ?? DEFAULT_ALIGNMENT;
  const metadata = { ...contents.metadata };
  if (alignment !== DEFAULT_ALIGNMENT) metadata['general.alignment'] = ggufValue.uint32(alignment);

  const out = new ByteBuilder();
  out.bytes(new TextEncoder().encode('GGUF'));
  out.number('uint32', contents.version ?? 3);
  out.number('uint64', contents.tensors.length);
  out.number('uint64', Object.keys(metadata).length);
  for (const [key, value] of Object.entries(metadata)) {
    out.string(key);
    out.number('uint32', ggufValueTypes.indexOf(value.type));
    writeValue(out, value);
  }

  let dataSize = 0;
  const placed = contents.tensors.map((spec) => {
    const offset = dataSize;
    const byteLength = quantizedSize(spec.type, spec.shape);
    dataSize = alignUp(offset + byteLength, alignment);
    return { spec, offset, byteLength };
  });
  for (const { spec, offset } of placed) {
    out.string(spec.name);
    out.number('uint32', spec.shape.length);
    for (const n of spec.shape) out.number('uint64', n);
    out.number('uint32', quantTypes[spec.type].id);
    out.number('uint64', offset);
  }
  out.zerosUpTo(alignUp(out.length, alignment));

  const header = out.finish();
  return {
    header,
    tensors: placed.map((tensor) => ({ ...tensor, offset: header.length + tensor.offset })),
    fileSize: header.length + dataSize,
  };
}

/** The whole file in memory. */
export function writeGguf(contents: GgufContents<GgufTensorData>): Uint8Array {
  const layout = layoutGguf(contents);
  const file = new Uint8Array(layout.fileSize);
  file.set(layout.header);
  for (const { spec, offset, byteLength } of layout.tensors) {
    assert(
      spec.data.length === byteLength,
      `${spec.name}: ${spec.data.length} bytes given, ${byteLength} needed`,
    );
    file.set(spec.data, offset);
  }
  return file;
}

function writeValue(out: ByteBuilder, value: GgufValue): void {
  if (value.type === 'string') out.string(value.value);
  else if (value.type === 'bool') out.number('uint8', value.value ? 1 : 0);
  else if (value.type === 'array') writeArray(out, value.value);
  else out.number(value.type, value.value);
}

function writeArray(out: ByteBuilder, value: GgufArray): void {
  out.number('uint32', ggufValueTypes.indexOf(value.of));
  out.number('uint64', value.items.length);
  if (value.of === 'string') for (const item of value.items) out.string(item);
  else if (value.of === 'bool') for (const item of value.items) out.number('uint8', item ? 1 : 0);
  else if (value.of === 'array') for (const item of value.items) writeArray(out, item);
  else for (const item of value.items) out.number(value.of, item);
}

/** Bytes that grow. */
class ByteBuilder {
  #buffer = new ArrayBuffer(4096);
  #view = new DataView(this.#buffer);
  length = 0;

  number(type: GgufNumberType, value: number | bigint): void {
    const numberType = numberTypes[type];
    const at = this.#grow(numberType.byteSize);
    numberType.set(this.#view, at, value);
  }

  string(text: string): void {
    const utf8 = new TextEncoder().encode(text);
    this.number('uint64', utf8.length);
    this.bytes(utf8);
  }

  bytes(bytes: Uint8Array): void {
    const at = this.#grow(bytes.length);
    new Uint8Array(this.#buffer).set(bytes, at);
  }

  zerosUpTo(length: number): void {
    this.#grow(length - this.length);
  }

  finish(): Uint8Array {
    return new Uint8Array(this.#buffer, 0, this.length).slice();
  }

  /** Where the next `length` bytes go. */
  #grow(length: number): number {
    const at = this.length;
    this.length += length;
    if (this.length > this.#buffer.byteLength) {
      const larger = new ArrayBuffer(Math.max(this.length, 2 * this.#buffer.byteLength));
      new Uint8Array(larger).set(new Uint8Array(this.#buffer));
      this.#buffer = larger;
      this.#view = new DataView(larger);
    }
    return at;
  }
}
