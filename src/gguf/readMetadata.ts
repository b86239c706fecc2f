import { LlmError } from '../base/errors.ts';
import { quote, type Cursor } from './cursor.ts';
import { Metadata } from './metadata.ts';
import { ggufValueTypes, type GgufArray, type GgufValue, type GgufValueType } from './types.ts';
import { isNumberType, numberTypes, type GgufNumberType } from './valueTypes.ts';

/** Items of all arrays of a file together; a vocabulary of 256 K tokens with merges has 1.3 million. */
const MAX_ARRAY_ITEMS = 2 ** 23;
/** No known key nests arrays at all. */
const MAX_ARRAY_DEPTH = 8;
/** An array as an item costs as much time and memory as this many plain items, and counts as so many. */
const ARRAY_ITEM_COST = 128;

/** Fewest bytes a key-value pair takes: an empty key, its type, a value of one byte. */
export const MIN_METADATA_BYTES = 8 + 4 + 1;

/** Reads `count` key-value pairs. Throws LlmError `gguf` if they are not sound. */
export function readMetadata(cursor: Cursor, count: number): Promise<Metadata> {
  return new MetadataReader(cursor).read(count);
}

/** Reads values, and keeps account of how many array items the file has asked for. */
class MetadataReader {
  readonly #cursor: Cursor;
  #itemsLeft = MAX_ARRAY_ITEMS;

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
  }

  async read(count: number): Promise<Metadata> {
    const values = new Map<string, GgufValue>();
    for (let i = 0; i < count; i++) {
      const key = await this.#cursor.string(`metadata key ${i + 1} of ${count}`);
      if (values.has(key)) throw new LlmError('gguf', `metadata key ${quote(key)} occurs twice`);
      values.set(key, await this.#value(`metadata key ${quote(key)}`));
    }
    return new Metadata(values);
  }

  async #value(what: string): Promise<GgufValue> {
    const type = await this.#valueType(what);
    if (type === 'string') return { type, value: await this.#cursor.string(what) };
    if (type === 'array') return { type, value: await this.#array(what, 1) };
    if (type === 'bool') {
      await this.#cursor.need(1, what);
      return { type, value: this.#bool(what) };
    }
    await this.#cursor.need(numberTypes[type].byteSize, what);
    return { type, value: this.#cursor.number(type) };
  }

  async #array(what: string, depth: number): Promise<GgufArray> {
    if (depth > MAX_ARRAY_DEPTH) {
      throw new LlmError('gguf', `${what}: arrays nested more than ${MAX_ARRAY_DEPTH} deep`);
    }
    const of = await this.#valueType(what);
    await this.#cursor.need(8, what);
    const count = this.#cursor.u64();
    this.#cursor.check(count * minItemBytes(of), `${what} (${count} items of type ${of})`);
    this.#itemsLeft -= of === 'array' ? count * ARRAY_ITEM_COST : count;
    if (this.#itemsLeft < 0) {
      throw new LlmError(
        'gguf',
        `${what}: more than ${MAX_ARRAY_ITEMS} array items in one file is not believable`,
      );
    }
    if (of === 'string') return { of, items: await this.#cursor.texts(count, what) };
    if (of === 'bool') return { of, items: await this.#bools(count, what) };
    if (of === 'array') {
      const items: GgufArray[] = [];
      for (let i = 0; i < count; i++) items.push(await this.#array(what, depth + 1));
      return { of, items };
    }
    return this.#numbers(of, count, what);
  }

  async #bools(count: number, what: string): Promise<boolean[]> {
    await this.#cursor.need(count, what);
    return Array.from({ length: count }, () => this.#bool(what));
  }

  /** The file's bytes as they are: every platform this runs on is little-endian, as the file is. */
  async #numbers(of: GgufNumberType, count: number, what: string): Promise<GgufArray> {
    const { byteSize, array } = numberTypes[of];
    await this.#cursor.need(count * byteSize, what);
    const bytes = new Uint8Array(count * byteSize);
    bytes.set(this.#cursor.bytes(count * byteSize));
    return { of, items: new array(bytes.buffer) };
  }

  #bool(what: string): boolean {
    const byte = this.#cursor.number('uint8');
    if (byte !== 0 && byte !== 1)
      throw new LlmError('gguf', `${what}: expected a bool of 0 or 1, found ${byte}`);
    return byte === 1;
  }

  async #valueType(what: string): Promise<GgufValueType> {
    await this.#cursor.need(4, what);
    const id = this.#cursor.u32();
    const type = ggufValueTypes[id];
    if (type === undefined) {
      throw new LlmError('gguf', `${what}: value type ${id}; expected 0 to ${ggufValueTypes.length - 1}`);
    }
    return type;
  }
}

function minItemBytes(of: GgufValueType): number {
  if (of === 'string') return 8;
  if (of === 'array') return 4 + 8;
  return isNumberType(of) ? numberTypes[of].byteSize : 1;
}
