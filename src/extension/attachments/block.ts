import { LlmError } from '../../base/errors.ts';
import { fenceFor } from '../../base/fence.ts';
import { MAX_ATTACHMENT_CHARS } from '../../protocol/attachments.ts';
import { inlineCode } from '../codeTasks.ts';

/** What an attachment is at the moment it is read. */
export interface Content {
  /** `sum.ts` */
  readonly name: string;
  /** `src/sum.ts`; what the model and the chip's tooltip call it. */
  readonly title: string;
  /** The lines of the document that `text` is; 0 and 0 where they mean nothing. */
  readonly first: number;
  readonly last: number;
  /** Lines of the document, where the model is to be told that it does not get all of them; else 0. */
  readonly lineCount: number;
  /** The editor's language id; undefined for what is Markdown already and says itself where it is from. */
  readonly language: string | undefined;
  readonly text: string;
}

/**
 * What the model reads: where the text is from, in words, and the text in a fence that nothing within it can end.
 * The words are the model's and so not translated.
 */
export function blockOf(content: Content): string {
  const whole = content.text.replace(/\r\n?/g, '\n');
  if (content.language === undefined) return whole;
  const text = whole.replace(/\n+$/, '');
  const fence = fenceFor(text);
  const language = content.language.replace(/[^\w#+.-]/g, '');
  const empty = whole.length - text.length; // lines at the end, which are not shown
  return `${placeOf(content, empty)}:\n\n${fence}${language === 'plaintext' ? '' : language}\n${text}\n${fence}`;
}

/** "`src/sum.ts`, lines 3 to 5" */
function placeOf({ title, first, last, lineCount }: Content, empty: number): string {
  if (first === 0) return inlineCode(title);
  const shown = Math.max(first, last - empty);
  const lines = first === shown ? `line ${first}` : `lines ${first} to ${shown}`;
  return `${inlineCode(title)}, ${lines}${last < lineCount ? ` of ${lineCount}` : ''}`;
}

/** The first so many lines; 0 leaves all of them. */
export function headOf(content: Content, maxLines: number): Content {
  const lines = content.text.split(/\r\n?|\n/);
  if (maxLines === 0 || lines.length <= maxLines) return content;
  const text = lines.slice(0, maxLines).join('\n');
  if (content.first === 0) return { ...content, title: `${content.title}, first ${maxLines} lines`, text };
  return { ...content, text, last: content.first + maxLines - 1 };
}

/** Throws `request` for what is no text, empty, or longer than any context. */
export function checkContent({ title, text }: Content): void {
  if (text.trim() === '') throw new LlmError('request', `${title} is empty`);
  if (text.includes('\0')) throw new LlmError('request', `${title} is not a text file`);
  if (text.length > MAX_ATTACHMENT_CHARS) {
    throw new LlmError(
      'request',
      `${title} has ${text.length} characters; at most ${MAX_ATTACHMENT_CHARS} can be attached: select a part of it`,
    );
  }
}
