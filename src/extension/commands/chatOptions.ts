import * as vscode from 'vscode';
import type { Chat } from '../chat.ts';
import {
  isSamplingValue,
  type SamplingName,
  samplingNames,
  type SamplingValues,
  settings,
} from '../config.ts';
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
      custom: {
        label: vscode.l10n.t('Own Values…'),
        detail: describeValues(chat.session.sampling) || vscode.l10n.t('Temperature, top-k, seed and others'),
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
    if (picked?.preset === 'custom') await editSampling(chat);
    else if (picked !== undefined) chat.describe({ preset: picked.preset });
  };

/** As samplers call them everywhere; the names are no words to translate. */
const samplingLabels: Readonly<Record<SamplingName, string>> = {
  temperature: 'Temperature',
  topK: 'Top-k',
  topP: 'Top-p',
  minP: 'Min-p',
  repeatPenalty: 'Repeat penalty',
  seed: 'Seed',
  maxTokens: 'Max tokens',
};

function describeValues(values: SamplingValues = {}): string {
  return samplingNames
    .flatMap((name) => (values[name] === undefined ? [] : [`${samplingLabels[name]} ${values[name]}`]))
    .join(' · ');
}

/** The chat's own values, one after the other until the person has done; an empty one is the setting's again. */
async function editSampling(chat: Chat): Promise<void> {
  for (;;) {
    const { sampling = {} } = chat.session;
    const items = samplingNames.map((name) => ({
      label: samplingLabels[name],
      description:
        sampling[name] === undefined ? vscode.l10n.t('as in the settings') : String(sampling[name]),
      name,
    }));
    const picked = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Values of This Chat'),
      placeHolder: vscode.l10n.t('Pick one to change it; Escape when done'),
    });
    if (picked === undefined) return;
    const { name } = picked;
    const given = await vscode.window.showInputBox({
      title: samplingLabels[name],
      value: String(sampling[name] ?? ''),
      placeHolder: vscode.l10n.t('Empty: the setting “burrow.{0}”', name),
      validateInput: (text) =>
        text.trim() === '' || isSamplingValue(name, Number(text))
          ? undefined
          : vscode.l10n.t('Expected {0}.', settings[name].expected),
    });
    if (given === undefined) continue;
    const { [name]: _before, ...others } = sampling;
    const own = given.trim() === '' ? others : { ...others, [name]: Number(given) };
    chat.describe({ preset: 'custom', sampling: own });
  }
}
