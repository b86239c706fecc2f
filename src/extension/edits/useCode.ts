import path from 'node:path';
import * as vscode from 'vscode';
import { unreachable } from '../../base/assert.ts';
import { LlmError } from '../../base/errors.ts';
import type { CodeUse } from '../../protocol/chat.ts';
import { type Indentation, textToInsert, textToReplace } from './indent.ts';
import { languageId } from './languageId.ts';
import { locate } from './locate.ts';
import type { Previews, ProposedEdit } from './previews.ts';

/** Takes a code block of an answer into the editor. */
export async function useCode(
  { use, text, language }: { use: CodeUse; text: string; language: string },
  previews: Previews,
): Promise<void> {
  switch (use) {
    case 'insert':
      return insert(text, activeEditor());
    case 'apply':
      return previews.show(proposal(text, activeEditor()));
    case 'newFile': {
      const known = await vscode.languages.getLanguages();
      const document = await vscode.workspace.openTextDocument({
        content: `${text}\n`,
        language: languageId(language, known),
      });
      await vscode.window.showTextDocument(document);
      return;
    }
    default:
      unreachable(use);
  }
}

function activeEditor(): vscode.TextEditor {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) throw new LlmError('request', vscode.l10n.t('Open a file for the code first.'));
  return editor;
}

async function insert(code: string, editor: vscode.TextEditor): Promise<void> {
  const { document, selection } = editor;
  const line = document.lineAt(selection.start.line).text;
  const place = { ...indentationOf(editor), line, column: selection.start.character };
  if (
    !(await editor.edit((edit) => {
      edit.replace(selection, textToInsert(code, place));
    }))
  ) {
    throw new LlmError('request', vscode.l10n.t('The editor did not take the code: is the file read-only?'));
  }
  await vscode.window.showTextDocument(document, editor.viewColumn);
}

/** Over the selection; without one, over the lines that the code is a new version of, or else the whole file. */
function proposal(code: string, editor: vscode.TextEditor): ProposedEdit {
  const { document, selection } = editor;
  const range = selection.isEmpty ? rangeFor(code, document) : wholeLines(selection, document);
  const firstLine = document.lineAt(range.start.line).text;
  const isWhole = range.start.line === 0 && range.end.line === document.lineCount - 1;
  const text =
    isWhole && selection.isEmpty
      ? `${code.trimEnd()}\n`
      : textToReplace(code, firstLine, indentationOf(editor));
  const title = vscode.l10n.t('{0}: what is there ↔ what the answer says', path.basename(document.fileName));
  return { document, range, text, title };
}

function rangeFor(code: string, document: vscode.TextDocument): vscode.Range {
  const lines = Array.from({ length: document.lineCount }, (_, i) => document.lineAt(i).text);
  const found = locate(code, lines) ?? { first: 0, last: document.lineCount - 1 };
  return new vscode.Range(found.first, 0, found.last, lines[found.last]?.length ?? 0);
}

/** A selection that ends before the first character of a line does not hold that line. */
function wholeLines({ start, end }: vscode.Selection, document: vscode.TextDocument): vscode.Range {
  const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  return new vscode.Range(start.line, 0, last, document.lineAt(last).text.length);
}

function indentationOf({ options }: vscode.TextEditor): Indentation {
  // The editor resolves `auto` before anybody can ask.
  return {
    insertSpaces: options.insertSpaces !== false,
    tabSize: typeof options.tabSize === 'number' ? options.tabSize : 4,
  };
}
