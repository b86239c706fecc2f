import { createHash, type Hash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../base/errors.ts';
import type { TokenId } from '../base/types.ts';
import type { KvState } from '../runtime/llamaContext.ts';
import type { StateStore } from './conversationCache.ts';

/*
 * One file a state, named `<key>-<tokens>.kv` by the hashes of both:
 *
 *    0  'BURROWKV'
 *    8  u32 version          of this layout
 *   12  u32 nTokens
 *   16  f64 nBytes           of keys and values
 *   24  u8[32] key           SHA-256 of everything the bytes depend on: the model's file, the KV type, the SIMD build
 *   56  u8[32] checksum      SHA-256 of what follows
 *   88  i32[nTokens] tokens
 *       u8[nBytes] keys and values
 *
 * All little-endian. A file is written under another name first, so that none is ever half there under its own.
 */
const MAGIC = 'BURROWKV';
const VERSION = 1;
const HEADER = 88;
const HASH = 32;
const EXTENSION = '.kv';
const PARTIAL = '.part';
/** No write takes so long: whoever began it is gone. */
const STALE_MS = 3_600_000;

/** No context has more; a header that says so lies. */
const MAX_TOKENS = 1 << 22;
/** Node reads a file of at most 2 GiB at once. */
const MAX_FILE_BYTES = 2 ** 31 - 1;

export interface DiskStatesOptions {
  readonly dir: string;
  readonly maxBytes: number;
  /** Whatever the bytes depend on. */
  readonly key: string;
  /** Told of files that are of no use, and of a disk that refuses. */
  readonly log: (text: string) => void;
}

interface StoredState {
  readonly file: string;
  readonly tokens: readonly TokenId[];
}

/**
 * States in a folder, at most `maxBytes` of them whatever model they are of; the least recently used go first. A file
 * that is damaged is deleted with a word in the log, and a disk that refuses costs no more than the state.
 */
export class DiskStates implements StateStore {
  readonly #options: DiskStatesOptions;
  readonly #key: Buffer;
  #states: StoredState[] = [];

  private constructor(options: DiskStatesOptions) {
    this.#options = options;
    this.#key = sha256((hash) => hash.update(options.key));
  }

  static async open(options: DiskStatesOptions): Promise<DiskStates> {
    const states = new DiskStates(options);
    await states.#attempt('open', async () => {
      await mkdir(options.dir, { recursive: true, mode: 0o700 });
      await states.#list();
    });
    return states;
  }

  get stored(): readonly (readonly TokenId[])[] {
    return this.#states.map(({ tokens }) => tokens);
  }

  async write({ tokens, bytes }: KvState): Promise<void> {
    const ids = Int32Array.from(tokens);
    const idBytes = new Uint8Array(ids.buffer);
    const size = HEADER + idBytes.length + bytes.length;
    const name = `${prefix(this.#key)}-${prefix(sha256((hash) => hash.update(idBytes)))}${EXTENSION}`;
    const file = path.join(this.#options.dir, name);
    if (
      size > Math.min(this.#options.maxBytes, MAX_FILE_BYTES) ||
      this.#states.some((state) => state.file === file)
    )
      return;
    await this.#attempt('write', async () => {
      await this.#makeRoom(size, tokens);
      const header = Buffer.alloc(HEADER);
      header.write(MAGIC, 0, 'latin1');
      header.writeUInt32LE(VERSION, 8);
      header.writeUInt32LE(tokens.length, 12);
      header.writeDoubleLE(bytes.length, 16);
      this.#key.copy(header, 24);
      checksum(idBytes, bytes).copy(header, 24 + HASH);
      const partial = `${file}.${process.pid}${PARTIAL}`;
      try {
        const handle = await open(partial, 'w', 0o600);
        try {
          for (const part of [header, idBytes, bytes]) await handle.writeFile(part);
        } finally {
          await handle.close();
        }
        await rename(partial, file);
      } catch (error) {
        await rm(partial, { force: true });
        throw error;
      }
      this.#states.push({ file, tokens: [...tokens] });
    });
  }

  async read(tokens: readonly TokenId[]): Promise<KvState | undefined> {
    const state = this.#states.find((candidate) => candidate.tokens === tokens);
    if (state === undefined) return undefined;
    const { file } = state;
    try {
      const content = await readFile(file);
      const nTokens = this.#checkHeader(content, content.length);
      const idBytes = content.subarray(HEADER, HEADER + 4 * nTokens);
      const bytes = content.subarray(HEADER + 4 * nTokens);
      if (!checksum(idBytes, bytes).equals(content.subarray(24 + HASH, HEADER)))
        throw new Error('its checksum is not that of its content');
      const now = new Date();
      await utimes(file, now, now);
      return { tokens: tokenIds(idBytes), bytes };
    } catch (error) {
      await this.#discard(file, error);
      return undefined;
    }
  }

  /** What is there of this key; and nothing stays of a write that a crash cut short. */
  async #list(): Promise<void> {
    for (const file of await this.#files(PARTIAL)) {
      const { time } = await sizeAndTime(file);
      if (Date.now() - time > STALE_MS) await rm(file, { force: true });
    }
    for (const file of await this.#files(EXTENSION)) {
      if (!path.basename(file).startsWith(`${prefix(this.#key)}-`)) continue;
      try {
        this.#states.push({ file, tokens: await this.#readTokens(file) });
      } catch (error) {
        await this.#discard(file, error);
      }
    }
  }

  async #readTokens(file: string): Promise<TokenId[]> {
    const handle = await open(file);
    try {
      const header = Buffer.alloc(HEADER);
      await handle.read(header, 0, HEADER, 0);
      const ids = Buffer.alloc(4 * this.#checkHeader(header, (await handle.stat()).size));
      await handle.read(ids, 0, ids.length, HEADER);
      return tokenIds(ids);
    } finally {
      await handle.close();
    }
  }

  /** The number of tokens; throws if the header is not one of ours for a file of `size` bytes. */
  #checkHeader(header: Buffer, size: number): number {
    if (size < HEADER || header.toString('latin1', 0, 8) !== MAGIC || header.readUInt32LE(8) !== VERSION)
      throw new Error('it is no saved conversation of this version');
    if (!header.subarray(24, 24 + HASH).equals(this.#key)) throw new Error('it is of another model');
    const nTokens = header.readUInt32LE(12);
    const expected = HEADER + 4 * nTokens + header.readDoubleLE(16);
    if (nTokens > MAX_TOKENS || expected !== size)
      throw new Error(`expected ${expected} bytes, found ${size}`);
    return nTokens;
  }

  /** Drops what `tokens` continue, and then the least recently used, of whatever model, until `size` bytes fit. */
  async #makeRoom(size: number, tokens: readonly TokenId[]): Promise<void> {
    for (const { file } of this.#states.filter((state) => isPrefix(state.tokens, tokens)))
      await this.#remove(file);
    const files = await Promise.all(
      (await this.#files(EXTENSION)).map(async (file) => ({ file, ...(await sizeAndTime(file)) })),
    );
    let total = files.reduce((sum, file) => sum + file.size, size);
    for (const { file, size } of files.toSorted((a, b) => a.time - b.time)) {
      if (total <= this.#options.maxBytes) return;
      await this.#remove(file);
      total -= size;
    }
  }

  async #files(extension: string): Promise<string[]> {
    const names = await readdir(this.#options.dir);
    return names.filter((name) => name.endsWith(extension)).map((name) => path.join(this.#options.dir, name));
  }

  async #discard(file: string, reason: unknown): Promise<void> {
    this.#options.log(`saved conversation ${file} is of no use and goes: ${messageOf(reason)}`);
    await this.#attempt('delete', () => this.#remove(file));
  }

  async #remove(file: string): Promise<void> {
    this.#states = this.#states.filter((state) => state.file !== file);
    await rm(file, { force: true });
  }

  async #attempt(what: string, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#options.log(`saved conversations in ${this.#options.dir}: cannot ${what}: ${messageOf(error)}`);
    }
  }
}

function sha256(feed: (hash: Hash) => Hash): Buffer {
  return feed(createHash('sha256')).digest();
}

function checksum(idBytes: Uint8Array, bytes: Uint8Array): Buffer {
  return sha256((hash) => hash.update(idBytes).update(bytes));
}

function prefix(hash: Buffer): string {
  return hash.toString('hex', 0, 8);
}

function tokenIds(bytes: Buffer): TokenId[] {
  return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readInt32LE(4 * i));
}

function isPrefix(shorter: readonly TokenId[], longer: readonly TokenId[]): boolean {
  return shorter.length <= longer.length && shorter.every((token, i) => token === longer[i]);
}

/** A file that another window deleted meanwhile is as good as empty. */
async function sizeAndTime(file: string): Promise<{ size: number; time: number }> {
  try {
    const { size, mtimeMs } = await stat(file);
    return { size, time: mtimeMs };
  } catch {
    return { size: 0, time: 0 };
  }
}
