import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { LlmError, messageOf } from '../../base/errors.ts';
import { parseSession, serializeSession, type Session } from './session.ts';

/** A file beyond it is no chat: 64 contexts of 128 Ki tokens would fit. */
const MAX_FILE_BYTES = 64 * 2 ** 20;
/** What a killed window left of a file that it was writing; others may still be at theirs. */
const STALE_PART_MS = 60 * 60 * 1000;

/** A file that is none of ours to touch. */
export interface UnreadableSession {
  readonly file: string;
  readonly reason: string;
}

export interface SessionList {
  /** The one that changed last comes first. */
  readonly sessions: readonly Session[];
  readonly unreadable: readonly UnreadableSession[];
}

/**
 * Chats on disk, a file each: `<id>.json`. A file is written beside its place and then moved there, so that it is whole
 * at any moment. Files that cannot be read (cut off, edited, of a newer version) stay as they are: nothing has their id.
 */
export class SessionStore {
  readonly #folder: string;
  /** What each file looked like when this window last read or wrote it. */
  readonly #stamps = new Map<string, string>();
  #parts = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async list(): Promise<SessionList> {
    const sessions: Session[] = [];
    const unreadable: UnreadableSession[] = [];
    for (const id of await this.#ids()) {
      try {
        sessions.push(await this.#readFile(id));
      } catch (error) {
        if (!isMissing(error)) unreadable.push({ file: this.fileOf(id), reason: messageOf(error) });
      }
    }
    return { sessions: sessions.sort((a, b) => b.updatedAt - a.updatedAt), unreadable };
  }

  /** Throws `file` for a file that does not hold a chat; undefined where there is none. */
  async read(id: string): Promise<Session | undefined> {
    try {
      const session = await this.#readFile(id);
      this.#stamps.set(id, await this.#stamp(id));
      return session;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /**
   * Throws `file` where another window, or an editor, has written the file since: the chat then needs an id of its own.
   */
  async write(session: Session): Promise<void> {
    const file = this.fileOf(session.id);
    const known = this.#stamps.get(session.id) ?? '';
    if ((await this.#stamp(session.id)) !== known) {
      throw new LlmError('file', `${file} was changed by another window`);
    }
    await mkdir(this.#folder, { recursive: true });
    const part = `${file}.${process.pid}-${this.#parts++}.part`;
    try {
      await using handle = await open(part, 'wx');
      await handle.writeFile(serializeSession(session));
      await handle.datasync();
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
    await rename(part, file);
    this.#stamps.set(session.id, await this.#stamp(session.id));
  }

  async delete(id: string): Promise<void> {
    await rm(this.fileOf(id), { force: true });
    this.#stamps.delete(id);
  }

  fileOf(id: string): string {
    return path.join(this.#folder, `${id}.json`);
  }

  async #ids(): Promise<string[]> {
    const names = await readdir(this.#folder).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    await Promise.all(names.filter((name) => name.endsWith('.part')).map((name) => this.#removeStale(name)));
    return names.filter((name) => /^[\w-]+\.json$/.test(name)).map((name) => name.slice(0, -'.json'.length));
  }

  async #removeStale(name: string): Promise<void> {
    const file = path.join(this.#folder, name);
    const age = await stat(file).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > STALE_PART_MS) await rm(file, { force: true });
  }

  async #readFile(id: string): Promise<Session> {
    const file = this.fileOf(id);
    const { size } = await stat(file);
    if (size > MAX_FILE_BYTES) {
      throw new LlmError('file', `the file has ${size} bytes; at most ${MAX_FILE_BYTES} are a chat`);
    }
    // The name counts: a copy that someone made by hand is a chat of its own.
    return { ...parseSession(await readFile(file, 'utf8')), id };
  }

  async #stamp(id: string): Promise<string> {
    return stat(this.fileOf(id)).then(
      ({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`,
      () => '',
    );
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, 'code') === 'ENOENT';
}
