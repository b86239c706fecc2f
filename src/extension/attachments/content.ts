import path from 'node:path';
import * as vscode from 'vscode';
import { unreachable } from '../../base/assert.ts';
import { LlmError } from '../../base/errors.ts';
import { type AttachmentSource, MAX_ATTACHMENT_CHARS } from '../../protocol/attachments.ts';
import { problemList } from '../codeTasks.ts';
import { contextOf } from '../context/codeContext.ts';
import { type Content, checkContent, headOf } from './block.ts';
import { diffOf } from './gitChanges.ts';
import type { CountTokens } from './question.ts';

/** Bytes of a file that could still be a text short enough: four for each UTF-16 unit. */
const MAX_FILE_BYTES = 4 * MAX_ATTACHMENT_CHARS;
/** Problems of a file, or of all: more of them tell a model nothing that the first ones did not. */
const MAX_PROBLEMS = 50;
const MAX_PROBLEM_CHARS = 500;

/**
 * Reads what is attached, as it is now: of an open file what its editor shows. Throws `request`, in words, for what is
 * gone, is no text, or is too long.
 */
export async function readContent(
  source: AttachmentSource,
  maxLines: number,
  count: CountTokens,
): Promise<Content> {
  const content = await contentOf(source, count);
  const head = headOf(content, maxLines);
  checkContent(head);
  return head;
}

async function contentOf(source: AttachmentSource, count: CountTokens): Promise<Content> {
  switch (source.kind) {
    case 'file':
      return documentContent(await openDocument(source.uri));
    case 'selection':
      return documentContent(await openDocument(source.uri), source);
    case 'symbol': {
      const content = documentContent(await openDocument(source.uri), source);
      return { ...content, name: source.name };
    }
    case 'context':
      return contextContent(await openDocument(source.uri), source, count);
    case 'problems':
      return source.first === 0 ? problemsContent(source.uri) : problemsOfLines(source);
    case 'terminal':
      return { ...noPlace, name: vscode.l10n.t('Terminal'), title: 'terminal', text: source.text };
    case 'changes': {
      const text = await diffOf(source.uri, source.staged);
      const name = source.staged ? vscode.l10n.t('Staged changes') : vscode.l10n.t('Changes');
      const title = source.staged ? 'staged changes' : 'changes of the working tree';
      return { ...noPlace, name, title, language: 'diff', text };
    }
    default:
      return unreachable(source);
  }
}

const noPlace = { first: 0, last: 0, lineCount: 0, language: '' };

/** Throws `request`: what a link, a drop or an old chat names need not be there, nor be a text. */
async function openDocument(address: string): Promise<vscode.TextDocument> {
  const uri = parseUri(address);
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open !== undefined) return open;
  const name = vscode.workspace.asRelativePath(uri);
  let stat: vscode.FileStat;
  try {
    stat = await vscode.workspace.fs.stat(uri);
  } catch (error) {
    throw new LlmError('request', vscode.l10n.t('{0} is no longer there.', name), { cause: error });
  }
  if ((stat.type & vscode.FileType.Directory) !== 0) {
    throw new LlmError('request', vscode.l10n.t('{0} is a folder: attach its files.', name));
  }
  if (stat.size > MAX_FILE_BYTES) {
    throw new LlmError(
      'request',
      vscode.l10n.t('{0} has {1} bytes; at most {2} can be attached.', name, stat.size, MAX_FILE_BYTES),
    );
  }
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch (error) {
    throw new LlmError('request', vscode.l10n.t('{0} is not a text file.', name), { cause: error });
  }
}

function parseUri(address: string): vscode.Uri {
  try {
    return vscode.Uri.parse(address, true);
  } catch (error) {
    throw new LlmError('request', vscode.l10n.t('{0} is no address of a file.', address), { cause: error });
  }
}

