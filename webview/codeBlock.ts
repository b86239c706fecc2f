import { type CodeUse, type PanelStrings } from '../src/protocol/chat.ts';
import { appendAll, element, format, iconButton } from './dom.ts';
import { textNodes } from './plainText.ts';

export type CodeBlockStrings = Pick<
  PanelStrings,
  'copy' | 'code' | 'plainText' | 'wrap' | 'insertCode' | 'applyCode' | 'newFile'
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

/**
 * Code with what can be done with it:
 *
 *   .code-block
 *     .code-header    span.code-language, [data-wrap], [data-code-use] …, [data-copy]
 *     pre > code[data-language]
 *
 * `canBeUsed`: in an answer, where it may go into the editor.
 */
export function codeBlock(
  code: string,
  language: string,
  strings: CodeBlockStrings,
  canBeUsed: boolean,
): Element {
  const name = language === '' ? strings.plainText : language.slice(0, 40);
  return element(
    'div',
    { class: 'code-block' },
    element(
      'div',
      { class: 'code-header' },
      element('span', { class: 'code-language' }, ...textNodes(name)),
      iconButton('word-wrap', strings.wrap, { 'data-wrap': '' }),
      ...(canBeUsed ? uses : []).map(({ use, icon, label }) =>
        iconButton(icon, strings[label], { 'data-code-use': use }),
      ),
      iconButton('copy', strings.copy, { 'data-copy': '' }),
    ),
    element(
      'pre',
      { tabindex: '0', role: 'region', 'aria-label': format(strings.code, name) },
      appendAll(element('code', { 'data-language': language.slice(0, 40).toLowerCase() }), textNodes(code)),
    ),
  );
}
