import { fenceFor } from '../../base/fence.ts';
import type { CutDiff } from './diff.ts';

/** A line's length, as git's own tools show them: the first in lists, the others beside a margin. */
const SUBJECT_CHARS = 50;
const BODY_CHARS = 72;
/** Names of files that are not shown; more of them say no more. */
const MAX_NAMES = 20;

/** What a commit message is written from. */
export interface CommitChanges extends CutDiff {
  /** Files that git does not know yet. */
  readonly untracked: readonly string[];
  /** First lines of the last messages, for their style. */
  readonly earlier: readonly string[];
}

/** What the model is asked; it is the model that is spoken to, so the words are not translated. */
export function commitQuestion({ text, cut, untracked, earlier }: CommitChanges): string {
  const parts = ['Write the message of a git commit with these changes:'];
  if (text !== '') parts.push(`${fenceFor(text)}diff\n${text}\n${fenceFor(text)}`);
  if (untracked.length > 0) parts.push(`New files: ${names(untracked)}`);
  if (cut.length > 0) parts.push(`Changed too, but not shown here in full: ${names(cut)}`);
  if (earlier.length > 0) {
    parts.push(`Earlier messages, for their style:\n${earlier.map((subject) => `- ${subject}`).join('\n')}`);
  }
  parts.push(
    `The first line says what the commit does, in the imperative and at most ${SUBJECT_CHARS} characters. Where the why ` +
      `needs saying, an empty line and a few lines of at most ${BODY_CHARS} characters follow. Answer with the message alone.`,
  );
  return parts.join('\n\n');
}

/** The message in a reply, as far as it has come, without what models put around one. */
export function commitMessageOf(reply: string): string {
  const lines = reply
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .filter((line) => !/^\s*(?:`{3,}|~{3,})/.test(line));
  while (lines[0]?.trim() === '' || isPreamble(lines[0] ?? '', lines.length > 1)) lines.shift();
  const [subject = '', ...body] = lines;
  const text = body.join('\n').trim();
  const title = withoutMarkup(subject);
  return text === '' ? title : `${title}\n\n${text.split('\n').map(wrapped).join('\n')}`;
}

/** `Here is the message:`, which only a line after it tells from a message. */
function isPreamble(line: string, hasMore: boolean): boolean {
  return (
    hasMore && /^\s*(?:sure|here|certainly|of course|the commit message|commit message)\b.*:\s*$/i.test(line)
  );
}

function withoutMarkup(subject: string): string {
  return subject
    .trim()
    .replace(
      /^(?:#+\s+|\*\*(?:subject|title|commit message):?\*\*:?\s*|(?:subject|title|commit message):\s*)/i,
      '',
    )
    .replace(/^(["'`]|\*\*)(.*)\1$/, '$2')
    .replace(/(?<!\.)\.$/, '');
}

/** A line of the body in lines that are short enough; a list's item goes on under its text. */
function wrapped(line: string): string {
  if (line.length <= BODY_CHARS) return line.trimEnd();
  const indent = ' '.repeat(/^\s*(?:[-*+]\s+|\d+[.)]\s+)?/.exec(line)?.[0].length ?? 0);
  const lines: string[] = [];
  let current = '';
  for (const word of line.trimEnd().split(/(?<=\S)\s+/)) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (longer.length <= BODY_CHARS || current === '') current = longer;
    else {
      lines.push(current);
      current = indent + word;
    }
  }
  return [...lines, current].join('\n');
}

function names(files: readonly string[]): string {
  const more = files.length - MAX_NAMES;
  const shown = files.slice(0, MAX_NAMES).map((name) => name.replace(/[\s\p{C}]+/gu, ' '));
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
