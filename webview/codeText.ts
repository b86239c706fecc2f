import { appendAll, element } from './dom.ts';
import { textNodes } from './plainText.ts';

/** What is shown of a line until the reader asks for more: a browser lays out a line as a whole, however long it is. */
export const MAX_LINE_CHARS = 2_000;
/** What is shown of a block until then: some thousand lines. */
export const MAX_BLOCK_CHARS = 100_000;

/**
 * Code as nodes. What is too much to draw is there, so that Copy and Insert have all of it, but hidden:
 *
 *   text … span.cut, span.rest[hidden] … text
 */
export function codeNodes(code: string): Node[] {
  const nodes: Node[] = [];
  let start = 0; // of what no node has yet
  let line = 0;
  for (let shown = 0; line < code.length;) {
    const newline = code.indexOf('\n', line);
    const end = newline < 0 ? code.length : newline;
    const chars = Math.min(end - line, MAX_LINE_CHARS);
    shown += chars + 1;
    if (shown > MAX_BLOCK_CHARS) break;
    if (end - line > MAX_LINE_CHARS) {
      nodes.push(...textNodes(code.slice(start, line + chars)), ...rest(code.slice(line + chars, end)));
      start = end;
    }
    line = end + 1;
  }
  nodes.push(...textNodes(code.slice(start, line)));
  if (line < code.length) nodes.push(...rest(code.slice(line)));
  return nodes;
}

/** How much of the code under `parent` is hidden, in UTF-16 units. */
export function hiddenChars(parent: ParentNode): number {
  return [...parent.querySelectorAll('.rest')].reduce((sum, { textContent }) => sum + textContent.length, 0);
}

/** Shows what was hidden; `parent` is the block. */
export function showRest(parent: ParentNode): void {
  for (const hidden of parent.querySelectorAll('.rest')) {
    const shown = appendAll(element('span'), textNodes(hidden.textContent));
    hidden.replaceWith(shown);
  }
  for (const mark of parent.querySelectorAll('.cut')) mark.remove();
}

function rest(text: string): Node[] {
  return [
    element('span', { class: 'cut' }),
    element('span', { class: 'rest', hidden: '' }, document.createTextNode(text)),
  ];
}

/**
 * Puts an empty element before each line, on which the style sheet counts: so numbers stand beside the first row of a
 * line that is wrapped, and no copy has them.
 */
export function numberLines(code: HTMLElement): void {
  unnumberLines(code);
  code.dataset['lines'] = '';
  code.prepend(mark());
  const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) {
    const { currentNode } = walker;
    if (currentNode instanceof Text && currentNode.parentElement?.closest('.rest') === null) {
      texts.push(currentNode);
    }
  }
  for (const text of texts) {
    if (!text.data.includes('\n')) continue;
    const lines = text.data.split(/(?<=\n)/);
    const parts: Node[] = [];
    for (const line of lines) {
      parts.push(document.createTextNode(line));
      if (line.endsWith('\n')) parts.push(mark());
    }
    const fragment = document.createDocumentFragment();
    for (const part of parts) fragment.append(part);
    text.replaceWith(fragment);
  }
}

export function unnumberLines(code: HTMLElement): void {
  delete code.dataset['lines'];
  for (const line of code.querySelectorAll('.code-line')) line.remove();
  code.normalize();
}

function mark(): HTMLElement {
  return element('span', { class: 'code-line', 'aria-hidden': 'true' });
}
