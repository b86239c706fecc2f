/*
 * Code in fewer lines, by its indentation alone: what every language that people write in has in common.
 */

/** Shorter code is shown as it is. */
const SHORT_LINES = 10;
/** A long interface says by its first members what it is. */
const MAX_OUTLINE_LINES = 24;
/** A signature that goes over more lines is cut. */
const MAX_HEADER_LINES = 4;

/** A declaration without the bodies in it: its head, its members' heads, and `…` for the rest. */
export function outlineOf(code: string): string {
  const lines = code.split('\n').map((line) => line.trimEnd());
  if (lines.length <= SHORT_LINES) return lines.join('\n');
  const base = indentOf(lines[0] ?? '');
  const filled = lines.slice(1).filter((line) => line !== '');
  const member = Math.min(...filled.map(indentOf).filter((indent) => indent > base));
  const kept: string[] = [];
  for (const line of lines) {
    if (line === '') continue;
    if (indentOf(line) <= member) kept.push(line);
    else if (!kept.at(-1)?.trim().startsWith('…')) kept.push(`${' '.repeat(member + 2)}…`);
  }
  if (kept.length <= MAX_OUTLINE_LINES) return kept.join('\n');
  return [...kept.slice(0, MAX_OUTLINE_LINES - 1), `${' '.repeat(member)}…`].join('\n');
}

/** The lines that a declaration begins with, up to where its body does. */
export function headerOf(code: string): string {
  const lines = code.split('\n');
  const end = lines.slice(0, MAX_HEADER_LINES).findIndex((line) => /[{:]\s*$|=>\s*$|\bdo\s*$/.test(line));
  return lines
    .slice(0, end < 0 ? 1 : end + 1)
    .map((line) => line.trimEnd())
    .join('\n');
}

/** The lines that others are indented under, the outermost first: what stands in for symbols where no server knows them. */
export function headsAbove(lines: readonly string[], line: number): string[] {
  const heads: string[] = [];
  let indent = indentOf(lines[line] ?? '');
  for (let i = line - 1; i >= 0 && indent > 0; i--) {
    const text = lines[i] ?? '';
    if (text.trim() === '' || indentOf(text) >= indent) continue;
    indent = indentOf(text);
    heads.unshift(text.trimEnd());
  }
  return heads;
}

/** Columns, where a tab goes to the next fourth. */
function indentOf(line: string): number {
  let width = 0;
  for (const character of /^[ \t]*/.exec(line)?.[0] ?? '') width += character === '\t' ? 4 - (width % 4) : 1;
  return width;
}
