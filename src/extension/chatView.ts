import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { unreachable } from '../base/assert.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { messageOf } from '../base/errors.ts';
import type { Event } from '../base/event.ts';
import {
  type ComposerMessage,
  type HostMessage,
  isSafeLink,
  isWebviewMessage,
  type PanelAction,
  type WebviewMessage,
} from '../protocol/chat.ts';
import type { Chat } from './chat.ts';
import { chatHtml } from './chatHtml.ts';
import { asSentence } from './failure.ts';
import type { Starters } from './starters.ts';
import { panelStrings } from './strings.ts';

export const VIEW_ID = 'burrow.chat';

export interface ChatViewOptions {
  readonly extensionUri: vscode.Uri;
  readonly extensionId: string;
  readonly machine: string;
  readonly log: vscode.LogOutputChannel;
  /** What is done where questions are written. */
  readonly composer: {
    readonly onMessage: Event<HostMessage>;
    receive(message: ComposerMessage): Promise<void>;
    edit(id: number, text: string): Promise<void>;
  };
  /** What an empty chat offers. */
  readonly starters: Starters;
  /** Takes code of an answer into the editor. */
  readonly useCode: (message: Extract<WebviewMessage, { readonly type: 'code' }>) => Promise<void>;
}

/**
 * Shows the conversation in the sidebar. The editor throws the panel away while it is hidden; each new one says `ready`
 * and gets a snapshot, and from then on the changes.
 */
export class ChatView implements vscode.WebviewViewProvider, Disposable {
  readonly #chat: Chat;
  readonly #options: ChatViewOptions;
  readonly #disposables = new DisposableStore();
  /** The panel that has said `ready` and is shown. */
  #panel: vscode.WebviewView | undefined;
  #shown: vscode.WebviewView | undefined;
  /** The input is to be focused once a panel is there. */
  #wantsFocus = false;
  /** A question of a command that could not be asked, until a panel is there. */
  #returned: HostMessage | undefined;

  constructor(chat: Chat, options: ChatViewOptions) {
    this.#chat = chat;
    this.#options = options;
    this.#disposables.add(
      chat.onMessage((message) => {
        this.#post(message);
        this.#showTitle();
      }),
    );
    this.#disposables.add(
      options.composer.onMessage((message) => {
        if (message.type === 'returnDraft' && this.#panel === undefined) this.#returned = message;
        else this.#post(message);
      }),
    );
    this.#disposables.add(
      options.starters.onDidChange((starters) => {
        this.#post({ type: 'starters', starters });
      }),
    );
  }

  /** Shows the view and puts the cursor into its input. */
  async reveal(): Promise<void> {
    this.#wantsFocus = true;
    await vscode.commands.executeCommand(`${VIEW_ID}.focus`);
    this.#focusInput();
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.#options.log.debug('the panel is created');
    const { webview } = view;
    const { extensionUri } = this.#options;
    const dist = vscode.Uri.joinPath(extensionUri, 'dist');
    const media = vscode.Uri.joinPath(extensionUri, 'media');
    webview.options = { enableScripts: true, localResourceRoots: [dist, media] };

    this.#shown = view;
    this.#showTitle();
    const listeners = new DisposableStore();
    listeners.add(
      webview.onDidReceiveMessage((message: unknown) => {
        this.#receive(view, message).catch((error: unknown) => {
          this.#options.log.error(error instanceof Error ? error : messageOf(error));
          void vscode.window.showErrorMessage(asSentence(messageOf(error)));
        });
      }),
    );
    listeners.add(
      view.onDidChangeVisibility(() => {
        if (!view.visible) this.#detach(view);
      }),
    );
    listeners.add(
      view.onDidDispose(() => {
        if (this.#shown === view) this.#shown = undefined;
        this.#detach(view);
        listeners.dispose();
      }),
    );
    // Last: the script's first message must find its listener.
    webview.html = chatHtml({
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64'),
      scriptUri: String(webview.asWebviewUri(vscode.Uri.joinPath(dist, 'webview.js'))),
      styleUri: String(webview.asWebviewUri(vscode.Uri.joinPath(media, 'chat.css'))),
      language: vscode.env.language,
      strings: panelStrings(this.#options.machine),
    });
  }

  dispose(): void {
    this.#panel = undefined;
    this.#disposables.dispose();
  }

  /** Whatever runs in the panel has read a model's text, so its messages are checked like any other input. */
  async #receive(view: vscode.WebviewView, message: unknown): Promise<void> {
    if (!isWebviewMessage(message)) {
      this.#options.log.warn('A message of the chat panel was not understood and is ignored.');
      return;
    }
    await this.#handle(view, message);
  }

  async #handle(view: vscode.WebviewView, message: WebviewMessage): Promise<void> {
    switch (message.type) {
      case 'ready': {
        await this.#chat.restored();
        this.#options.log.debug('the panel is ready');
        const snapshot = this.#chat.snapshot();
        this.#panel = view;
        this.#post(snapshot);
        this.#post({ type: 'starters', starters: this.#options.starters.list });
        if (this.#returned !== undefined) this.#post(this.#returned);
        this.#returned = undefined;
        this.#focusInput();
        return;
      }
      case 'send':
      case 'draft':
      case 'attach':
      case 'pickAttachment':
      case 'detach':
      case 'attachHead':
      case 'openAttachment':
      case 'enlargeContext':
      case 'complete':
        return this.#options.composer.receive(message);
      case 'stop':
        return this.#chat.stop();
      case 'action':
        return this.#act(message.action);
      case 'starter':
        return this.#options.starters.run(message.id);
      case 'regenerate':
        return this.#chat.regenerate(message.id);
      case 'continue':
        return this.#chat.continue(message.id);
      case 'edit':
        return this.#options.composer.edit(message.id, message.text);
      case 'fork':
        return this.#chat.fork(message.id, message.index);
      case 'openLink':
        if (!isSafeLink(message.href)) {
          this.#options.log.warn(`A link was not opened: ${message.href}`);
          return;
        }
        await vscode.env.openExternal(vscode.Uri.parse(message.href, true));
        return;
      case 'code':
        return this.#options.useCode(message);
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        return;
      default:
        unreachable(message);
    }
  }

  async #act(action: PanelAction): Promise<void> {
    switch (action) {
      case 'selectModel':
        await vscode.commands.executeCommand('burrow.selectModel');
        return;
      case 'selectModelAndRetry':
        if (await vscode.commands.executeCommand<boolean>('burrow.selectModel')) await this.#chat.retry();
        return;
      case 'retry':
        return this.#chat.retry();
      case 'newChat':
        await vscode.commands.executeCommand('burrow.newChat');
        return;
      case 'openSettings':
        await vscode.commands.executeCommand(
          'workbench.action.openSettings',
          `@ext:${this.#options.extensionId}`,
        );
        return;
      case 'showLog':
        this.#options.log.show();
        return;
      default:
        unreachable(action);
    }
  }

  /** Beside the container's name, where the view is the only one in it. */
  #showTitle(): void {
    const { title } = this.#chat.state.session;
    const shown = title === '' ? vscode.l10n.t('Chat') : title;
    if (this.#shown !== undefined && this.#shown.title !== shown) this.#shown.title = shown;
  }

  #focusInput(): void {
    if (!this.#wantsFocus || this.#panel === undefined) return;
    this.#wantsFocus = false;
    this.#post({ type: 'focusInput' });
  }

  #post(message: HostMessage): void {
    void this.#panel?.webview.postMessage(message);
  }

  #detach(view: vscode.WebviewView): void {
    if (this.#panel === view) this.#panel = undefined;
  }
}
