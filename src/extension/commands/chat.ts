import * as vscode from 'vscode';
import type { Command } from './context.ts';

export const openChat: Command =
  ({ view }) =>
  () =>
    view.reveal();

export const newChat: Command =
  ({ chat, view }) =>
  () => {
    chat.clear();
    return view.reveal();
  };

/** Asks from anywhere, with what is attached in the chat: a question from the input box, or from a keybinding's `args`. */
export const ask: Command =
  ({ composer, view }) =>
  async (given) => {
    const question = typeof given === 'string' ? given : await showQuestionBox();
    if (question === undefined || question.trim() === '') return;
    await view.reveal();
    await composer.ask(question);
  };

export const stop: Command =
  ({ chat, writer }) =>
  () => {
    writer.stop();
    return chat.stop();
  };

function showQuestionBox(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Ask Burrow'),
    placeHolder: vscode.l10n.t('Your question; the answer appears in the chat'),
    ignoreFocusOut: true,
  });
}
