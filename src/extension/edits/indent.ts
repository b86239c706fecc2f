/*
 * Code that a model wrote, fitted to where it goes. Models indent as they like, or as the code did that they were shown;
 * the document has a unit of its own, and a column where the code begins.
 */

/** How a document indents, as the editor knows it. */
export interface Indentation {
  readonly insertSpaces: boolean;
  readonly tabSize: number;
}

/** Where code is inserted: the text of the line, and the column of the cursor in it. */
export interface Place extends Indentation {
  readonly line: string;
  readonly column: number;
}

/** The whitespace that a line begins with. */
export function leadingSpace(line: string): string {
  return /^[^\S\n]*/.exec(line)?.[0] ?? '';
}

/**
 * Without empty lines at its ends, and without the indentation that all lines share. Code that was cut out of its first
 * line's indentation (the others still have it) counts as sharing it, which its last line tells: it closes the first one.
 */
export function dedent(code: string): string {
  const lines = code.replace(/\r\n?/g, '\n').split('\n');
  while (lines[0]?.trim() === '') lines.shift();
  while (lines.at(-1)?.trim() === '') lines.pop();
  const filled = lines.filter((line) => line.trim() !== '');
  const shared = sharedSpace(filled);
  if (shared !== '') return lines.map((line) => withoutPrefix(line, shared)).join('\n');

  const [first = '', ...rest] = lines;
  const others = filled.slice(1);
  const hanging = sharedSpace(others);
  const last = others.at(-1) ?? '';
  const isCut = leadingSpace(first) === '' && hanging !== '' && leadingSpace(last) === hanging;
  if (!isCut || !/^\s*(?:[)\]}]|end\b|<\/)/.test(last)) return lines.join('\n');
  return [first, ...rest.map((line) => withoutPrefix(line, hanging))].join('\n');
}

/** In the unit of the document, one step for each step of the code's own. */
export function convertIndent(code: string, target: Indentation): string {
  const lines = code.split('\n');
  const step = stepOf(lines);
  const unit = target.insertSpaces ? ' '.repeat(target.tabSize) : '\t';
  return lines
    .map((line) => {
      const space = leadingSpace(line);
      if (space === '' || line.trim() === '') return line.trim() === '' ? '' : line;
      const width = widthOf(space, step);
      // What is left over lines something up, as the stars of a comment: it stays as spaces.
      return unit.repeat(Math.floor(width / step)) + ' '.repeat(width % step) + line.slice(space.length);
    })
    .join('\n');
}

/** Every line but the first begins with `base`; lines with nothing on them stay empty. */
export function indentRest(code: string, base: string): string {
  return code
    .split('\n')
    .map((line, i) => (i === 0 || line === '' ? line : base + line))
    .join('\n');
}

/** What is to be written at a cursor, so that the code stands as its surroundings do. */
export function textToInsert(code: string, place: Place): string {
  const base = leadingSpace(place.line.slice(0, place.column));
  return indentRest(convertIndent(dedent(code), place), base);
}

/** What is to stand in the place of whole lines, the first of which is `firstLine`. */
export function textToReplace(code: string, firstLine: string, target: Indentation): string {
  const base = leadingSpace(firstLine);
  const text = indentRest(convertIndent(dedent(code), target), base);
  return text === '' ? '' : base + text;
}

function sharedSpace(lines: readonly string[]): string {
  const [first, ...rest] = lines.map(leadingSpace);
  let shared = first ?? '';
  for (const space of rest) {
    while (!space.startsWith(shared)) shared = shared.slice(0, -1);
  }
  return shared;
}

function withoutPrefix(line: string, prefix: string): string {
  return line.startsWith(prefix) ? line.slice(prefix.length) : line.trimStart();
}

/** Columns of one step of indentation: the smallest that the code takes from one line to the next. */
function stepOf(lines: readonly string[]): number {
  if (lines.some((line) => line.startsWith('\t'))) return TAB_COLUMNS;
  let depth = 0;
  let step = Infinity;
  for (const line of lines) {
    if (line.trim() === '' || /^\s*\*/.test(line)) continue;
    const width = leadingSpace(line).length;
    const difference = Math.abs(width - depth);
    if (difference > 1) step = Math.min(step, difference);
    depth = width;
  }
  return step <= 8 ? step : TAB_COLUMNS;
}

/** A tab among spaces: what terminals, and most of the code that has both, take it for. */
const TAB_COLUMNS = 4;

function widthOf(space: string, step: number): number {
  let width = 0;
  for (const character of space) width = character === '\t' ? width - (width % step) + step : width + 1;
  return width;
}
