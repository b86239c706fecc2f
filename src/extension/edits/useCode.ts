import path from 'node:path';
import * as vscode from 'vscode';
import { unreachable } from '../../base/assert.ts';
import { LlmError } from '../../base/errors.ts';
import type { CodeUse } from '../../protocol/chat.ts';
import { indentationOf, wholeLines } from './editorLines.ts';
import { textToInsert, textToReplace } from './indent.ts';
import { languageId } from './languageId.ts';
import { isWholeDocument, type LineRange, locate } from './locate.ts';
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

/**
 * Over the selection; without one over the lines that the code is a new version of, or else over the whole file if it
 * is one of that; and new lines at the cursor if not.
 */
function proposal(code: string, editor: vscode.TextEditor): ProposedEdit {
  const { document, selection } = editor;
  const title = vscode.l10n.t('{0}: what is there ↔ what the answer says', path.basename(document.fileName));
  const indentation = indentationOf(editor);
  const lines = Array.from({ length: document.lineCount }, (_, i) => document.lineAt(i).text);
  const found = selection.isEmpty ? locate(code, lines) : undefined;
  if (!selection.isEmpty || found !== undefined) {
    const range = found === undefined ? wholeLines(selection, document) : rangeOf(found, lines);
    return { document, range, text: textToReplace(code, lines[range.start.line] ?? '', indentation), title };
  }
  if (isWholeDocument(code, lines)) {
    const range = rangeOf({ first: 0, last: lines.length - 1 }, lines);
    return { document, range, text: `${code.trimEnd()}\n`, title };
  }
  const line = lines[selection.active.line] ?? '';
  const at = new vscode.Position(selection.active.line, 0);
  return {
    document,
    range: new vscode.Range(at, at),
    text: `${textToReplace(code, line, indentation)}\n`,
    title,
  };
}

function rangeOf({ first, last }: LineRange, lines: readonly string[]): vscode.Range {
  return new vscode.Range(first, 0, last, lines[last]?.length ?? 0);
}
