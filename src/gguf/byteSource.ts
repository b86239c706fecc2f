/** Random access to a file's bytes, wherever they are: a file handle, memory, or ranged downloads. */
export interface ByteSource {
  /** Total size in bytes. */
  readonly size: number;
  /** Exactly `length` bytes from `offset`; rejects with an LlmError if that reaches past `size`. */
  read(offset: number, length: number): Promise<Uint8Array>;
}
