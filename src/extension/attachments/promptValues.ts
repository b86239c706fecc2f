import path from 'node:path';
import * as vscode from 'vscode';
import { LlmError } from '../../base/errors.ts';
import type { AttachmentSource } from '../../protocol/attachments.ts';
import { expandPrompt, linksOf, type PromptFile, type PromptVariable, variablesOf } from './promptFile.ts';

/** What a prompt file becomes when it is asked. */
export interface ExpandedPrompt {
  readonly text: string;
  /** The file that `${file}` names, and those that its links name: a model here cannot open them itself. */
  readonly sources: readonly AttachmentSource[];
}

/**
 * Puts the editor's values and the person's answers in the place of a prompt's variables. `rest` is what was written
 * after its name: `name=value` pairs answer inputs, other words stand at the end. Undefined where the person leaves a
 * box; throws `request` where the prompt needs a file or a selection and there is none.
 */
export async function expandPromptFile(
  { prompt, uri }: { readonly prompt: PromptFile; readonly uri: vscode.Uri },
  rest: string,
): Promise<ExpandedPrompt | undefined> {
  const variables = variablesOf(prompt.body);
  const inputs = new Map<string, string>();
  const names = variables.flatMap(({ kind, name }) => (kind === 'input' ? [name] : []));
  const words = takeInputs(rest, names, inputs);
  for (const asked of variables) {
    if (asked.kind !== 'input' || inputs.has(asked.name)) continue;
    const value = await askInput(prompt, asked);
    if (value === undefined) return undefined;
    inputs.set(asked.name, value);
  }
  const values = new Map(variables.flatMap(({ kind }) => editorValue(kind)));
  const body = expandPrompt(prompt.body, ({ kind, name }) =>
    kind === 'input' ? inputs.get(name) : values.get(kind),
  );
  const sources: AttachmentSource[] = linksOf(prompt.body).map((link) => ({
    kind: 'file',
    uri: vscode.Uri.joinPath(uri, '..', link).toString(),
  }));
  if (variables.some(({ kind }) => kind === 'file')) {
    sources.push({ kind: 'file', uri: activeEditor().document.uri.toString() });
  }
  return { text: words === '' ? body : `${body}\n\n${words}`, sources };
}

/** Takes `name=value` and `name="some words"` out of what was written. */
function takeInputs(rest: string, names: readonly string[], inputs: Map<string, string>): string {
  return rest
    .replace(
      /(?:^|\s)([\w-]+)=(?:"([^"]*)"|(\S+))/g,
      (written: string, name: string, quoted?: string, bare?: string) => {
        if (!names.includes(name)) return written;
        inputs.set(name, quoted ?? bare ?? '');
        return '';
      },
    )
    .trim();
}

function askInput(prompt: PromptFile, { name, placeholder }: PromptVariable): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: `/${prompt.name}: ${name}`,
    placeHolder: placeholder === '' ? name : placeholder,
    ignoreFocusOut: true,
  });
}

/** Empty for a variable that is no editor's. */
function editorValue(kind: string): [string, string][] {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  switch (kind) {
    case 'workspaceFolder':
      return folder === undefined ? [] : [[kind, folder.fsPath]];
    case 'workspaceFolderBasename':
      return folder === undefined ? [] : [[kind, path.basename(folder.fsPath)]];
    case 'selection':
    case 'selectedText': {
      const { document, selection } = activeEditor();
      if (selection.isEmpty) throw new LlmError('request', vscode.l10n.t('Select some code first.'));
      return [[kind, document.getText(selection)]];
    }
    case 'file':
      return [[kind, activePath()]];
    case 'fileBasename':
      return [[kind, path.posix.basename(activePath())]];
    case 'fileDirname':
      return [[kind, path.posix.dirname(activePath())]];
    case 'fileBasenameNoExtension':
      return [[kind, path.posix.parse(activePath()).name]];
    default:
      return [];
  }
}

function activePath(): string {
  return vscode.workspace.asRelativePath(activeEditor().document.uri);
}

function activeEditor(): vscode.TextEditor {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) throw new LlmError('request', vscode.l10n.t('Open a file first.'));
  return editor;
}
