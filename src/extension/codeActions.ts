import * as vscode from 'vscode';
import type { CodeTarget } from './commands/selection.ts';
import { enclosingSymbol } from './context/symbols.ts';

/** Lines around a problem that are shown to the model where no symbol surrounds it. */
const LINES_AROUND = 10;

/** The lightbulb at a problem: to have it explained, or fixed. */
export class CodeActions implements vscode.CodeActionProvider {
  static readonly metadata: vscode.CodeActionProviderMetadata = {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  };

  async provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const [first] = diagnostics;
    if (first === undefined) return [];
    const target: CodeTarget = { document, range: await surroundings(document, first.range) };
    const actions = {
      [vscode.l10n.t('Explain with Burrow')]: 'burrow.explainProblem',
      [vscode.l10n.t('Fix with Burrow')]: 'burrow.fixSelection',
    };
    return Object.entries(actions).map(([title, command]) => {
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
      action.command = { title, command, arguments: [target] };
      action.diagnostics = [...diagnostics];
      return action;
    });
  }
}

async function surroundings(
  document: vscode.TextDocument,
  { start, end }: vscode.Range,
): Promise<vscode.Range> {
  const symbol = await enclosingSymbol(document, start);
  if (symbol !== undefined) return symbol;
  const last = Math.min(document.lineCount - 1, end.line + LINES_AROUND);
  return new vscode.Range(Math.max(0, start.line - LINES_AROUND), 0, last, document.lineAt(last).text.length);
}
