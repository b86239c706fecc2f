import type { Completion, CompletionIcon } from '../src/protocol/attachments.ts';
import type { ComposerMessage, PanelStrings } from '../src/protocol/chat.ts';
import { kindIcons } from './chips.ts';
import { type CompletionWord, wordAt } from './completionWord.ts';
import { element, icon } from './dom.ts';

const icons: Readonly<Record<CompletionIcon, string>> = {
  ...kindIcons,
  command: 'symbol-event',
  prompt: 'bookmark',
};

/**
 * What may stand in the place of the word that is being typed. The cursor stays in the input, which names the line that
 * is chosen:
 *
 *   textarea[aria-controls=completions][aria-activedescendant=completion-0]
 *   ul#completions[role=listbox]   li[role=option][aria-selected]
 */
export class CompletionList {
  readonly element: HTMLElement;
  readonly #input: HTMLTextAreaElement;
  readonly #post: (message: ComposerMessage) => void;
  #word: CompletionWord | undefined;
  #items: readonly Completion[] = [];
  #chosen = 0;
  #request = 0;
  /** Which question's answer is shown. */
  #shown = 0;

  constructor(input: HTMLTextAreaElement, strings: PanelStrings, post: (message: ComposerMessage) => void) {
    this.#input = input;
    this.#post = post;
    this.element = element('ul', {
      id: 'completions',
      role: 'listbox',
      'aria-label': strings.completions,
      hidden: '',
    });
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-controls', 'completions');
    this.element.addEventListener('mousedown', (event) => {
      event.preventDefault(); // the input keeps the focus
    });
    this.element.addEventListener('click', (event) => {
      const line = event.target instanceof Element ? event.target.closest('li') : null;
      if (line !== null) this.#accept([...this.element.children].indexOf(line));
    });
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  /** The text or the cursor is another one. */
  update(): void {
    const { value, selectionStart, selectionEnd } = this.#input;
    this.#word = selectionStart === selectionEnd ? wordAt(value, selectionStart) : undefined;
    if (this.#word === undefined) this.close();
    else this.#post({ type: 'complete', request: ++this.#request, word: this.#word.word });
  }

  /** What the host has found; of several questions only the last counts, and what is found later comes at the end. */
  show(request: number, items: readonly Completion[]): void {
    if (request !== this.#request || this.#word === undefined) return;
    this.#items = items;
    if (request !== this.#shown) this.#chosen = 0;
    this.#shown = request;
    this.element.replaceChildren(...items.map(line));
    this.element.hidden = items.length === 0;
    this.#mark();
  }

  close(): void {
    this.#request++;
    this.#word = undefined;
    this.element.hidden = true;
    this.#input.removeAttribute('aria-activedescendant');
  }

  /** Whether the key was for the list. */
  onKey(event: KeyboardEvent): boolean {
    if (!this.isOpen || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false;
    const { length } = this.#items;
    switch (event.key) {
      case 'ArrowDown':
        this.#chosen = (this.#chosen + 1) % length;
        break;
      case 'ArrowUp':
        this.#chosen = (this.#chosen + length - 1) % length;
        break;
      case 'Enter':
      case 'Tab':
        // A command that is written in full is there to be sent.
        if (event.shiftKey || (event.key === 'Enter' && this.#isWhole)) return false;
        this.#accept(this.#chosen);
        return true;
      case 'Escape':
        this.close();
        return true;
      default:
        return false;
    }
    this.#mark();
    return true;
  }

  get #isWhole(): boolean {
    const insert = this.#items[this.#chosen]?.insert ?? '';
    return insert !== '' && insert.trimEnd() === this.#word?.word;
  }

  #accept(index: number): void {
    const item = this.#items[index];
    const word = this.#word;
    if (item === undefined || word === undefined) return;
    this.close();
    this.#input.setSelectionRange(word.start, word.end);
    // The one way that Undo takes back; it says `input`, which opens the list for what was inserted.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    document.execCommand(item.insert === '' ? 'delete' : 'insertText', false, item.insert);
    if (item.source !== null) this.#post({ type: 'attach', source: item.source });
  }

  #mark(): void {
    const lines = [...this.element.children];
    lines.forEach((node, i) => {
      node.setAttribute('aria-selected', String(i === this.#chosen));
    });
    const chosen = lines[this.#chosen];
    if (chosen === undefined) return;
    chosen.scrollIntoView({ block: 'nearest' });
    this.#input.setAttribute('aria-activedescendant', chosen.id);
  }
}

function line({ icon: kind, label, detail }: Completion, index: number): HTMLElement {
  return element(
    'li',
    { role: 'option', id: `completion-${index}`, title: detail },
    icon(icons[kind]),
    element('span', { class: 'completion-label' }, label),
    element('span', { class: 'completion-detail' }, detail),
  );
}
