import { element } from './dom.ts';

/**
 * What would act without being seen: control characters, marks that turn the reading direction (code that reads
 * differently from what it does), zero-width spaces, tag characters. Joiners stay: emoji and many scripts need them.
 */
const unseen =
  /([\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}])\1*/gu;

/** Beyond so many nodes each such character becomes a mark within the text: a text of nothing else must not take a node each. */
const MAX_NODES = 1_000;

/** Text as nodes, with each run of such a character shown by its number. */
export function textNodes(text: string): Node[] {
  const nodes: Node[] = [];
  let end = 0;
  for (const match of text.matchAll(unseen)) {
    if (nodes.length >= MAX_NODES) {
      const rest = text.slice(end);
      nodes.push(element('span', { 'data-text': rest }, rest.replace(unseen, '\ufffd')));
      return nodes;
    }
    if (match.index > end) nodes.push(document.createTextNode(text.slice(end, match.index)));
    nodes.push(marker(match[0]));
    end = match.index + match[0].length;
  }
  if (end < text.length) nodes.push(document.createTextNode(text.slice(end)));
  return nodes;
}

function marker(run: string): HTMLElement {
  const code = run.codePointAt(0) ?? 0;
  const count = run.length / String.fromCodePoint(code).length;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  const label = count === 1 ? name : `${name} × ${count}`;
  return element('span', { class: 'unseen', 'data-code': String(code), 'data-count': String(count) }, label);
}

/** The text that `textNodes` made nodes of. */
export function originalText(parent: Node): string {
  return [...parent.childNodes]
    .map((node) => {
      if (node instanceof Text) return node.data;
      if (!(node instanceof HTMLElement)) return '';
      const { code, count, text } = node.dataset;
      if (text !== undefined) return text;
      return code === undefined
        ? originalText(node)
        : String.fromCodePoint(Number(code)).repeat(Number(count));
    })
    .join('');
}
