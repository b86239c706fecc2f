import path from 'node:path';
import * as vscode from 'vscode';
import type { AttachmentKind, AttachmentSource } from '../../protocol/attachments.ts';
import { changeCompletions, editorCompletions, symbolSource } from './completions.ts';
import { workspaceFiles } from './files.ts';
import { codeSymbols } from './symbols.ts';

/** The editor's own icons, which the chips have too. */
export const attachmentIcons: Readonly<Record<AttachmentKind, string>> = {
  selection: 'list-selection',
  file: 'file',
  symbol: 'symbol-method',
  context: 'list-tree',
  problems: 'warning',
  terminal: 'terminal',
  changes: 'git-compare',
};

interface SourceItem extends vscode.QuickPickItem {
  readonly pick: () => AttachmentSource[] | Promise<AttachmentSource[]>;
}

/** Lets the person choose what to attach; empty where they leave. */
export async function pickAttachments(): Promise<AttachmentSource[]> {
  const all = [...editorCompletions(), ...(await changeCompletions())];
  const fixed = all.flatMap(({ icon, detail, source }): SourceItem[] =>
    source === null || icon === 'command' || icon === 'prompt'
      ? []
      : [{ label: `$(${attachmentIcons[icon]}) ${capitalised(detail)}`, pick: () => [source] }],
  );
  const items: SourceItem[] = [
    ...fixed,
    { label: `$(file-add) ${vscode.l10n.t('Files of the Workspace…')}`, pick: pickFiles },
    { label: `$(symbol-method) ${vscode.l10n.t('Symbol…')}`, pick: pickSymbol },
    { label: `$(folder-opened) ${vscode.l10n.t('Other Files…')}`, pick: browse },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Attach to the Question'),
    placeHolder: vscode.l10n.t('What the model should see'),
  });
  return picked === undefined ? [] : picked.pick();
}

async function pickFiles(): Promise<AttachmentSource[]> {
  const items = (await workspaceFiles()).map(({ uri, path: file }) => ({
    label: path.posix.basename(file),
    description: path.posix.dirname(file) === '.' ? '' : path.posix.dirname(file),
    uri,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Attach Files'),
    canPickMany: true,
    matchOnDescription: true,
  });
  return (picked ?? []).map(({ uri }) => ({ kind: 'file', uri }));
}

async function browse(): Promise<AttachmentSource[]> {
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Attach Files'),
    openLabel: vscode.l10n.t('Attach'),
    canSelectMany: true,
  });
  return (picked ?? []).map((uri) => ({ kind: 'file', uri: uri.toString() }));
}

/** Asks the language servers anew as the person types. */
function pickSymbol(): Promise<AttachmentSource[]> {
  const picker = vscode.window.createQuickPick<
    vscode.QuickPickItem & { readonly source: AttachmentSource }
  >();
  picker.title = vscode.l10n.t('Attach a Symbol');
  picker.placeholder = vscode.l10n.t('The name of a function, a class, …');
  let asked = 0;
  const show = async (): Promise<void> => {
    const request = ++asked;
    picker.busy = true;
    const symbols = await codeSymbols(picker.value);
    if (request !== asked) return; // the answer to fewer letters
    picker.busy = false;
    picker.items = symbols.map((symbol) => ({
      label: symbol.name,
      description: `${symbol.path}:${symbol.first}`,
      source: symbolSource(symbol),
    }));
  };
  return new Promise((resolve, reject) => {
    picker.onDidChangeValue(() => {
      show().catch(reject);
    });
    picker.onDidAccept(() => {
      resolve(picker.selectedItems.map(({ source }) => source));
      picker.hide();
    });
    picker.onDidHide(() => {
      resolve([]);
      picker.dispose();
    });
    picker.show();
    show().catch(reject);
  });
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
