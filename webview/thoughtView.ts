import type { PanelStrings } from '../src/protocol/chat.ts';
import type { CodeLooks } from './codeLook.ts';
import { element, format, icon, setText } from './dom.ts';
import { MarkdownView } from './markdown.ts';

/** What a model thought aloud: folded away, with how long it took. */
export class ThoughtView {
  readonly element: HTMLDetailsElement;
  readonly #strings: PanelStrings;
  readonly #summary = element('span');
  readonly #markdown: MarkdownView;
  #text = '';

  constructor(strings: PanelStrings, codeLooks: CodeLooks) {
    this.#strings = strings;
    const body = element('div', { class: 'markdown' });
    this.#markdown = new MarkdownView(body, { strings, breaks: false, canUseCode: false, codeLooks });
    this.element = element(
      'details',
      { class: 'thought' },
      element('summary', {}, icon('chevron-right'), this.#summary),
      body,
    );
    this.element.addEventListener('toggle', () => {
      this.#showText();
    });
  }

  show(thought: string, isThinking: boolean, ms: number): void {
    const seconds = (ms / 1000).toFixed(ms < 10_000 ? 1 : 0);
    const ended = ms >= 100 ? format(this.#strings.thoughtFor, seconds) : this.#strings.thought;
    setText(this.#summary, isThinking ? this.#strings.thinking : ended);
    this.element.classList.toggle('is-thinking', isThinking);
    this.#text = thought;
    this.#showText();
  }

  /** Nobody waits for what is folded away. */
  #showText(): void {
    if (this.element.open) this.#markdown.show(this.#text, true);
  }
}
