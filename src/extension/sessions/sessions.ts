import * as vscode from 'vscode';
import { LlmError, messageOf } from '../../base/errors.ts';
import type { Chat, ChatOptions } from '../chat.ts';
import type { Session } from './session.ts';
import { SessionSaver } from './sessionSaver.ts';
import { SessionStore } from './sessionStore.ts';

/** Which chat was open last, in the workspace's memory. */
const LAST_KEY = 'lastChat';

/** The person's chats of this workspace: kept while they grow, and found again. */
export class Sessions {
  readonly store: SessionStore;
  readonly chatOptions: Required<Pick<ChatOptions, 'keep' | 'restore'>>;
  readonly #saver: SessionSaver;
  readonly #memory: vscode.Memento;
  #chat: Chat | undefined;

  constructor(extension: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    const storage = extension.storageUri ?? extension.globalStorageUri;
    this.store = new SessionStore(vscode.Uri.joinPath(storage, 'chats').fsPath);
    this.#memory = extension.storageUri === undefined ? extension.globalState : extension.workspaceState;
    this.#saver = new SessionSaver({
      store: this.store,
      onError: (error) => {
        log.error(error instanceof Error ? error : messageOf(error));
        void vscode.window.showErrorMessage(
          vscode.l10n.t('The chat could not be saved: {0}', messageOf(error)),
        );
      },
      onDidCopy: (from, to) => {
        log.warn(`chat ${from} was changed by another window; it goes on here as ${to}`);
        if (this.#chat?.session.id === from) this.#chat.describe({ id: to });
      },
    });
    this.chatOptions = {
      keep: (session, urgency) => {
        this.#saver.keep(session, urgency);
      },
      restore: () => this.#restore(),
    };
  }

  /** Remembers which chat is open. */
  follow(chat: Chat): void {
    this.#chat = chat;
    let last = '';
    chat.onMessage(() => {
      const { turns, session } = chat.state;
      if (turns.length === 0 || session.id === last) return;
      last = session.id;
      void this.#memory.update(LAST_KEY, session.id);
    });
  }

  /** Throws `file` where the chat's file is no chat any more. */
  async open(id: string): Promise<void> {
    await this.#saver.flush();
    const session = await this.store.read(id);
    if (session === undefined) throw new LlmError('file', vscode.l10n.t('This chat is no longer there.'));
    this.#chat?.open(session);
  }

  async rename(session: Session, title: string): Promise<void> {
    if (this.#chat?.session.id === session.id) {
      this.#chat.describe({ title, isNamed: true });
      return this.#saver.flush();
    }
    const known = await this.store.read(session.id);
    if (known !== undefined) await this.store.write({ ...known, title, isNamed: true });
  }

  /** Gives the way back, which opens the chat again where it was open; undefined where there was none of this id. */
  async delete(id: string): Promise<{ readonly undo: () => Promise<void> } | undefined> {
    await this.#saver.flush();
    const wasOpen = this.#chat?.session.id === id;
    const session = wasOpen ? this.#chat?.session : await this.store.read(id);
    if (wasOpen) this.#chat?.clear();
    await this.#saver.delete(id);
    if (session === undefined) return undefined;
    const undo = async (): Promise<void> => {
      await this.store.write(session);
      if (wasOpen) await this.open(id);
    };
    return { undo };
  }

  /** Resolves when everything is on disk. */
  flush(): Promise<void> {
    return this.#saver.flush();
  }

  async #restore(): Promise<Session | undefined> {
    const id = this.#memory.get<unknown>(LAST_KEY);
    if (typeof id !== 'string' || !/^[\w-]+$/.test(id)) return undefined;
    try {
      return await this.store.read(id);
    } catch (error) {
      void this.#tellUnreadable(this.store.fileOf(id), messageOf(error));
      return undefined;
    }
  }

  /** The file stays where it is, and as it is. */
  async #tellUnreadable(file: string, reason: string): Promise<void> {
    const show = vscode.l10n.t('Show File');
    const message = vscode.l10n.t(
      'The last chat cannot be opened: {0}. Nothing was changed in it: {1}',
      reason,
      file,
    );
    if ((await vscode.window.showWarningMessage(message, show)) === show) {
      await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file));
    }
  }
}
