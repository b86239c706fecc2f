import path from 'node:path';
import * as vscode from 'vscode';
import { LlmError } from '../../base/errors.ts';
import { checkGgufMagic } from '../modelFile.ts';
import type { Command, Context } from './context.ts';

/** Lets the person pick a model. Gives true if they did; it loads with the next question. */
export const selectModel: Command = (context) => async () => {
  const modelPath = await pickModel(context);
  if (modelPath === undefined) return false;
  await checkGgufMagic(modelPath);
  await context.recentModels.add(modelPath);
  // In a remote window the editor writes this to the remote's own settings, as the setting is the machine's.
  await vscode.workspace
    .getConfiguration('burrow')
    .update('modelPath', modelPath, vscode.ConfigurationTarget.Global);
  return true;
};

export const unloadModel: Command =
  ({ chat, engine }) =>
  async () => {
    await chat.stop();
    await engine.unload();
  };

interface ModelItem extends vscode.QuickPickItem {
  /** Undefined: look for a file. */
  readonly modelPath?: string;
}

async function pickModel(context: Context): Promise<string | undefined> {
  const recent = await context.recentModels.list();
  if (recent.length === 0) return browse(context.machine);
  const items: ModelItem[] = [
    { label: `$(folder-opened) ${vscode.l10n.t('Browse for a GGUF File…')}` },
    { label: vscode.l10n.t('recently used'), kind: vscode.QuickPickItemKind.Separator },
    ...recent.map((modelPath) => ({
      label: path.basename(modelPath),
      description: path.dirname(modelPath),
      modelPath,
    })),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Select a Model on {0}', context.machine),
    placeHolder: vscode.l10n.t('A GGUF file; it loads with the next question'),
    matchOnDescription: true,
  });
  if (picked === undefined) return undefined;
  return picked.modelPath ?? browse(context.machine);
}

async function browse(machine: string): Promise<string | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Select a GGUF File on {0}', machine),
    openLabel: vscode.l10n.t('Select Model'),
    filters: { [vscode.l10n.t('GGUF models')]: ['gguf'], [vscode.l10n.t('All files')]: ['*'] },
  });
  const uri = picked?.[0];
  if (uri === undefined) return undefined;
  if (uri.scheme !== 'file') {
    throw new LlmError(
      'file',
      vscode.l10n.t(
        '{0} is not on {1}, where Burrow runs. Copy the model there, or open a local window.',
        uri.path,
        machine,
      ),
    );
  }
  return uri.fsPath;
}
