import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { LlmError } from '../../base/errors.ts';

export const PREVIEW_SCHEME = 'burrow-preview';

/** A change that the person has not yet agreed to. */
export interface ProposedEdit {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
  readonly text: string;
  /** Shown above the comparison. */
  readonly title: string;
}

interface Preview {
  readonly edit: ProposedEdit;
  /** Of the document, when the change was made up for it. */
  readonly version: number;
}

/**
 * Shows a proposed change beside what is there, and makes it once the person accepts: nothing in their files is replaced
 * unseen. Buttons above the comparison accept and discard it.
 */
export class Previews implements vscode.TextDocumentContentProvider, Disposable {
  readonly #previews = new Map<string, Preview>();
  readonly #disposables = new DisposableStore();
  #count = 0;

  constructor() {
    this.#disposables.add(vscode.workspace.registerTextDocumentContentProvider(PREVIEW_SCHEME, this));
    this.#disposables.add(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === PREVIEW_SCHEME) this.#previews.delete(String(uri));
      }),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const preview = this.#previews.get(String(uri));
    if (preview === undefined) return '';
    const { document, range, text } = preview.edit;
    const whole = document.getText();
    return whole.slice(0, document.offsetAt(range.start)) + text + whole.slice(document.offsetAt(range.end));
  }

  async show(edit: ProposedEdit): Promise<void> {
    const { document } = edit;
    // The path keeps the file's name, from which the editor knows the language.
    const uri = document.uri.with({ scheme: PREVIEW_SCHEME, query: String(this.#count++) });
    this.#previews.set(String(uri), { edit, version: document.version });
    await vscode.commands.executeCommand('vscode.diff', document.uri, uri, edit.title);
  }

  /** Makes the change that is shown: one step that Undo takes back. Throws `request` where it no longer fits. */
  async accept(): Promise<void> {
    const { uri, preview } = this.#shown();
    const { document, range, text } = preview.edit;
    if (document.version !== preview.version) {
      throw new LlmError(
        'request',
        vscode.l10n.t('The file was changed after these changes were made for it. Apply them again.'),
      );
    }
    const change = new vscode.WorkspaceEdit();
    change.replace(document.uri, range, text);
    if (!(await vscode.workspace.applyEdit(change))) {
      throw new LlmError(
        'request',
        vscode.l10n.t('The editor did not make the changes: is the file read-only?'),
      );
    }
    await this.#close(uri);
    await vscode.window.showTextDocument(document);
  }

  async discard(): Promise<void> {
    await this.#close(this.#shown().uri);
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #shown(): { uri: string; preview: Preview } {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    const uri = input instanceof vscode.TabInputTextDiff ? String(input.modified) : '';
    const preview = this.#previews.get(uri);
    if (preview === undefined) throw new LlmError('request', vscode.l10n.t('No changes are shown.'));
    return { uri, preview };
  }

  async #close(uri: string): Promise<void> {
    this.#previews.delete(uri);
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const shown = tabs.filter(
      ({ input }) => input instanceof vscode.TabInputTextDiff && String(input.modified) === uri,
    );
    await vscode.window.tabGroups.close(shown);
  }
}
