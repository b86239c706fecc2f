import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { unreachable } from '../../base/assert.ts';
import { LlmError, messageOf } from '../../base/errors.ts';
import {
  type Attachment,
  type AttachmentSource,
  MAX_ATTACHMENTS,
  isCode,
  MAX_NAME_CHARS,
  type SentAttachment,
} from '../../protocol/attachments.ts';
import { enclosingSymbol } from '../context/symbols.ts';
import type { Asked } from '../chat.ts';
import type { CodeTaskName } from '../codeTasks.ts';
import { blockOf } from './block.ts';
import { readContent } from './content.ts';
import type { DraftItem } from './drafts.ts';
import { rankedRepositories } from './gitChanges.ts';
import type { PromptFiles } from './promptFiles.ts';
import { expandPromptFile } from './promptValues.ts';
import { commitPrompt, parseSlash, type SlashCommand, slashCommands, taskPrompt } from './slashCommands.ts';

/** Counts a text's tokens, or estimates them while no model is loaded. */
export type CountTokens = (text: string) => Promise<Pick<Attachment, 'tokens' | 'isExact'>>;

export interface QuestionContext {
  readonly prompts: PromptFiles;
  readonly count: CountTokens;
  /** Not for the built-in model: it reads code out as it stands, and would only take longer. */
  readonly wantsContext: boolean;
}

/** A question, and what it took that the person had not attached. */
export interface ResolvedQuestion {
  readonly asked: Asked;
  readonly added: readonly DraftItem[];
}

/**
 * The question that is asked when the person sends `text`: what `/` words stand for, with the code that they act on:
 * what is attached, or else what is selected or surrounds the cursor. Undefined where the person leaves a prompt's
 * box. Throws `request` where there is nothing to act on.
 */
export async function questionOf(
  text: string,
  attachments: readonly SentAttachment[],
  context: QuestionContext,
): Promise<ResolvedQuestion | undefined> {
  const slash = parseSlash(text);
  const plain = { asked: { text, attachments }, added: [] };
  if (slash === undefined) return plain;
  const command = Object.hasOwn(slashCommands, slash.name) ? slashCommands[slash.name] : undefined;
  if (command !== undefined) return commandQuestion(command, text, slash.rest, attachments, context);
  const found = await context.prompts.get(slash.name);
  if (found === undefined) return plain; // `/etc/hosts: what is that?`
  const expanded = await expandPromptFile(found, slash.rest);
  if (expanded === undefined) return undefined;
  return resolved(text, expanded.text, attachments, await addedTo(attachments, expanded.sources, context));
}

function resolved(
  text: string,
  prompt: string,
  attachments: readonly SentAttachment[],
  added: readonly Added[],
): ResolvedQuestion {
  const all = [...attachments, ...added.map(({ sent }) => sent)];
  return { asked: { text, prompt, attachments: all }, added: added.map(({ item }) => item) };
}

async function commandQuestion(
  command: SlashCommand,
  text: string,
  wish: string,
  attachments: readonly SentAttachment[],
  context: QuestionContext,
): Promise<ResolvedQuestion> {
  switch (command.kind) {
    case 'clear':
      return { asked: { text, attachments }, added: [] };
    case 'commit': {
      const hasChanges = attachments.some(({ attachment }) => attachment.kind === 'changes');
      const added = hasChanges ? [] : await addedTo(attachments, [await currentChanges()], context);
      return resolved(text, commitPrompt(wish), attachments, added);
    }
    case 'task':
      return taskQuestion(command.task, text, wish, attachments, context);
    default:
      return unreachable(command);
  }
}

/** With what the code leans on, and what is wrong with it where that is to be fixed. */
async function taskQuestion(
  task: CodeTaskName,
  text: string,
  wish: string,
  attachments: readonly SentAttachment[],
  context: QuestionContext,
): Promise<ResolvedQuestion> {
  const hasCode = attachments.some(({ attachment }) => isCode(attachment));
  const code = hasCode ? [] : await addedTo(attachments, [await activeCode()], context);
  const all = [...attachments, ...code.map(({ sent }) => sent)];
  const leaning = await addedContext(all, context);
  const known = [...all, ...leaning.map(({ sent }) => sent)];
  const problems = task === 'fix' ? await addedTo(known, problemsIn(known), context) : [];
  const isProblem = task === 'explain' && all.some(({ attachment }) => attachment.kind === 'problems');
  const { lead, prompt } = taskPrompt(isProblem ? 'explainProblem' : task, wish);
  const { asked, added } = resolved(text, prompt, attachments, [...code, ...leaning, ...problems]);
  return { asked: { ...asked, lead }, added };
}

/** Who attaches several pieces of code has said what belongs together; of a single one the language server is asked. */
async function addedContext(
  present: readonly SentAttachment[],
  { count, wantsContext }: QuestionContext,
): Promise<Added[]> {
  if (!wantsContext) return [];
  const [code, ...others] = present.filter(({ attachment }) => isCode(attachment));
  const isThere = present.some(({ attachment }) => attachment.kind === 'context');
  if (code === undefined || others.length > 0 || isThere || present.length >= MAX_ATTACHMENTS) return [];
  const { kind, first, last } = code.attachment;
  if (kind !== 'selection' && kind !== 'file' && kind !== 'symbol') return [];
  const source = { kind: 'context', uri: code.uri, first, last } as const;
  const item = { id: randomUUID(), source, maxLines: 0 };
  const sent = await tryAttachment(item, count);
  return sent.attachment.problem === '' ? [{ item, sent }] : []; // most code leans on nothing that is known
}

