import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable.ts';
import { unreachable } from '../base/assert.ts';
import type { ChatState, ModelStatus } from '../protocol/chat.ts';

interface StatusBarContent {
  readonly text: string;
  readonly tooltip: string;
  readonly isError?: boolean;
}

/** The one item: which model there is, and what it does. */
export class StatusBar implements Disposable {
  readonly #item = vscode.window.createStatusBarItem('burrow.status', vscode.StatusBarAlignment.Right, 100);

  constructor() {
    this.#item.name = 'Burrow';
    this.#item.command = 'burrow.openChat';
    this.#item.show();
  }

  show(chat: Pick<ChatState, 'model' | 'activity'>): void {
    const { text, tooltip, isError = false } = statusBarContent(chat.model, chat.activity.kind !== 'idle');
    if (this.#item.text === text && this.#item.tooltip === tooltip) return;
    this.#item.text = text;
    this.#item.tooltip = tooltip;
    this.#item.backgroundColor = isError ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
  }

  dispose(): void {
    this.#item.dispose();
  }
}

export function statusBarContent(model: ModelStatus, isBusy: boolean): StatusBarContent {
  switch (model.kind) {
    case 'chosen':
      return {
        text: `$(comment-discussion) ${shown(model.name)}`,
        tooltip: vscode.l10n.t('Burrow: {0} loads with the next question', model.name),
      };
    case 'loading': {
      const percent = Math.floor(100 * model.progress);
      return {
        text: `$(loading~spin) ${shown(model.name)} ${percent}%`,
        tooltip: vscode.l10n.t('Burrow: loading {0}', model.name),
      };
    }
    case 'ready':
      return {
        text: `$(${isBusy ? 'loading~spin' : 'comment-discussion'}) ${shown(model.name)}`,
        tooltip: isBusy
          ? vscode.l10n.t('Burrow: {0} is generating', model.name)
          : `Burrow: ${model.name}\n${model.detail}`,
      };
    case 'failed':
      return {
        text: `$(error) ${vscode.l10n.t('Burrow')}`,
        tooltip: `${model.name}: ${model.message}`,
        isError: true,
      };
    default:
      return unreachable(model);
  }
}

/** `$(zap)` in a model's name is no icon. */
function shown(name: string): string {
  return name.replaceAll('$(', '$ (');
}
