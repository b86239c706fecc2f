import type { Token } from 'markdown-it';
import { isSafeLink, type PanelStrings } from '../src/protocol/chat.ts';
import { codeBlock, type CodeBlockStrings } from './codeBlock.ts';
import type { CodeLook } from './codeLook.ts';
import { appendAll, element, format, reconcile } from './dom.ts';
import { highlightLater } from './highlight.ts';
import { createParser, splitBlocks } from './markdownParser.ts';
import { Parts } from './parts.ts';
import { textNodes } from './plainText.ts';

/** Elements that markdown may become; `style` and everything else a token carries is left behind. */
const elements: ReadonlySet<string> = new Set(
  'p h1 h2 h3 h4 h5 h6 ul ol li blockquote hr table thead tbody tr th td em strong s br'.split(' '),
);

type TagName = keyof HTMLElementTagNameMap;

export interface MarkdownOptions {
  readonly strings: CodeBlockStrings & Pick<PanelStrings, 'image'>;
  /** A line break in the source is one in the result: how people write, unlike models. */
  readonly breaks: boolean;
  /** Code blocks have buttons that take the code into the editor. */
  readonly canUseCode: boolean;
  /** How code is to look when it is made. */
  readonly codeLooks: { readonly look: CodeLook };
}

/**
 * Shows a growing markdown text. Text becomes tokens, tokens become nodes: markup in it has no way to act. Blocks that
 * later text can no longer change are left alone, and coloured if they are code; only the open tail is parsed again.
 */
export class MarkdownView {
  readonly #parent: Element;
  readonly #options: MarkdownOptions;
  readonly #parser = createParser();
  /** What has been shown, as it was given. */
  #shown = '';
  #isDone = false;
  /** The text with `\n` line ends, less the blocks that are closed. */
  #parts = new Parts();
  /** Number of blocks, each one child of the parent, before what is open. */
  #closed = 0;
  /** Of those, how many were looked at for code to colour. */
  #coloured = 0;

  constructor(parent: Element, options: MarkdownOptions) {
    this.#parent = parent;
    this.#options = options;
  }

  /** `isDone`: no more will come for now, so its last blocks are complete. */
  show(text: string, isDone = false): void {
    if (text === this.#shown && isDone === this.#isDone) return;
    if (!text.startsWith(this.#shown)) {
      this.#shown = '';
      this.#parts = new Parts();
      this.#closed = 0;
      this.#coloured = 0;
    }
    // The \r of the last piece stands there as \n; a \n now is its other half.
    const isSplitLineEnd = this.#shown.endsWith('\r') && text[this.#shown.length] === '\n';
    const added = text.slice(this.#shown.length + (isSplitLineEnd ? 1 : 0));
    this.#shown = text;
    this.#isDone = isDone;

    for (const part of this.#parts.push(added.replace(/\r\n?/g, '\n'))) {
      this.#closed += this.#draw(part).length;
      this.#parent.children[this.#closed - 1]?.classList.add('continued');
    }
    this.#close(this.#draw(this.#parts.open));
    this.#colour();
  }

  /** Shows the blocks of a source after those that are closed. */
  #draw(source: string): Token[][] {
    const blocks = splitBlocks(this.#parser.parse(source, {}));
    const nodes = blocks.map((block) => this.#render(block));
    reconcile(this.#parent, nodes, this.#closed);
    return blocks;
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
    for (let line = 0; line < firstOpenLine; line++) start = this.#parts.open.indexOf('\n', start) + 1;
    this.#parts.forget(start);
  }

  #colour(): void {
    const { children } = this.#parent;
    const end = this.#isDone ? children.length : this.#closed;
    const codes: HTMLElement[] = [];
    for (let i = Math.min(this.#coloured, this.#closed); i < end; i++) {
      codes.push(...(children[i]?.querySelectorAll<HTMLElement>('pre > code:not(.hljs)') ?? []));
    }
    this.#coloured = this.#closed;
    highlightLater(codes);
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
      case 'math':
        return [appendAll(element('span', { class: 'math' }), textNodes(token.content))];
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
    const { strings, canUseCode, codeLooks } = this.#options;
    return codeBlock(content.replace(/\n$/, ''), language, {
      strings,
      look: codeLooks.look,
      canBeUsed: canUseCode,
    });
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

function openingElement(token: Token): Element {
  if (token.type === 'link_open') {
    const href = token.attrGet('href') ?? '';
    // The address in sight, whatever the text claims.
    return element('a', isSafeLink(href) ? { href, title: href } : {});
  }
  const node = elements.has(token.tag) ? element(token.tag as TagName) : element('span');
  const start = token.attrGet('start');
  if (token.tag === 'ol' && start !== null && /^\d{1,9}$/.test(start)) node.setAttribute('start', start);
  if (token.meta === 'task') node.className = 'task';
  const align = /^text-align:(left|center|right)$/.exec(token.attrGet('style') ?? '')?.[1];
  if (align !== undefined) node.className = `align-${align}`;
  return node;
}

/** A table may be wider than the panel. */
function inScroller(node: Element): Element {
  return node.tagName === 'TABLE' ? element('div', { class: 'table-scroll', tabindex: '0' }, node) : node;
}
