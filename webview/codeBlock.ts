import { type CodeUse, type PanelStrings } from '../src/protocol/chat.ts';
import type { CodeLook, CodeLookName } from './codeLook.ts';
import { codeNodes, hiddenChars, numberLines } from './codeText.ts';
import { appendAll, element, format, iconButton } from './dom.ts';
import { textNodes } from './plainText.ts';

export type CodeBlockStrings = Pick<
  PanelStrings,
  | 'copy'
  | 'code'
  | 'plainText'
  | 'wrap'
  | 'lineNumbers'
  | 'showAll'
  | 'insertCode'
  | 'applyCode'
  | 'newFile'
  | 'codeActions'
>;

const uses: readonly {
  readonly use: CodeUse;
  readonly icon: string;
  readonly label: keyof CodeBlockStrings;
}[] = [
  { use: 'insert', icon: 'insert', label: 'insertCode' },
  { use: 'apply', icon: 'diff', label: 'applyCode' },
  { use: 'newFile', icon: 'new-file', label: 'newFile' },
];

const looks: readonly {
  readonly name: CodeLookName;
  readonly icon: string;
  readonly label: keyof CodeBlockStrings;
}[] = [
  { name: 'lineNumbers', icon: 'list-ordered', label: 'lineNumbers' },
  { name: 'wrap', icon: 'word-wrap', label: 'wrap' },
];

export interface CodeBlockOptions {
  readonly strings: CodeBlockStrings;
  readonly look: CodeLook;
  /** In an answer, where it may go into the editor. */
  readonly canBeUsed: boolean;
}

/**
 * Code with what can be done with it:
 *
 *   .code-block
 *     .code-header    span.code-language, [data-look] …, [data-code-use] …, [data-copy]
 *     pre > code[data-language]
 *     [data-show-all]    where the code is too much to draw unasked
 */
export function codeBlock(code: string, language: string, options: CodeBlockOptions): Element {
  const { strings, look, canBeUsed } = options;
  const name = language === '' ? strings.plainText : language.slice(0, 40);
  const text = element('code', { 'data-language': language.slice(0, 40).toLowerCase() });
  appendAll(text, codeNodes(code));
  const hidden = hiddenChars(text);
  if (look.lineNumbers) numberLines(text);
  return element(
    'div',
    { class: 'code-block' },
    element(
      'div',
      { class: 'code-header' },
      element('span', { class: 'code-language' }, ...textNodes(name)),
      element(
        'div',
        { class: 'code-actions', role: 'group', 'aria-label': format(strings.codeActions, name) },
        ...looks.map(({ name: toggled, icon, label }) =>
          iconButton(icon, strings[label], {
            'data-look': toggled,
            'aria-pressed': String(look[toggled]),
          }),
        ),
        ...(canBeUsed ? uses : []).map(({ use, icon, label }) =>
          iconButton(icon, strings[label], { 'data-code-use': use }),
        ),
        iconButton('copy', strings.copy, { 'data-copy': '' }),
      ),
    ),
    element('pre', { tabindex: '0', role: 'region', 'aria-label': format(strings.code, name) }, text),
    ...(hidden === 0 ? [] : [showAllButton(hidden, strings)]),
  );
}

function showAllButton(hidden: number, strings: CodeBlockStrings): HTMLElement {
  const text = format(strings.showAll, hidden.toLocaleString());
  return element('button', { type: 'button', class: 'show-all', 'data-show-all': String(hidden) }, text);
}
