import { MAX_WORD_CHARS } from '../src/protocol/attachments.ts';

/** A word that can be completed, and where it stands. */
export interface CompletionWord {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** The `#` word before the cursor, or the `/` word that the text begins with. */
export function wordAt(text: string, cursor: number): CompletionWord | undefined {
  const before = text.slice(0, cursor);
  const [found] = /\S*$/.exec(before) ?? [''];
  const start = cursor - found.length;
  const isCommand = found.startsWith('/') && before.slice(0, start).trim() === '';
  if (!isCommand && !found.startsWith('#')) return undefined;
  // `/usr/bin` and `## title` are none of ours.
  if (found.length > MAX_WORD_CHARS || /^\/.*\/|^##/.test(found)) return undefined;
  return { word: found, start, end: cursor };
}
