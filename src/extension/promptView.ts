import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';

export const PROMPT_SCHEME = 'burrow-prompt';

/** Control tokens in a prompt, of which a long conversation has thousands: more marks help nobody. */
const MAX_MARKS = 5_000;

/** What a model is given, in a document that can only be read; control tokens stand out. */
export class PromptView implements vscode.TextDocumentContentProvider, Disposable {
  readonly #texts = new Map<string, string>();
  readonly #disposables = new DisposableStore();
  readonly #mark = vscode.window.createTextEditorDecorationType({
    color: new vscode.ThemeColor('textLink.foreground'),
    backgroundColor: new vscode.ThemeColor('textPreformat.background'),
    fontWeight: 'bold',
  });
  #count = 0;

  constructor() {
    this.#disposables.add(this.#mark);
    this.#disposables.add(vscode.workspace.registerTextDocumentContentProvider(PROMPT_SCHEME, this));
    this.#disposables.add(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#texts.delete(String(uri));
      }),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(String(uri)) ?? '';
  }

  /** `name` is the tab's, and its ending, if it has one, tells the language. */
  async show(name: string, text: string, controls: readonly string[] = []): Promise<void> {
    const path = `/${name.replaceAll('/', '∕')}`;
    const uri = vscode.Uri.from({ scheme: PROMPT_SCHEME, path, query: String(this.#count++) });
    this.#texts.set(String(uri), text);
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document, { preview: true });
    const ranges = rangesOf(text, controls).map(
      ([start, end]) => new vscode.Range(document.positionAt(start), document.positionAt(end)),
    );
    editor.setDecorations(this.#mark, ranges);
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}

/** Where some words stand in a text, as offsets; of two at the same place, the longer one. */
export function rangesOf(text: string, words: readonly string[]): [start: number, end: number][] {
  if (words.length === 0) return [];
  const longestFirst = [...words].sort((a, b) => b.length - a.length);
  const pattern = longestFirst.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const found: [number, number][] = [];
  for (const match of text.matchAll(new RegExp(pattern, 'g'))) {
    if (found.length === MAX_MARKS) break;
    found.push([match.index, match.index + match[0].length]);
  }
  return found;
}
