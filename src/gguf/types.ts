import type { QuantTypeName } from '../quant/index.ts';
import type { TextTable } from './textTable.ts';

/** The thirteen metadata value types of the GGUF specification, in the order of their ids. */
export const ggufValueTypes = [
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint32',
  'int32',
  'float32',
  'bool',
  'string',
  'array',
  'uint64',
  'int64',
  'float64',
] as const;

export type GgufValueType = (typeof ggufValueTypes)[number];

/** A metadata value with the type the file gave it. 64-bit integers beyond 2^53 are bigint. */
export type GgufValue =
  | { readonly type: Exclude<GgufValueType, 'string' | 'bool' | 'array'>; readonly value: number | bigint }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'array'; readonly value: GgufArray };

/** Numeric arrays are typed arrays, so that a vocabulary's scores cost four bytes each. */
export type GgufArray =
  | { readonly of: Exclude<GgufValueType, 'string' | 'bool' | 'array'>; readonly items: GgufNumbers }
  | { readonly of: 'string'; readonly items: GgufTexts }
  | { readonly of: 'bool'; readonly items: readonly boolean[] }
  | { readonly of: 'array'; readonly items: readonly GgufArray[] };

/** Those of a file are a `TextTable`; those to be written, an array. */
export type GgufTexts = TextTable | readonly string[];

export type GgufNumbers =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array
  | BigUint64Array
  | BigInt64Array;

/** Typed access by key. A missing or ill-typed key throws an LlmError that names the key and what was there. */
export interface GgufMetadata {
  readonly keys: readonly string[];
  has(key: string): boolean;
  raw(key: string): GgufValue | undefined;
  /** Any numeric type, as a number. Without a fallback the key is required. */
  num(key: string, fallback?: number): number;
  str(key: string, fallback?: string): string;
  bool(key: string, fallback?: boolean): boolean;
  /** Required unless a fallback is given. */
  strs(key: string, fallback?: readonly string[]): readonly string[];
  /** The same texts, not decoded yet: for many of them. */
  texts(key: string, fallback?: TextTable): TextTable;
  /** Numbers as the typed array of the file, 64-bit ones as Float64Array. */
  nums(key: string, fallback?: ArrayLike<number>): ArrayLike<number>;
}

export interface TensorInfo {
  /** `blk.0.attn_q.weight` */
  readonly name: string;
  /** ggml_type, kept even when unknown, so that such a file can still be inspected and refused by name. */
  readonly typeId: number;
  readonly type: QuantTypeName | undefined;
  /** GGML order: shape[0] is contiguous. One to four dimensions. */
  readonly shape: readonly number[];
  /** Which part of a split model holds it. */
  readonly file: number;
  /** Absolute, in its file. */
  readonly offset: number;
  /** Undefined for an unknown type. */
  readonly byteLength: number | undefined;
}

export interface GgufFile {
  readonly version: 2 | 3;
  readonly alignment: number;
  readonly metadata: GgufMetadata;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
}