function documentContent(
  document: vscode.TextDocument,
  part?: { readonly first: number; readonly last: number },
): Content {
  const { lineCount, languageId } = document;
  const isPart = part !== undefined;
  const lines = part ?? { first: 1, last: lineCount };
  const title = vscode.workspace.asRelativePath(document.uri);
  const first = Math.min(Math.max(1, lines.first), lineCount);
  const last = Math.min(Math.max(first, lines.last), lineCount);
  const text = document.getText(rangeOf(document, first, last));
  const name = path.posix.basename(title);
  return { name, title, first, last, lineCount: isPart ? 0 : lineCount, language: languageId, text };
}

/** Lines from 1, both ends meant. */
function rangeOf(document: vscode.TextDocument, first: number, last: number): vscode.Range {
  return document.validateRange(new vscode.Range(first - 1, 0, last - 1, Number.MAX_SAFE_INTEGER));
}

/** What the lines lean on, or with 0 and 0 the whole document. Throws `request` where nothing is known of it. */
async function contextContent(
  document: vscode.TextDocument,
  { first, last }: { readonly first: number; readonly last: number },
  count: CountTokens,
): Promise<Content> {
  const range = first === 0 ? rangeOf(document, 1, document.lineCount) : rangeOf(document, first, last);
  const text = await contextOf(document, range, (texts) =>
    Promise.all(texts.map(async (piece) => (await count(piece)).tokens)),
  );
  const file = vscode.workspace.asRelativePath(document.uri);
  if (text === '') throw new LlmError('request', vscode.l10n.t('Nothing is known of what {0} uses.', file));
  const title = vscode.l10n.t('What the code in {0} uses', file);
  return { ...noPlace, name: vscode.l10n.t('Context'), title, language: undefined, text };
}

function problemsContent(address: string): Content {
  const found = address === '' ? vscode.languages.getDiagnostics() : [problemsOf(parseUri(address))];
  const lines: string[] = [];
  for (const [uri, diagnostics] of found) {
    if (diagnostics.length === 0 || lines.length >= MAX_PROBLEMS) continue;
    const file = vscode.workspace.asRelativePath(uri);
    const text = vscode.workspace.textDocuments.find(
      (document) => document.uri.toString() === uri.toString(),
    );
    for (const { range, message, source, severity } of diagnostics) {
      if (lines.length >= MAX_PROBLEMS) break;
      const words = message.replace(/\s+/g, ' ').slice(0, MAX_PROBLEM_CHARS);
      const line = range.start.line;
      const code = text !== undefined && line < text.lineCount ? text.lineAt(line).text.trim() : '';
      lines.push(
        `${file}:${line + 1}: ${severityWords[severity] ?? ''}: ${words}${source === undefined ? '' : ` (${source})`}` +
          (code === '' ? '' : `\n    ${code.slice(0, MAX_PROBLEM_CHARS)}`),
      );
    }
  }
  if (lines.length === 0) throw new LlmError('request', vscode.l10n.t('There are no problems.'));
  const title = address === '' ? 'problems' : `problems of ${fileTitle(address)}`;
  return { ...noPlace, name: vscode.l10n.t('Problems'), title, text: lines.join('\n') };
}

/** Of code that the question has, too: each in one line. */
function problemsOfLines({ uri, first, last }: Extract<AttachmentSource, { kind: 'problems' }>): Content {
  const problems = vscode.languages
    .getDiagnostics(parseUri(uri))
    .filter(({ range: { start, end } }) => end.line + 1 >= first && start.line + 1 <= last)
    .map(({ range, message, source = '' }) => ({ line: range.start.line + 1, message, source }));
  if (problems.length === 0) throw new LlmError('request', vscode.l10n.t('There are no problems.'));
  const title = `problems of ${fileTitle(uri)}`;
  return {
    ...noPlace,
    name: vscode.l10n.t('Problems'),
    title,
    language: undefined,
    text: problemList(problems),
  };
}

function problemsOf(uri: vscode.Uri): [vscode.Uri, vscode.Diagnostic[]] {
  return [uri, vscode.languages.getDiagnostics(uri)];
}

function fileTitle(address: string): string {
  return vscode.workspace.asRelativePath(vscode.Uri.parse(address, true));
}

/** In the model's words, by DiagnosticSeverity. */
const severityWords = ['error', 'warning', 'information', 'hint'];
