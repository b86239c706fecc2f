import { dedent, leadingSpace } from './indent.ts';

/** Lines of a document, both counted from 0 and both included. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The lines of a document that a code block is a new version of: from the one line that reads as its first one does, to
 * the first that reads as its last and is indented as far. Undefined where the document has no such lines, or several
 * places where they could begin.
 */
export function locate(code: string, document: readonly string[]): LineRange | undefined {
  const all = dedent(code)
    .split('\n')
    .filter((line) => line.trim() !== '');
  const lines = all.slice(
    Math.max(
      0,
      all.findIndex((line) => !isComment(line)),
    ),
  ); // whose comment may be a new one
  const firstText = lines[0]?.trim();
  const lastText = lines.at(-1)?.trim();
  if (firstText === undefined || lastText === undefined || lines.length < 2) return undefined;
  const starts = document.flatMap((line, i) => (sameHead(line.trim(), firstText) ? [i] : []));
  const [first, ...others] = starts;
  if (first === undefined || others.length > 0) return undefined;
  const indent = leadingSpace(document[first] ?? '');
  const last = document.findIndex(
    (line, i) => i > first && line.trim() === lastText && leadingSpace(line) === indent,
  );
  if (last < 0) return undefined;
  let start = first;
  if (lines.length < all.length) while (start > 0 && isComment(document[start - 1] ?? '')) start--;
  return { first: start, last };
}

/** Part of the document's lines that code must have to be taken for a new version of the whole. */
const WHOLE_SHARE = 0.3;

export function isWholeDocument(code: string, document: readonly string[]): boolean {
  const lines = new Set(code.split('\n').map((line) => line.trim()));
  const filled = document.map((line) => line.trim()).filter((line) => /\w\W*\w/.test(line)); // brackets are everywhere
  const shared = filled.filter((line) => lines.has(line)).length;
  return shared >= WHOLE_SHARE * filled.length;
}

function isComment(line: string): boolean {
  return /^\s*(?:\/\/|\/\*|\*|#(?!include|define|if|pragma)|--\s|<!--|@\w)/.test(line);
}

/** The same line, or the same declaration with other parameters: `function sum(a, b) {` and `function sum(a) {`. */
function sameHead(line: string, wanted: string): boolean {
  if (line === wanted) return true;
  const head = declarationHead(wanted);
  return head !== undefined && declarationHead(line) === head;
}

const declaration =
  /^(?:export\s+|default\s+|public\s+|private\s+|protected\s+|static\s+|async\s+|pub\s+)*(function|class|interface|def|fn|func|struct|enum)\s+([\w$]+)/;

function declarationHead(line: string): string | undefined {
  const found = declaration.exec(line);
  return found === null ? undefined : `${found[1] ?? ''} ${found[2] ?? ''}`;
}
