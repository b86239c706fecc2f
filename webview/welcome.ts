import type { ChatState, PanelStrings, Starter } from '../src/protocol/chat.ts';
import { element, icon, reconcile } from './dom.ts';

/**
 * What an empty chat shows: what this is, and the next step.
 *
 *   section#welcome
 *     ul.starters button[data-starter]  things to try
 */
export class Welcome {
  readonly element: HTMLElement;
  readonly #starters: HTMLElement;

  constructor(strings: PanelStrings) {
    this.#starters = element('ul', { class: 'starters', 'aria-label': strings.starters });
    this.element = element(
      'section',
      { id: 'welcome' },
      icon('comment-discussion'),
      element('h2', {}, strings.welcomeTitle),
      element('p', {}, strings.welcome),
      element('p', { class: 'hint' }, strings.welcomeHint),
      this.#starters,
    );
  }

  /** They change with the file that is open. */
  set starters(starters: readonly Starter[]) {
    const items = starters.map(({ id, label }) =>
      element(
        'li',
        {},
        element(
          'button',
          { type: 'button', class: 'starter', 'data-starter': id, 'data-label': label },
          label,
        ),
      ),
    );
    reconcile(this.#starters, items);
  }

  show({ turns }: ChatState): void {
    this.element.hidden = turns.length > 0;
  }
}
