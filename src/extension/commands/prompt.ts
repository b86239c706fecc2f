import * as vscode from 'vscode';
import { LlmError } from '../../base/errors.ts';
import { messagesOf } from '../messages.ts';
import type { Command } from './context.ts';

/** Shows what the model was given for the last answer of the open chat, or is given for the one in the making. */
export const showRenderedPrompt: Command =
  ({ chat, model, prompts, writer }) =>
  async () => {
    await chat.restored();
    const { turns, session } = chat.state;
    const asked = turns.slice(0, turns.findLastIndex(({ role }) => role === 'user') + 1);
    const last = asked.at(-1);
    if (last === undefined) {
      throw new LlmError('request', vscode.l10n.t('This chat has no question yet, so there is no prompt.'));
    }
    // As it was when the question was asked: a question whose answer failed counts here, too.
    const messages = messagesOf(asked);
    const { systemPrompt } = chat.session;
    const { text, tokens, controls } = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Burrow: rendering the prompt') },
      () => writer.job((signal) => model.render(messages, { systemPrompt, signal })),
    );
    const name = vscode.l10n.t('Prompt of “{0}”: {1} tokens', session.title, tokens.length.toLocaleString());
    await prompts.show(name, text, controls);
    const nCtx = model.nCtx ?? 0;
    if (tokens.length >= nCtx) {
      void vscode.window.showWarningMessage(
        vscode.l10n.t(
          'The prompt has {0} tokens and the context {1}: the oldest messages are left out of what the model is given.',
          tokens.length,
          nCtx,
        ),
      );
    }
  };
