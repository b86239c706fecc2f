import { LlmError } from '../base/errors.ts';
import { TextTable } from './textTable.ts';
import type { GgufMetadata, GgufTexts, GgufValue } from './types.ts';

/** The key-value pairs of a file, with typed access. */
export class Metadata implements GgufMetadata {
  readonly #values: ReadonlyMap<string, GgufValue>;

  constructor(values: ReadonlyMap<string, GgufValue>) {
    this.#values = values;
  }

  get keys(): readonly string[] {
    return [...this.#values.keys()];
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  raw(key: string): GgufValue | undefined {
    return this.#values.get(key);
  }

  num(key: string, fallback?: number): number {
    return this.#typed(key, 'a number', fallback, ({ value }) => {
      if (typeof value === 'number') return value;
      return undefined;
    });
  }

  str(key: string, fallback?: string): string {
    return this.#typed(key, 'a string', fallback, ({ value }) =>
      typeof value === 'string' ? value : undefined,
    );
  }

  bool(key: string, fallback?: boolean): boolean {
    return this.#typed(key, 'a bool', fallback, ({ value }) =>
      typeof value === 'boolean' ? value : undefined,
    );
  }

  strs(key: string, fallback?: readonly string[]): readonly string[] {
    return this.#typed(key, 'an array of strings', fallback, (value) => {
      const items = stringsOf(value);
      return items && [...items];
    });
  }

  texts(key: string, fallback?: TextTable): TextTable {
    return this.#typed(key, 'an array of strings', fallback, (value) => {
      const items = stringsOf(value);
      return items === undefined || items instanceof TextTable ? items : TextTable.from(items);
    });
  }

  nums(key: string, fallback?: ArrayLike<number>): ArrayLike<number> {
    return this.#typed(key, 'an array of numbers', fallback, ({ type, value }) => {
      if (type !== 'array' || value.of === 'string' || value.of === 'bool' || value.of === 'array')
        return undefined;
      const { items } = value;
      if (items instanceof BigInt64Array || items instanceof BigUint64Array)
        return Float64Array.from(items, Number);
      return items;
    });
  }

  #typed<T>(
    key: string,
    expected: string,
    fallback: T | undefined,
    read: (value: GgufValue) => T | undefined,
  ): T {
    const value = this.#values.get(key);
    if (value === undefined) {
      if (fallback !== undefined) return fallback;
      throw new LlmError('gguf', `metadata key ${key} is missing: expected ${expected}`);
    }
    const found = read(value);
    if (found === undefined) {
      throw new LlmError('gguf', `metadata key ${key}: expected ${expected}, found ${describeValue(value)}`);
    }
    return found;
  }
}

function stringsOf({ type, value }: GgufValue): GgufTexts | undefined {
  return type === 'array' && value.of === 'string' ? value.items : undefined;
}

/** A value in a few words, for messages and listings: `uint32 32`, `string "llama"`, `array of 32000 string`. */
export function describeValue(value: GgufValue): string {
  if (value.type === 'array') return `array of ${value.value.items.length} ${value.value.of}`;
  if (value.type === 'string') {
    const shown = value.value.length > 60 ? `${value.value.slice(0, 60)}…` : value.value;
    return `string ${JSON.stringify(shown)}`;
  }
  return `${value.type} ${String(value.value)}`;
}