/** Reads an attachment for a question, as it is now. */
export async function readAttachment(item: DraftItem, count: CountTokens): Promise<SentAttachment> {
  const content = await readContent(item.source, item.maxLines, count);
  const text = blockOf(content);
  const { name, title, first, last, lineCount } = content;
  const isWhole = item.source.kind === 'file' && first === 1 && last === lineCount;
  const attachment: Attachment = {
    id: item.id,
    kind: item.source.kind,
    name: name.slice(0, MAX_NAME_CHARS),
    title: title.slice(0, MAX_NAME_CHARS),
    first: isWhole ? 0 : first,
    last: isWhole ? 0 : last,
    ...(await count(text)),
    problem: '',
  };
  return { attachment, uri: 'uri' in item.source ? item.source.uri : '', text };
}

/** As `readAttachment`, but what cannot be read has a chip that says so. */
export async function tryAttachment(item: DraftItem, count: CountTokens): Promise<SentAttachment> {
  try {
    return await readAttachment(item, count);
  } catch (error) {
    if (!(error instanceof LlmError)) throw error;
    const { source } = item;
    const name =
      'uri' in source && source.uri !== '' ? decodeURIComponent(source.uri.split('/').at(-1) ?? '') : '';
    const problem = messageOf(error).slice(0, MAX_NAME_CHARS);
    const attachment: Attachment = {
      id: item.id,
      kind: source.kind,
      name: (name === '' ? source.kind : name).slice(0, MAX_NAME_CHARS),
      title: problem,
      first: 0,
      last: 0,
      tokens: 0,
      isExact: true,
      problem,
    };
    return { attachment, uri: '', text: '' };
  }
}

interface Added {
  readonly item: DraftItem;
  readonly sent: SentAttachment;
}

/** Reads what a command acts on, unless it is attached already. */
async function addedTo(
  present: readonly SentAttachment[],
  sources: readonly AttachmentSource[],
  { count }: QuestionContext,
): Promise<Added[]> {
  const known = new Set(present.map(({ attachment, uri }) => `${attachment.kind} ${uri}`));
  const wanted = sources.filter((source) => !('uri' in source) || !known.has(`${source.kind} ${source.uri}`));
  if (present.length + wanted.length > MAX_ATTACHMENTS) throw tooMany();
  return Promise.all(
    wanted.map(async (source) => {
      const item = { id: randomUUID(), source, maxLines: 0 };
      return { item, sent: await readAttachment(item, count) };
    }),
  );
}

export function tooMany(): LlmError {
  return new LlmError(
    'request',
    vscode.l10n.t('At most {0} things can be attached to a question.', MAX_ATTACHMENTS),
  );
}

type LinesSource = Extract<AttachmentSource, { readonly kind: 'selection' }>;
/** Code of one document. */
export type CodeSource = LinesSource | Extract<AttachmentSource, { readonly kind: 'file' }>;

/** What is selected, or the function around the cursor, or else the whole file. */
export async function activeCode(): Promise<CodeSource> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    throw new LlmError('request', vscode.l10n.t('Attach some code, or open a file and select some.'));
  }
  const { document, selection } = editor;
  if (!selection.isEmpty) return selectionSource(editor);
  const range = await enclosingSymbol(document, selection.active);
  return range === undefined ? { kind: 'file', uri: document.uri.toString() } : linesSource(document, range);
}

export function selectionSource({ document, selection }: vscode.TextEditor): LinesSource {
  return linesSource(document, selection);
}

/** The lines of a range; one that ends before the first character of a line does not hold that line. */
export function linesSource(document: vscode.TextDocument, { start, end }: vscode.Range): LinesSource {
  const last = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
  return { kind: 'selection', uri: document.uri.toString(), first: start.line + 1, last };
}

/** What is staged, or else what is changed. */
export async function currentChanges(): Promise<AttachmentSource> {
  const [repository] = await rankedRepositories();
  const staged = repository.state.indexChanges.length > 0;
  return { kind: 'changes', uri: repository.rootUri.toString(), staged };
}

/** The problems that the editor's tools report in the code. */
function problemsIn(code: readonly SentAttachment[]): AttachmentSource[] {
  if (code.some(({ attachment }) => attachment.kind === 'problems')) return [];
  const sources = code.flatMap(({ attachment: { kind, first, last }, uri }): AttachmentSource[] => {
    if (kind !== 'selection' && kind !== 'file' && kind !== 'symbol') return [];
    return hasProblems(uri, first, last) ? [{ kind: 'problems', uri, first, last }] : [];
  });
  return sources.slice(0, MAX_ATTACHMENTS - code.length);
}

/** In these lines, or with 0 and 0 anywhere in the file. */
export function hasProblems(uri: string, first: number, last: number): boolean {
  const isWithin = ({ range: { start, end } }: vscode.Diagnostic): boolean =>
    first === 0 || (end.line + 1 >= first && start.line + 1 <= last);
  return vscode.languages.getDiagnostics(vscode.Uri.parse(uri, true)).some(isWithin);
}
