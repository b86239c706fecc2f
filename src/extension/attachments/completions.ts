import path from 'node:path';
import * as vscode from 'vscode';
import { LlmError } from '../../base/errors.ts';
import {
  type AttachmentSource,
  type Completion,
  type CompletionIcon,
  MAX_COMPLETIONS,
  MAX_NAME_CHARS,
  MAX_URI_CHARS,
} from '../../protocol/attachments.ts';
import { rankFiles, workspaceFiles } from './files.ts';
import { rankedRepositories } from './gitChanges.ts';
import type { PromptFiles } from './promptFiles.ts';
import { selectionSource } from './question.ts';
import { slashDescriptions } from './slashCommands.ts';
import { codeSymbols, type CodeSymbol } from './symbols.ts';

/**
 * Shows what may stand in the place of a word that begins with `#` or `/`, the likeliest first: at once what is known,
 * and again with what has to be looked for, since a search of the workspace or Git may take its time.
 */
export async function complete(
  word: string,
  prompts: PromptFiles,
  show: (items: readonly Completion[]) => void,
): Promise<void> {
  const known = word.startsWith('/') ? [] : knownCompletions(word);
  if (known.length > 0) show(bounded(known));
  const found = word.startsWith('/') ? await slashCompletions(word, prompts) : await foundCompletions(word);
  show(bounded([...known, ...found]));
}

function bounded(items: readonly Completion[]): Completion[] {
  return items
    .filter(({ source }) => source === null || !('uri' in source) || source.uri.length <= MAX_URI_CHARS)
    .slice(0, MAX_COMPLETIONS)
    .map((item) => ({
      ...item,
      label: item.label.slice(0, MAX_NAME_CHARS),
      detail: item.detail.slice(0, MAX_NAME_CHARS),
    }));
}

async function slashCompletions(word: string, prompts: PromptFiles): Promise<Completion[]> {
  const commands = Object.entries(slashDescriptions()).map(([name, detail]) =>
    inserted('command', `/${name}`, detail),
  );
  const own = (await prompts.list(word === '/')).map(({ name, prompt, problem, uri }) => {
    const ignored = prompt?.ignored ?? [];
    const words = ignored.length === 0 ? [] : [vscode.l10n.t('{0}: not used here', ignored.join(', '))];
    const about =
      prompt?.description === '' ? path.posix.basename(uri.path) : (prompt?.description ?? problem);
    return inserted('prompt', `/${name}`, [about, ...words].join(' · '));
  });
  return [...commands, ...own].filter(({ label }) => label.toLowerCase().startsWith(word.toLowerCase()));
}

/** `#file:` and `#sym:` ask for names alone. */
const named = /^#(file|sym):(.*)$/s;

function knownCompletions(word: string): Completion[] {
  if (named.test(word)) return [];
  return editorCompletions().filter(({ label }) => label.startsWith(word.toLowerCase()));
}

async function foundCompletions(word: string): Promise<Completion[]> {
  const [, kind, query = ''] = named.exec(word) ?? [];
  if (kind === 'file') return fileCompletions(query);
  if (kind === 'sym') return symbolCompletions(query);
  const wanted = word.slice(1).toLowerCase();
  const [changes, files] = await Promise.all([
    changeCompletions(),
    // A name that was typed at once, without saying what it is the name of.
    wanted.length < 2 ? [] : fileCompletions(wanted, true),
  ]);
  return [...changes.filter(({ label }) => label.startsWith(word.toLowerCase())), ...files];
}

/** What there is to attach now, and where more of a kind is found. */
export function editorCompletions(): Completion[] {
  const editor = vscode.window.activeTextEditor;
  const items: Completion[] = [];
  if (editor !== undefined) {
    const uri = editor.document.uri.toString();
    const file = vscode.workspace.asRelativePath(editor.document.uri);
    const selection = selectionSource(editor);
    if (!editor.selection.isEmpty) {
      const place = vscode.l10n.t(
        'the selection, {0} lines {1} to {2}',
        file,
        selection.first,
        selection.last,
      );
      items.push(attached('selection', '#selection', place, selection));
    }
    items.push(attached('file', '#file', vscode.l10n.t('the open file, {0}', file), { kind: 'file', uri }));
    const count = vscode.languages.getDiagnostics(editor.document.uri).length;
    if (count > 0) {
      const words = vscode.l10n.t('problems in {0}: {1}', file, count);
      items.push(attached('problems', '#problems', words, { kind: 'problems', uri, first: 0, last: 0 }));
    }
  }
  items.push(inserted('file', '#file:', vscode.l10n.t('a file of the workspace, by its name')));
  items.push(inserted('symbol', '#sym:', vscode.l10n.t('a function, class or other symbol, by its name')));
  const all = vscode.languages.getDiagnostics().reduce((sum, [, found]) => sum + found.length, 0);
  if (all > 0) {
    const words = vscode.l10n.t('problems in all files: {0}', all);
    items.push(
      attached('problems', '#problems:all', words, { kind: 'problems', uri: '', first: 0, last: 0 }),
    );
  }
  if (vscode.window.activeTerminal !== undefined) {
    const words = vscode.l10n.t('what is selected in the terminal');
    items.push(attached('terminal', '#terminal', words, { kind: 'terminal', text: '' }));
  }
  return items;
}

export async function changeCompletions(): Promise<Completion[]> {
  const open = await rankedRepositories().catch((error: unknown) => {
    if (error instanceof LlmError) return []; // no Git here: nothing to offer
    throw error;
  });
  return open.flatMap(({ rootUri, state }) => {
    const uri = rootUri.toString();
    const suffix = open.length > 1 ? ` · ${path.posix.basename(rootUri.path)}` : '';
    const kinds = [
      {
        count: state.indexChanges.length,
        label: '#staged',
        staged: true,
        words: vscode.l10n.t('staged changes'),
      },
      {
        count: state.workingTreeChanges.length,
        label: '#changes',
        staged: false,
        words: vscode.l10n.t('changes that are not staged'),
      },
    ];
    return kinds.flatMap(({ count, label, staged, words }) =>
      count === 0 ? [] : [attached('changes', label, `${words}${suffix}`, { kind: 'changes', uri, staged })],
    );
  });
}

/** `isStrict`: only where the query stands together, since the word may be meant for none. */
async function fileCompletions(query: string, isStrict = false): Promise<Completion[]> {
  return rankFiles(await workspaceFiles(), query)
    .filter((file) => !isStrict || file.path.toLowerCase().includes(query))
    .slice(0, MAX_COMPLETIONS)
    .map((file) =>
      attached('file', path.posix.basename(file.path), file.path, { kind: 'file', uri: file.uri }),
    );
}

async function symbolCompletions(query: string): Promise<Completion[]> {
  return (await codeSymbols(query)).map((symbol) =>
    attached('symbol', symbol.name, `${symbol.path}:${symbol.first}`, symbolSource(symbol)),
  );
}

export function symbolSource({ uri, first, last, name }: CodeSymbol): AttachmentSource {
  return { kind: 'symbol', uri, first, last, name: name.slice(0, MAX_NAME_CHARS) };
}

function inserted(icon: CompletionIcon, label: string, detail: string): Completion {
  const insert = label.endsWith(':') ? label : `${label} `;
  return { icon, label, detail, insert, source: null };
}

function attached(icon: CompletionIcon, label: string, detail: string, source: AttachmentSource): Completion {
  return { icon, label, detail, insert: '', source };
}
