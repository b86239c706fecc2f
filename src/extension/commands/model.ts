import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { LlmError } from '../../base/errors.ts';
import { findModels } from '../models/findModels.ts';
import { checkGgufMagic } from '../models/modelFile.ts';
import { pickModel } from '../models/modelPicker.ts';
import { placesOn } from '../models/places.ts';
import type { Command, Context } from './context.ts';

/** Lets the person pick a model. Gives true if they did; it loads with the next question. */
export const selectModel: Command = (context) => async () => {
  const modelPath = await chooseFile(context);
  if (modelPath === undefined) return false;
  if (modelPath !== '') await context.recentModels.add(modelPath);
  // In a remote window the editor writes this to the remote's own settings, as the setting is the machine's.
  await vscode.workspace
    .getConfiguration('burrow')
    .update('modelPath', modelPath === '' ? undefined : modelPath, vscode.ConfigurationTarget.Global);
  return true;
};

export const unloadModel: Command =
  ({ chat, engine }) =>
  async () => {
    await chat.stop();
    await engine.unload();
  };

/** '' for the built-in model. From the list, or by the file dialog; a file of the dialog that does not run well comes back to the list, with the reason. */
async function chooseFile({ model, recentModels, machine }: Context): Promise<string | undefined> {
  const recent = await recentModels.list();
  const places = placesOn({ home: homedir(), platform: process.platform, env: process.env });
  let chosen: string | undefined;
  for (;;) {
    const picked = await pickModel({
      title: vscode.l10n.t('Select a Model on {0}', machine),
      recent,
      current: model.path,
      ...(chosen !== undefined && { chosen }),
      find: (signal) => findModels(places, signal),
      inspect: (modelPath, signal) => model.inspect(modelPath, signal),
    });
    if (picked === undefined) return undefined;
    if (picked !== 'browse') return picked.modelPath;
    chosen = await browse(machine);
    if (chosen === undefined) return undefined;
    await checkGgufMagic(chosen);
    const report = await model.inspect(chosen);
    if (report.verdict.outcome === 'runs') return chosen;
  }
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
