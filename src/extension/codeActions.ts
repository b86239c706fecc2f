import * as vscode from 'vscode';
import type { CodeTarget } from './commands/selection.ts';
import { enclosingSymbol } from './context/symbols.ts';

/** Lines around a problem that are shown to the model where no symbol surrounds it. */
const LINES_AROUND = 10;

/** The lightbulb: at a problem to have it explained or fixed, at a selection to have it changed. */
export class CodeActions implements vscode.CodeActionProvider {
  static readonly metadata: vscode.CodeActionProviderMetadata = {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.RefactorRewrite],
  };

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { diagnostics, only }: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const actions: vscode.CodeAction[] = [];
    const [first] = diagnostics;
    if (first !== undefined && wants(only, vscode.CodeActionKind.QuickFix)) {
      const target: CodeTarget = { document, range: await surroundings(document, first.range) };
      const titles = {
        [vscode.l10n.t('Explain with Burrow')]: 'burrow.explainProblem',
        [vscode.l10n.t('Fix with Burrow')]: 'burrow.fixSelection',
      };
      for (const [title, command] of Object.entries(titles)) {
        const action = actionOf(vscode.CodeActionKind.QuickFix, title, command, target);
        action.diagnostics = [...diagnostics];
        actions.push(action);
      }
    }
    if (!range.isEmpty && wants(only, vscode.CodeActionKind.RefactorRewrite)) {
      const title = vscode.l10n.t('Burrow: Edit Selection…');
      const target: CodeTarget = { document, range };
      actions.push(actionOf(vscode.CodeActionKind.RefactorRewrite, title, 'burrow.editSelection', target));
    }
    return actions;
  }
}

function wants(only: vscode.CodeActionKind | undefined, kind: vscode.CodeActionKind): boolean {
  return only === undefined || only.contains(kind);
}

function actionOf(
  kind: vscode.CodeActionKind,
  title: string,
  command: string,
  target: CodeTarget,
): vscode.CodeAction {
  const action = new vscode.CodeAction(title, kind);
  action.command = { title, command, arguments: [target] };
  return action;
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
