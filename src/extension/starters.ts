import path from 'node:path';
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter } from '../base/event.ts';
import type { Starter, StarterId } from '../protocol/chat.ts';
import type { CodeTarget } from './commands/selection.ts';

/** Things to try on a file, by the command that does them. */
const fileCommands = {
  explainFile: 'burrow.explainSelection',
  reviewFile: 'burrow.reviewSelection',
  testFile: 'burrow.writeTests',
} as const;

/** Things to try without one. It is the person who asks these, so they are in the person's language. */
function questions(): Readonly<Record<Exclude<StarterId, keyof typeof fileCommands>, string>> {
  return {
    regex: vscode.l10n.t('Write a regular expression for dates like 2024-05-31'),
    concept: vscode.l10n.t('What is the difference between a process and a thread?'),
    script: vscode.l10n.t('Write a Python script that counts the words in a file'),
  };
}

/** What an empty chat offers to try: on the file that is open, or else in general. */
export class Starters implements Disposable {
  readonly #ask: (question: string) => Promise<void>;
  readonly #changes = new Emitter<readonly Starter[]>();
  readonly #disposables = new DisposableStore();

  readonly onDidChange = this.#changes.event;

  constructor(ask: (question: string) => Promise<void>) {
    this.#ask = ask;
    this.#disposables.add(this.#changes);
    this.#disposables.add(
      vscode.window.onDidChangeActiveTextEditor(() => {
        this.#changes.fire(this.list);
      }),
    );
  }

  get list(): readonly Starter[] {
    const target = openFile();
    if (target === undefined) {
      return Object.entries(questions()).map(([id, label]) => ({ id: id as StarterId, label }));
    }
    const name = path.basename(target.document.fileName);
    return [
      { id: 'explainFile', label: vscode.l10n.t('Explain {0}', name) },
      { id: 'reviewFile', label: vscode.l10n.t('Find bugs in {0}', name) },
      { id: 'testFile', label: vscode.l10n.t('Write tests for {0}', name) },
    ];
  }

  async run(id: StarterId): Promise<void> {
    switch (id) {
      case 'explainFile':
      case 'reviewFile':
      case 'testFile':
        await vscode.commands.executeCommand(fileCommands[id], openFile());
        return;
      case 'regex':
      case 'concept':
      case 'script':
        return this.#ask(questions()[id]);
    }
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}

/** Code that the person has before them; not what the editor itself shows as text, such as its output. */
function openFile(): CodeTarget | undefined {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || document.getText().trim() === '') return undefined;
  if (!['file', 'untitled', 'vscode-remote', 'vscode-vfs'].includes(document.uri.scheme)) return undefined;
  const end = document.lineAt(document.lineCount - 1).range.end;
  return { document, range: new vscode.Range(new vscode.Position(0, 0), end) };
}
