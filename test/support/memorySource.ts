import { LlmError } from '../../src/base/errors.ts';
import type { ByteSource } from '../../src/gguf/byteSource.ts';

/** A ByteSource over bytes in memory that keeps count of what was read. */
export class MemorySource implements ByteSource {
  readonly #bytes: Uint8Array;
  /** Bytes handed out so far. */
  bytesRead = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get size(): number {
    return this.#bytes.length;
  }

  read(offset: number, length: number): Promise<Uint8Array> {
    if (offset < 0 || length < 0 || offset + length > this.size) {
      return Promise.reject(new LlmError('file', `read of ${length} bytes at ${offset}, of ${this.size}`));
    }
    this.bytesRead += length;
    return Promise.resolve(this.#bytes.slice(offset, offset + length));
  }
}
