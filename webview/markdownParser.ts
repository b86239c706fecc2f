import MarkdownIt, { type Token } from 'markdown-it';
import { isSafeLink } from '../src/protocol/chat.ts';

/**
 * Emphasis and links are looked for in paragraphs up to this length. Nothing that is meant to be read is longer, and
 * the search is not linear in every bad case.
 */
const MAX_INLINE_CHARS = 10_000;

/** Tokens of markdown as models write it: no markup, no references, task lists, and formulas left as they are. */
export function createParser(): MarkdownIt {
  const parser = new MarkdownIt({ html: false, linkify: true });
  parser.validateLink = isSafeLink;
  // Only what is written as a link becomes one; `README.md` is a file here, not a site in Moldova.
  parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  parser.disable('reference');
  parser.inline.ruler.before('escape', 'math', mathRule);
  parser.core.ruler.at('inline', (state) => {
    for (const token of state.tokens) {
      if (token.type !== 'inline') continue;
      if (token.content.length <= MAX_INLINE_CHARS) {
        parser.inline.parse(token.content, parser, state.env, (token.children ??= []));
      } else {
        token.type = 'text'; // which the rules after this one leave alone as well
      }
    }
  });
  parser.core.ruler.push('tasks', (state) => {
    markTasks(state.tokens);
  });
  return parser;
}

type InlineRule = Parameters<MarkdownIt['inline']['ruler']['before']>[2];

const mathMarks: readonly (readonly [open: string, close: string])[] = [
  ['\\(', '\\)'],
  ['\\[', '\\]'],
  ['$$', '$$'],
];

/** A formula is text: its underscores and backslashes are neither emphasis nor escapes. */
const mathRule: InlineRule = (state, silent) => {
  const end = mathEnd(state.src, state.pos);
  if (end === undefined || end > state.posMax) return false;
  if (!silent) state.push('math', '', 0).content = state.src.slice(state.pos, end);
  state.pos = end;
  return true;
};

function mathEnd(source: string, start: number): number | undefined {
  const marks = mathMarks.find(([open]) => source.startsWith(open, start));
  if (marks !== undefined) {
    const [open, close] = marks;
    const at = source.indexOf(close, start + open.length);
    return at > start + open.length ? at + close.length : undefined;
  }
  if (source[start] !== '$') return undefined;
  // `$x$`, but not `$5 and $6`: no space within the marks, no digit after them.
  const formula = /^\$(?=\S)[^$\n]*?[^\s$\\]\$(?!\d)/.exec(source.slice(start, start + 300));
  return formula === null ? undefined : start + formula[0].length;
}

/** `- [x] done`: the box becomes a character, and the item's meta says so. */
function markTasks(tokens: readonly Token[]): void {
  for (const [i, token] of tokens.entries()) {
    const first = tokens[i + 2]?.children?.[0];
    if (token.type !== 'list_item_open' || tokens[i + 2]?.type !== 'inline' || first?.type !== 'text')
      continue;
    const box = /^\[([ xX])\]\s/.exec(first.content);
    if (box === null) continue;
    token.meta = 'task';
    first.content = `${box[1] === ' ' ? '☐' : '☑'} ${first.content.slice(box[0].length)}`;
  }
}

/** The tokens of each top-level block. */
export function splitBlocks(tokens: readonly Token[]): Token[][] {
  const blocks: Token[][] = [];
  let depth = 0;
  for (const token of tokens) {
    if (depth === 0) blocks.push([]);
    blocks.at(-1)?.push(token);
    depth += token.nesting;
  }
  return blocks;
}
