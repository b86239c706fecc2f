import * as vscode from 'vscode';
import { explainPrompt } from '../explainPrompt.ts';
import type { Command } from './context.ts';

export const explainSelection: Command =
  ({ chat, view }) =>
  async () => {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined || editor.selection.isEmpty) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Select some code first.'));
      return;
    }
    const { document, selection } = editor;
    const question = explainPrompt({
      code: document.getText(selection),
      languageId: document.languageId,
      fileName: vscode.workspace.asRelativePath(document.uri),
      firstLine: selection.start.line + 1,
      lastLine: lastSelectedLine(selection) + 1,
    });
    await view.reveal();
    await chat.ask(question);
  };

/** A selection that ends before the first character of a line does not hold that line. */
function lastSelectedLine({ start, end }: vscode.Selection): number {
  return end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
}
