import { LlmError } from '../base/errors.ts';
import type { ByteSource } from './byteSource.ts';
import { type TextTable, TextTableBuilder } from './textTable.ts';
import { decodeUtf8 } from './utf8.ts';
import { numberTypes, type GgufNumberType } from './valueTypes.ts';

/**
 * Most bytes a header may take. The largest vocabularies known (256 K tokens) make headers of 10 to 20 MB; a file that
 * says it has more metadata than this is broken or hostile.
 */
export const MAX_HEADER_BYTES = 128 * 2 ** 20;

/** First and largest read. Growing reads: a small header costs one small read, a large one few large ones. */
const FIRST_READ = 64 * 2 ** 10;
const LARGEST_READ = 4 * 2 ** 20;

/**
 * Reads a header front to back through a window that is refilled from the source, and never beyond the source's end.
 *
 * `need(n)` makes n bytes available or throws; the other readers are synchronous and take what is available, so that
 * reading a hundred thousand strings does not wait a hundred thousand times.
 */
export class Cursor {
  readonly #source: ByteSource;
  readonly #limit: number;
  #window = new Uint8Array(0);
  #view = new DataView(this.#window.buffer);
  /** Of the window's first byte, in the file. */
  #windowOffset = 0;
  #at = 0;
  #nextRead = FIRST_READ;

  constructor(source: ByteSource) {
    this.#source = source;
    this.#limit = Math.min(source.size, MAX_HEADER_BYTES);
  }

  /** In the file. */
  get offset(): number {
    return this.#windowOffset + this.#at;
  }

  /** Bytes that can be read without waiting. */
  get available(): number {
    return this.#window.length - this.#at;
  }

  /** Bytes up to the end of what a header may be: no count in it can be larger. */
  get remaining(): number {
    return this.#limit - this.offset;
  }

  /** Makes `length` bytes available. Throws LlmError `gguf` if the file ends before; `what` names them then. */
  async need(length: number, what: string): Promise<void> {
    if (length <= this.available) return;
    this.check(length, what);
    const wanted = Math.min(this.remaining, Math.max(length, this.#nextRead));
    this.#nextRead = Math.min(2 * this.#nextRead, LARGEST_READ);

    const rest = this.#window.subarray(this.#at);
    const more = await this.#source.read(this.offset + rest.length, wanted - rest.length);
    const refilled = new Uint8Array(wanted);
    refilled.set(rest);
    refilled.set(more, rest.length);
    this.#windowOffset = this.offset;
    this.#window = refilled;
    this.#view = new DataView(refilled.buffer);
    this.#at = 0;
  }

  /** Throws LlmError `gguf` if fewer than `length` bytes are left. Reads nothing, so any length may be asked about. */
  check(length: number, what: string): void {
    if (length <= this.remaining) return;
    const where = `${what} at byte ${this.offset} takes ${length} bytes`;
    if (this.#source.size <= MAX_HEADER_BYTES) {
      throw new LlmError(
        'gguf',
        `${where}, but the file ends after ${this.remaining} more: it is cut off or damaged`,
      );
    }
    throw new LlmError('gguf', `${where}; a header of more than ${MAX_HEADER_BYTES} bytes is not believable`);
  }

  number(type: GgufNumberType): number | bigint {
    const numberType = numberTypes[type];
    const value = numberType.get(this.#view, this.#at);
    this.#at += numberType.byteSize;
    return value;
  }

  u32(): number {
    const value = this.#view.getUint32(this.#at, true);
    this.#at += 4;
    return value;
  }

  /** A count, length or offset. From 2^53 on it is not exact, and larger than any file all the same. */
  u64(): number {
    const value = this.#view.getUint32(this.#at + 4, true) * 2 ** 32 + this.#view.getUint32(this.#at, true);
    this.#at += 8;
    return value;
  }

  /** A length and as many bytes of UTF-8. */
  async string(what: string): Promise<string> {
    await this.need(8, what);
    const length = this.u64();
    await this.need(length, what);
    return this.utf8(length, what);
  }

  /** A view of the window: copy it to keep it. */
  bytes(length: number): Uint8Array {
    return this.#window.subarray(this.#at, (this.#at += length));
  }

  /** Throws LlmError `gguf` if the bytes are not UTF-8. */
  utf8(length: number, what: string): string {
    const offset = this.offset;
    const start = this.#at;
    this.#at += length;
    try {
      return decodeUtf8(this.#window, start, this.#at);
    } catch (cause) {
      throw new LlmError('gguf', `${what} at byte ${offset} is not UTF-8`, { cause });
    }
  }

  /** So many of them, not decoded. Throws as `string` does. */
  async texts(count: number, what: string): Promise<TextTable> {
    const texts = new TextTableBuilder(count);
    for (;;) {
      this.#takeTexts(texts, what);
      if (texts.missing === 0) return texts.finish();
      await this.need(8, what);
      const length = this.u64();
      this.#at -= 8;
      await this.need(8 + length, what);
    }
  }

  /** All that are available. In a function of its own, because V8 compiles no loop well that waits. */
  #takeTexts(texts: TextTableBuilder, what: string): void {
    const window = this.#window;
    const view = this.#view;
    for (let at = this.#at; texts.missing > 0 && at + 8 <= window.length; this.#at = at) {
      const start = at + 8;
      const end = start + view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
      if (end > window.length) return;
      if (!texts.push(window, start, end))
        throw new LlmError('gguf', `${what} at byte ${this.#windowOffset + start} is not UTF-8`);
      at = end;
    }
  }
}

/** Text from a file, fit for a message. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}
