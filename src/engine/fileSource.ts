import { open, type FileHandle } from 'node:fs/promises';
import { LlmError, messageOf } from '../base/errors.ts';
import type { ByteSource } from '../gguf/byteSource.ts';

/** What an operating system's error code means to a person. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  EISDIR: 'it is a directory; expected a file',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the path is too long',
  ELOOP: 'its symbolic links form a loop',
};

/** `fs.read` refuses more than 2 GiB at once. */
const LARGEST_READ = 2 ** 30;

/** A file on disk, opened for reading. Whoever opens it closes it. */
export class FileSource implements ByteSource {
  readonly path: string;
  readonly size: number;
  readonly #handle: FileHandle;

  private constructor(path: string, size: number, handle: FileHandle) {
    this.path = path;
    this.size = size;
    this.#handle = handle;
  }

  /** Throws LlmError `file` that names the path and the reason: missing, a directory, no rights, … */
  static async open(path: string): Promise<FileSource> {
    if (path.trim() === '') throw new LlmError('file', 'the path of the model file is empty');
    const handle = await open(path, 'r').catch((error: unknown) => {
      throw fileError(path, error);
    });
    try {
      const stat = await handle.stat();
      if (stat.isFile()) return new FileSource(path, stat.size, handle);
      const kind = stat.isDirectory() ? 'a directory' : 'no regular file';
      throw new LlmError('file', `${path}: it is ${kind}; expected a file`);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    if (offset < 0 || length < 0 || offset + length > this.size) {
      throw new LlmError(
        'file',
        `${this.path}: read of ${length} bytes at ${offset}; the file has ${this.size}`,
      );
    }
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length;) {
      const { bytesRead } = await this.#handle
        .read(bytes, done, Math.min(length - done, LARGEST_READ), offset + done)
        .catch((error: unknown) => {
          throw fileError(this.path, error);
        });
      if (bytesRead === 0) throw new LlmError('file', `${this.path}: it became shorter while it was read`);
      done += bytesRead;
    }
    return bytes;
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

function fileError(path: string, cause: unknown): LlmError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return new LlmError('file', `${path}: ${reasons[code] ?? messageOf(cause)}`, { cause });
}
