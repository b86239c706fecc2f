import * as vscode from 'vscode';
import type { Indentation } from './indent.ts';

/** The lines that a range has a part in. One that ends before the first character of a line does not hold that line. */
export function wholeLines({ start, end }: vscode.Range, document: vscode.TextDocument): vscode.Range {
  const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  return new vscode.Range(start.line, 0, last, document.lineAt(last).text.length);
}

export function indentationOf({ options }: vscode.TextEditor): Indentation {
  // The editor resolves `auto` before anybody can ask.
  return {
    insertSpaces: options.insertSpaces !== false,
    tabSize: typeof options.tabSize === 'number' ? options.tabSize : 4,
  };
}
