import * as vscode from 'vscode';
import { MAX_SYSTEM_PROMPT_CHARS, type Preset, presets } from '../sessions/session.ts';
import type { Command } from './context.ts';

/** Instructions for this chat alone; empty takes the setting's again. */
export const setSystemPrompt: Command =
  ({ chat }) =>
  async () => {
    const systemPrompt = await vscode.window.showInputBox({
      title: vscode.l10n.t('Instructions for This Chat'),
      placeHolder: vscode.l10n.t('Empty: the setting “burrow.systemPrompt”'),
      value: chat.session.systemPrompt,
      ignoreFocusOut: true,
    });
    if (systemPrompt === undefined) return;
    chat.describe({ systemPrompt: systemPrompt.trim().slice(0, MAX_SYSTEM_PROMPT_CHARS) });
  };

/** How freely the model chooses its words in this chat. */
export const selectPreset: Command =
  ({ chat }) =>
  async () => {
    const words: Readonly<Record<Preset, { label: string; detail: string }>> = {
      settings: {
        label: vscode.l10n.t('As in the Settings'),
        detail: vscode.l10n.t('Temperature and the other values that you have set'),
      },
      precise: {
        label: vscode.l10n.t('Precise'),
        detail: vscode.l10n.t('The likeliest words: for code and facts'),
      },
      balanced: {
        label: vscode.l10n.t('Balanced'),
        detail: vscode.l10n.t('For explanations and conversation'),
      },
      creative: {
        label: vscode.l10n.t('Creative'),
        detail: vscode.l10n.t('Unlikelier words too: for names and ideas'),
      },
    };
    const current = chat.session.preset;
    const items = presets.map((preset) => ({
      ...words[preset],
      ...(preset === current && { description: vscode.l10n.t('current') }),
      preset,
    }));
    const picked = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('How Freely This Chat Answers'),
    });
    if (picked !== undefined) chat.describe({ preset: picked.preset });
  };
