import * as vscode from 'vscode';
import { LlmError } from '../../base/errors.ts';

/**
 * What is selected in the terminal. Extensions can get at it only by way of the clipboard, which has its text back
 * afterwards. Throws `request` where nothing is selected.
 */
export async function terminalSelection(): Promise<string> {
  const { clipboard } = vscode.env;
  if (vscode.window.activeTerminal === undefined) throw nothingSelected();
  const before = await clipboard.readText();
  try {
    await clipboard.writeText('');
    await vscode.commands.executeCommand('workbench.action.terminal.copySelection');
    const text = await clipboard.readText();
    if (text.trim() === '') throw nothingSelected();
    return text;
  } finally {
    await clipboard.writeText(before);
  }
}

function nothingSelected(): LlmError {
  return new LlmError('request', vscode.l10n.t('Select some text in the terminal first.'));
}
