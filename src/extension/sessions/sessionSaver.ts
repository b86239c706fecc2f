import { randomUUID } from 'node:crypto';
import { LlmError } from '../../base/errors.ts';
import type { Session } from './session.ts';
import type { SessionStore } from './sessionStore.ts';

/** While an answer streams, it is written so often: what a killed window may lose. */
export const SAVE_INTERVAL_MS = 1000;

export interface SessionSaverOptions {
  readonly store: SessionStore;
  readonly onError: (error: unknown) => void;
  /** The chat goes on under another id, because another window writes its file. */
  readonly onDidCopy: (from: string, to: string) => void;
}

/** Writes the chat that is open as it grows: at once when a turn begins or ends, once a second in between. */
export class SessionSaver {
  readonly #options: SessionSaverOptions;
  /** By id: what is newer than the file. */
  readonly #pending = new Map<string, Session>();
  /** Which id a chat goes on under. */
  readonly #copies = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #lastWrite = -Infinity;

  constructor(options: SessionSaverOptions) {
    this.#options = options;
  }

  /** A chat in which nothing was asked is not worth a file. */
  keep(session: Session, urgency: 'now' | 'soon'): void {
    if (session.conversation.nodes.length === 0) return;
    const id = this.#copies.get(session.id) ?? session.id;
    this.#pending.set(id, { ...session, id });
    if (urgency === 'now') void this.flush();
    else
      this.#timer ??= setTimeout(
        () => void this.flush(),
        this.#lastWrite + SAVE_INTERVAL_MS - performance.now(),
      );
  }

  /** Resolves when everything that was kept is on disk; what cannot be written goes to `onError`. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#lastWrite = performance.now();
    const next = this.#writing.then(() => this.#writePending());
    this.#writing = next;
    return next;
  }

  /** Deletes a chat's file, after what may still be on its way there. */
  async delete(id: string): Promise<void> {
    this.#pending.delete(id);
    await this.#writing;
    await this.#options.store.delete(id);
  }

  async #writePending(): Promise<void> {
    for (const [id, session] of [...this.#pending]) {
      this.#pending.delete(id);
      try {
        await this.#write(session);
      } catch (error) {
        this.#options.onError(error);
      }
    }
  }

  async #write(session: Session): Promise<void> {
    try {
      await this.#options.store.write(session);
    } catch (error) {
      if (!(error instanceof LlmError)) throw error;
      const id = randomUUID();
      await this.#options.store.write({ ...session, id });
      this.#copies.set(session.id, id);
      this.#options.onDidCopy(session.id, id);
    }
  }
}
