import path from 'node:path';
import * as vscode from 'vscode';
import { LlmError } from '../../base/errors.ts';
import { contextOf } from '../context/codeContext.ts';
import { enclosingSymbol } from '../context/symbols.ts';
import { indentationOf, wholeLines } from '../edits/editorLines.ts';
import { rewrite } from '../edits/rewrite.ts';
import type { Command, Context } from './context.ts';
import { isTarget } from './selection.ts';

/**
 * Asks what to change about the code that is selected, or that surrounds the cursor, and shows the change as the model
 * writes it. A keybinding's `args` may be the wish.
 */
export const editSelection: Command = (context) => async (given) => {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) throw new LlmError('request', vscode.l10n.t('Open a file first.'));
  const range = isTarget(given) ? wholeLines(given.range, editor.document) : await linesToEdit(editor);
  const wish = typeof given === 'string' ? given : await askForWish(context, editor, range);
  if (wish === undefined || wish.trim() === '') return;
  await context.recentWishes.add(wish.trim());
  const { document } = editor;
  const edit = { document, range, indentation: indentationOf(editor), wish: wish.trim() };
  await rewrite(
    { ...edit, context: await contextOf(document, range, context.model.estimateTokens) },
    context,
  );
};

async function linesToEdit({ document, selection }: vscode.TextEditor): Promise<vscode.Range> {
  if (!selection.isEmpty) return wholeLines(selection, document);
  const symbol = await enclosingSymbol(document, selection.active);
  if (symbol === undefined) throw new LlmError('request', vscode.l10n.t('Select some code first.'));
  return wholeLines(symbol, document);
}

/** With earlier wishes below the input; the lines that are meant are marked while the person writes. */
async function askForWish(
  { recentWishes }: Context,
  editor: vscode.TextEditor,
  range: vscode.Range,
): Promise<string | undefined> {
  const mark = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
    isWholeLine: true,
  });
  editor.setDecorations(mark, [range]);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  const pick = vscode.window.createQuickPick();
  try {
    return await new Promise((resolve) => {
      // The editor tells late which item is active, and by its number: until it has named the first of the new items, what
      // is typed is what is meant.
      let isCurrent = true;
      const show = (value: string): void => {
        isCurrent = value.trim() === '';
        pick.items = wishItems(value, recentWishes.list());
      };
      pick.title = titleOf(editor.document, range);
      pick.placeholder = vscode.l10n.t('What should change? “Handle an empty list”, “Add types”, …');
      pick.onDidChangeValue(show);
      pick.onDidChangeActive(([active]) => {
        isCurrent ||= active === pick.items[0];
      });
      pick.onDidAccept(() => {
        resolve(isCurrent ? (pick.activeItems[0]?.label ?? pick.value) : pick.value);
      });
      pick.onDidHide(() => {
        resolve(undefined);
      });
      show('');
      pick.show();
    });
  } finally {
    pick.dispose();
    mark.dispose();
  }
}

function titleOf({ fileName }: vscode.TextDocument, { start, end }: vscode.Range): string {
  const name = path.basename(fileName);
  return start.line === end.line
    ? vscode.l10n.t('Edit {0}, line {1}', name, start.line + 1)
    : vscode.l10n.t('Edit {0}, lines {1} to {2}', name, start.line + 1, end.line + 1);
}

/** What is typed comes first and so is what Enter takes. */
function wishItems(value: string, recent: readonly string[]): vscode.QuickPickItem[] {
  const typed = value.trim();
  const others = recent.filter((wish) => wish !== typed);
  return [
    ...(typed === '' ? [] : [{ label: typed, iconPath: new vscode.ThemeIcon('edit'), alwaysShow: true }]),
    ...(others.length === 0
      ? []
      : [{ label: vscode.l10n.t('earlier'), kind: vscode.QuickPickItemKind.Separator }]),
    ...others.map((label) => ({ label, iconPath: new vscode.ThemeIcon('history') })),
  ];
}
