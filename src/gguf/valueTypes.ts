import type { GgufNumbers, GgufValueType } from './types.ts';

export type GgufNumberType = Exclude<GgufValueType, 'string' | 'bool' | 'array'>;

/** How a numeric metadata type lies in the file (little-endian), and what an array of it becomes. */
export interface NumberType {
  readonly byteSize: number;
  readonly array: new (buffer: ArrayBuffer) => GgufNumbers;
  get(view: DataView, at: number): number | bigint;
  set(view: DataView, at: number, value: number | bigint): void;
}

export const numberTypes: Readonly<Record<GgufNumberType, NumberType>> = {
  uint8: {
    byteSize: 1,
    array: Uint8Array,
    get: (view, at) => view.getUint8(at),
    set: (view, at, value) => {
      view.setUint8(at, Number(value));
    },
  },
  int8: {
    byteSize: 1,
    array: Int8Array,
    get: (view, at) => view.getInt8(at),
    set: (view, at, value) => {
      view.setInt8(at, Number(value));
    },
  },
  uint16: {
    byteSize: 2,
    array: Uint16Array,
    get: (view, at) => view.getUint16(at, true),
    set: (view, at, value) => {
      view.setUint16(at, Number(value), true);
    },
  },
  int16: {
    byteSize: 2,
    array: Int16Array,
    get: (view, at) => view.getInt16(at, true),
    set: (view, at, value) => {
      view.setInt16(at, Number(value), true);
    },
  },
  uint32: {
    byteSize: 4,
    array: Uint32Array,
    get: (view, at) => view.getUint32(at, true),
    set: (view, at, value) => {
      view.setUint32(at, Number(value), true);
    },
  },
  int32: {
    byteSize: 4,
    array: Int32Array,
    get: (view, at) => view.getInt32(at, true),
    set: (view, at, value) => {
      view.setInt32(at, Number(value), true);
    },
  },
  uint64: {
    byteSize: 8,
    array: BigUint64Array,
    get: (view, at) => narrow(view.getBigUint64(at, true)),
    set: (view, at, value) => {
      view.setBigUint64(at, BigInt(value), true);
    },
  },
  int64: {
    byteSize: 8,
    array: BigInt64Array,
    get: (view, at) => narrow(view.getBigInt64(at, true)),
    set: (view, at, value) => {
      view.setBigInt64(at, BigInt(value), true);
    },
  },
  float32: {
    byteSize: 4,
    array: Float32Array,
    get: (view, at) => view.getFloat32(at, true),
    set: (view, at, value) => {
      view.setFloat32(at, Number(value), true);
    },
  },
  float64: {
    byteSize: 8,
    array: Float64Array,
    get: (view, at) => view.getFloat64(at, true),
    set: (view, at, value) => {
      view.setFloat64(at, Number(value), true);
    },
  },
};

export function isNumberType(type: GgufValueType): type is GgufNumberType {
  return type in numberTypes;
}

/** A number where that is exact, else the bigint itself. */
function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
