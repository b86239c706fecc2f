import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { LlmError } from '../../base/errors.ts';

export const PREVIEW_SCHEME = 'burrow-preview';

/** The previews that a `when` clause may ask for: `resource in burrow.writtenPreviews`. */
const WRITTEN_KEY = 'burrow.writtenPreviews';
const RETRIED_KEY = 'burrow.retriedPreviews';

/** A change that the person has not yet agreed to. */
export interface ProposedEdit {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
  /** What stands in the range's place; may change while it is shown. */
  readonly text: string;
  /** Shown above the comparison. */
  readonly title: string;
}

/** A change that is still being written. */
export interface Draft {
  /** Aborted when the comparison is closed. */
  readonly signal: AbortSignal;
  readonly isOpen: boolean;
  /** Shows another text in the range's place. */
  show(text: string): void;
  /** The text is whole, and may be accepted. */
  finish(): void;
}

interface Preview {
  readonly uri: vscode.Uri;
  readonly document: vscode.TextDocument;
  /** The document's text around the range and in it, when the change was made up for it. */
  readonly before: string;
  readonly original: string;
  readonly after: string;
  readonly closed: AbortController;
  /** Writes another text. */
  readonly retry: ((draft: Draft) => void) | undefined;
  text: string;
  isWhole: boolean;
}

/**
 * Shows a proposed change beside what is there, and makes it once the person accepts: nothing in their files is replaced
 * unseen. Buttons above the comparison accept and discard it, stop it while it is written, and ask for another.
 */
export class Previews implements vscode.TextDocumentContentProvider, Disposable {
  readonly #previews = new Map<string, Preview>();
  readonly #disposables = new DisposableStore();
  readonly #changes = new vscode.EventEmitter<vscode.Uri>();
  #count = 0;

  readonly onDidChange = this.#changes.event;

  constructor() {
    this.#disposables.add(this.#changes);
    this.#disposables.add(vscode.workspace.registerTextDocumentContentProvider(PREVIEW_SCHEME, this));
    this.#disposables.add(
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        for (const uri of closed.map(modifiedSide)) this.#forget(uri);
      }),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const preview = this.#previews.get(String(uri));
    return preview === undefined ? '' : preview.before + preview.text + preview.after;
  }

  /** Shows a change that is whole. */
  async show(edit: ProposedEdit): Promise<void> {
    const preview = this.#add(edit, undefined);
    preview.isWhole = true;
    await this.#open(preview, edit);
  }

  /** Shows a change that `write` makes up while it is looked at, and again when the person asks for another. */
  async showDraft(edit: ProposedEdit, write: (draft: Draft) => void): Promise<void> {
    const preview = this.#add(edit, write);
    await this.#open(preview, edit);
    write(this.#draftOf(preview));
  }

  /** Makes the change that is shown: one step that Undo takes back. Throws `request` where it no longer fits. */
  async accept(): Promise<void> {
    const preview = this.#shown();
    if (!preview.isWhole) {
      throw new LlmError('request', vscode.l10n.t('The changes are still being written. Stop them first.'));
    }
    const { document } = preview;
    const range = rangeNow(preview);
    const change = new vscode.WorkspaceEdit();
    change.replace(document.uri, range, preview.text);
    if (!(await vscode.workspace.applyEdit(change))) {
      throw new LlmError(
        'request',
        vscode.l10n.t('The editor did not make the changes: is the file read-only?'),
      );
    }
    await this.#close(preview);
    await vscode.window.showTextDocument(document, {
      selection: new vscode.Range(range.start, range.start),
    });
  }

  async discard(): Promise<void> {
    await this.#close(this.#shown());
  }

  /** Has the change that is shown written anew. */
  retry(): void {
    const preview = this.#shown();
    if (preview.retry === undefined || !preview.isWhole) return;
    preview.isWhole = false;
    preview.text = preview.original;
    this.#changes.fire(preview.uri);
    this.#tellKeys();
    preview.retry(this.#draftOf(preview));
  }

  dispose(): void {
    for (const { closed } of this.#previews.values()) closed.abort();
    this.#disposables.dispose();
  }

  #add({ document, range, text }: ProposedEdit, retry: Preview['retry']): Preview {
    const whole = document.getText();
    const [start, end] = [document.offsetAt(range.start), document.offsetAt(range.end)];
    const preview: Preview = {
      // The path keeps the file's name, from which the editor knows the language.
      uri: document.uri.with({ scheme: PREVIEW_SCHEME, query: String(this.#count++) }),
      document,
      before: whole.slice(0, start),
      original: whole.slice(start, end),
      after: whole.slice(end),
      closed: new AbortController(),
      retry,
      text,
      isWhole: false,
    };
    this.#previews.set(String(preview.uri), preview);
    return preview;
  }

  async #open({ document, uri }: Preview, { title, range }: ProposedEdit): Promise<void> {
    this.#tellKeys();
    const selection = new vscode.Range(range.start, range.start);
    await vscode.commands.executeCommand('vscode.diff', document.uri, uri, title, { selection });
  }

  #draftOf(preview: Preview): Draft {
    const isOpen = (): boolean => this.#previews.has(String(preview.uri));
    return {
      signal: preview.closed.signal,
      get isOpen() {
        return isOpen();
      },
      show: (text) => {
        if (preview.text === text || !isOpen()) return;
        preview.text = text;
        this.#changes.fire(preview.uri);
      },
      finish: () => {
        preview.isWhole = true;
        this.#tellKeys();
      },
    };
  }

  #shown(): Preview {
    const preview = this.#previews.get(modifiedSide(vscode.window.tabGroups.activeTabGroup.activeTab));
    if (preview === undefined) throw new LlmError('request', vscode.l10n.t('No changes are shown.'));
    return preview;
  }

  async #close({ uri }: Preview): Promise<void> {
    this.#forget(String(uri));
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    await vscode.window.tabGroups.close(tabs.filter((tab) => modifiedSide(tab) === String(uri)));
  }

  #forget(uri: string): void {
    this.#previews.get(uri)?.closed.abort();
    if (this.#previews.delete(uri)) this.#tellKeys();
  }

  #tellKeys(): void {
    const previews = [...this.#previews.values()];
    const keys = {
      [WRITTEN_KEY]: previews.filter(({ isWhole }) => !isWhole),
      [RETRIED_KEY]: previews.filter(({ isWhole, retry }) => isWhole && retry !== undefined),
    };
    for (const [key, found] of Object.entries(keys)) {
      const uris = found.map(({ uri }) => String(uri));
      void vscode.commands.executeCommand('setContext', key, uris);
    }
  }
}

function modifiedSide(tab: vscode.Tab | undefined): string {
  return tab?.input instanceof vscode.TabInputTextDiff ? String(tab.input.modified) : '';
}

/** Where the lines are now that the change is for: they may have moved, but not changed, and must be told from others. */
function rangeNow({ document, before, original, after }: Preview): vscode.Range {
  const text = document.getText();
  const rangeAt = (start: number): vscode.Range =>
    new vscode.Range(document.positionAt(start), document.positionAt(start + original.length));
  if (text === before + original + after) return rangeAt(before.length);
  const start = original === '' ? -1 : text.indexOf(original);
  if (start >= 0 && !text.includes(original, start + 1)) return rangeAt(start);
  throw new LlmError(
    'request',
    vscode.l10n.t(
      'The file was changed meanwhile, where these changes belong. They stay here to be copied; ask for them again to apply them.',
    ),
  );
}
