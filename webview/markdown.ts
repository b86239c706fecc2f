import MarkdownIt, { type Token } from 'markdown-it';
import { isSafeLink, type PanelStrings } from '../src/protocol/chat.ts';
import { appendAll, element, format, iconButton, reconcile } from './dom.ts';
import { textNodes } from './plainText.ts';

/**
 * Emphasis and links are looked for in paragraphs up to this length. Nothing that is meant to be read is longer, and
 * the search is not linear in every bad case.
 */
const MAX_INLINE_CHARS = 10_000;

/** Elements that markdown may become; `style` and everything else a token carries is left behind. */
const elements: ReadonlySet<string> = new Set(
  'p h1 h2 h3 h4 h5 h6 ul ol li blockquote hr table thead tbody tr th td em strong s br'.split(' '),
);

type TagName = keyof HTMLElementTagNameMap;

export interface MarkdownOptions {
  readonly strings: Pick<PanelStrings, 'copy' | 'code' | 'plainText' | 'image'>;
  /** A line break in the source is one in the result: how people write, unlike models. */
  readonly breaks: boolean;
}

/**
 * Shows a growing markdown text. Text becomes tokens, tokens become nodes: markup in it has no way to act. Blocks that
 * later text can no longer change are left alone; only the open tail is parsed again.
 */
export class MarkdownView {
  readonly #parent: Element;
  readonly #options: MarkdownOptions;
  readonly #parser: MarkdownIt;
  /** What has been shown, as it was given. */
  #shown = '';
  /** The end of that with `\n` line ends: the source of the blocks that are still open. */
  #tail = '';
  /** Number of blocks, each one child of the parent, before the tail. */
  #closed = 0;

  constructor(parent: Element, options: MarkdownOptions) {
    this.#parent = parent;
    this.#options = options;
    this.#parser = createParser();
  }

  show(text: string): void {
    if (text === this.#shown) return;
    if (!text.startsWith(this.#shown)) {
      this.#shown = '';
      this.#tail = '';
      this.#closed = 0;
    }
    // The \r of the last piece stands in the tail as \n; a \n now is its other half.
    const isSplitLineEnd = this.#shown.endsWith('\r') && text[this.#shown.length] === '\n';
    const added = text.slice(this.#shown.length + (isSplitLineEnd ? 1 : 0));
    this.#shown = text;
    this.#tail += added.replace(/\r\n?/g, '\n');

    const blocks = splitBlocks(this.#parser.parse(this.#tail, {}));
    reconcile(
      this.#parent,
      blocks.map((block) => this.#render(block)),
      this.#closed,
    );
    this.#close(blocks);
  }

  /**
   * A line that is not complete can still join the last block, or split it in two: a row of dashes turns the line before
   * into a heading or a table's head. Blocks before the last two are final. No block refers to another, because link
   * definitions are off.
   */
  #close(blocks: readonly Token[][]): void {
    const open = blocks.at(-2);
    const firstOpenLine = open?.[0]?.map?.[0];
    if (open === undefined || firstOpenLine === undefined || blocks.length < 3) return;
    this.#closed += blocks.length - 2;
    let start = 0;
    for (let line = 0; line < firstOpenLine; line++) start = this.#tail.indexOf('\n', start) + 1;
    this.#tail = this.#tail.slice(start);
  }

  #render(block: readonly Token[]): Node {
    const [node] = this.#nodes(block);
    return node ?? element('p');
  }

  #nodes(tokens: readonly Token[]): Node[] {
    const root: Node[] = [];
    const stack: { readonly node: Element | undefined; readonly children: Node[] }[] = [
      { node: undefined, children: root },
    ];
    for (const token of tokens) {
      const parent = stack.at(-1);
      if (parent === undefined) break;
      if (token.nesting === 1) {
        // The paragraphs of a tight list are there, but not shown as such.
        if (token.hidden) stack.push({ node: undefined, children: parent.children });
        else stack.push({ node: openingElement(token), children: [] });
      } else if (token.nesting === -1) {
        const closed = stack.pop();
        if (closed?.node === undefined) continue;
        appendAll(closed.node, closed.children);
        stack.at(-1)?.children.push(inScroller(closed.node));
      } else {
        for (const node of this.#leaf(token)) parent.children.push(node);
      }
    }
    return root;
  }

  #leaf(token: Token): Node[] {
    switch (token.type) {
      case 'inline':
        return this.#nodes(token.children ?? []);
      case 'text':
        return textNodes(token.content);
      case 'softbreak':
        return [this.#options.breaks ? element('br') : document.createTextNode('\n')];
      case 'hardbreak':
        return [element('br')];
      case 'hr':
        return [element('hr')];
      case 'code_inline':
        return [appendAll(element('code'), textNodes(token.content))];
      case 'code_block':
        return [this.#codeBlock(token.content, '')];
      case 'fence':
        return [this.#codeBlock(token.content, /^\S*/.exec(token.info.trim())?.[0] ?? '')];
      case 'image':
        return [this.#imageLink(token)];
      default:
        return textNodes(token.content);
    }
  }

  #codeBlock(content: string, language: string): Element {
    const code = content.replace(/\n$/, '');
    const name = language === '' ? this.#options.strings.plainText : language.slice(0, 40);
    return element(
      'div',
      { class: 'code-block' },
      element(
        'div',
        { class: 'code-header' },
        element('span', { class: 'code-language' }, ...textNodes(name)),
        iconButton('copy', this.#options.strings.copy, { 'data-copy': '' }),
      ),
      element(
        'pre',
        { tabindex: '0', role: 'region', 'aria-label': format(this.#options.strings.code, name) },
        appendAll(element('code'), textNodes(code)),
      ),
    );
  }

  /** A picture would tell its server that it is being read: its description is shown instead, as a link to it. */
  #imageLink(token: Token): Node {
    const alt = (token.children ?? []).map((child) => child.content).join('');
    const href = token.attrGet('src') ?? '';
    const text = textNodes(format(this.#options.strings.image, alt === '' ? href : alt));
    return appendAll(
      isSafeLink(href) ? element('a', { href, title: href }) : element('span', { class: 'image' }),
      text,
    );
  }
}

function createParser(): MarkdownIt {
  const parser = new MarkdownIt({ html: false, linkify: true });
  parser.validateLink = isSafeLink;
  // Only what is written as a link becomes one; `README.md` is a file here, not a site in Moldova.
  parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  parser.disable('reference');
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
  return parser;
}

/** The tokens of each top-level block. */
function splitBlocks(tokens: readonly Token[]): Token[][] {
  const blocks: Token[][] = [];
  let depth = 0;
  for (const token of tokens) {
    if (depth === 0) blocks.push([]);
    blocks.at(-1)?.push(token);
    depth += token.nesting;
  }
  return blocks;
}

function openingElement(token: Token): Element {
  if (token.type === 'link_open') {
    const href = token.attrGet('href') ?? '';
    // The address in sight, whatever the text claims.
    return element('a', isSafeLink(href) ? { href, title: href } : {});
  }
  const node = elements.has(token.tag) ? element(token.tag as TagName) : element('span');
  const start = token.attrGet('start');
  if (token.tag === 'ol' && start !== null && /^\d{1,9}$/.test(start)) node.setAttribute('start', start);
  const align = /^text-align:(left|center|right)$/.exec(token.attrGet('style') ?? '')?.[1];
  if (align !== undefined) node.className = `align-${align}`;
  return node;
}

/** A table may be wider than the panel. */
function inScroller(node: Element): Element {
  return node.tagName === 'TABLE' ? element('div', { class: 'table-scroll', tabindex: '0' }, node) : node;
}
