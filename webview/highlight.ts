import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import kotlin from 'highlight.js/lib/languages/kotlin';
import markdown from 'highlight.js/lib/languages/markdown';
import php from 'highlight.js/lib/languages/php';
import python from 'highlight.js/lib/languages/python';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import swift from 'highlight.js/lib/languages/swift';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { numberLines } from './codeText.ts';
import { appendAll, element } from './dom.ts';
import { originalText, textNodes } from './plainText.ts';

const languages = {
  bash,
  c,
  cpp,
  csharp,
  css,
  diff,
  go,
  java,
  javascript,
  json,
  kotlin,
  markdown,
  php,
  python,
  ruby,
  rust,
  sql,
  swift,
  typescript,
  xml,
  yaml,
};
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

/** Longer code is not coloured: its grammar may take its time, and a frame has none. */
const MAX_CHARS = 20_000;
/** Nor is code with such a line, which is data rather than code. */
const MAX_LINE_CHARS = 1_000;

/** The parts of code as elements, by the library's grammars; undefined where it has none, or the code is too much. */
export function highlighted(code: string, language: string): Node[] | undefined {
  if (code.length > MAX_CHARS || hljs.getLanguage(language) === undefined) return undefined;
  if (code.split('\n').some((line) => line.length > MAX_LINE_CHARS)) return undefined;
  return nodesOf(hljs.highlight(code, { language, ignoreIllegals: true }).value);
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x27;': "'",
};

/** The library writes nothing but `<span class="…">`, `</span>` and text: that is read, and no other markup comes about. */
function nodesOf(markup: string): Node[] {
  const root: Node[] = [];
  const stack: { readonly name: string; readonly children: Node[] }[] = [{ name: '', children: root }];
  for (const [, name, closing, text] of markup.matchAll(/<span class="([^"]*)">|(<\/span>)|([^<]+)/g)) {
    if (name !== undefined) {
      stack.push({ name, children: [] });
    } else if (closing !== undefined) {
      const closed = stack.pop();
      if (closed !== undefined)
        stack.at(-1)?.children.push(appendAll(element('span', { class: closed.name }), closed.children));
    } else if (text !== undefined) {
      const plain = text.replace(/&(?:amp|lt|gt|quot|#x27);/g, (entity) => entities[entity] ?? entity);
      stack.at(-1)?.children.push(...textNodes(plain));
    }
  }
  return root;
}

const waiting = new Set<HTMLElement>();
let isScheduled = false;

/** Colours code blocks one a frame, so that a long transcript is there at once and its colours follow. */
export function highlightLater(blocks: Iterable<HTMLElement>): void {
  for (const block of blocks) waiting.add(block);
  schedule();
}

function schedule(): void {
  if (isScheduled || waiting.size === 0) return;
  isScheduled = true;
  requestAnimationFrame(() => {
    isScheduled = false;
    highlightNext();
    schedule();
  });
}

function highlightNext(): void {
  for (const block of waiting) {
    waiting.delete(block);
    if (!block.isConnected) continue;
    const nodes = highlighted(originalText(block), block.dataset['language'] ?? '');
    if (nodes === undefined) continue;
    block.replaceChildren();
    appendAll(block, nodes);
    block.classList.add('hljs');
    if (block.dataset['lines'] !== undefined) numberLines(block);
    return;
  }
}
