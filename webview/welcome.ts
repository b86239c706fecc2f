import type { ChatState, PanelStrings, Starter } from '../src/protocol/chat.ts';
import { element, icon, reconcile, setText } from './dom.ts';

/**
 * What an empty chat shows: what this is, and the next step.
 *
 *   section#welcome
 *     button[data-action=selectModel]   while there is no model
 *     ul.starters button[data-starter]  once there is one: things to try
 */
export class Welcome {
  readonly element: HTMLElement;
  readonly #strings: PanelStrings;
  readonly #hint = element('p', { class: 'hint' });
  readonly #button: HTMLButtonElement;
  readonly #starters: HTMLElement;

  constructor(strings: PanelStrings) {
    this.#strings = strings;
    this.#button = element(
      'button',
      { type: 'button', class: 'button', 'data-action': 'selectModel' },
      strings.actions.selectModel,
    );
    this.#starters = element('ul', { class: 'starters', 'aria-label': strings.starters });
    this.element = element(
      'section',
      { id: 'welcome' },
      icon('comment-discussion'),
      element('h2', {}, strings.welcomeTitle),
      element('p', {}, strings.welcome),
      this.#hint,
      this.#button,
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

  show({ turns, model }: ChatState): void {
    this.element.hidden = turns.length > 0;
    const hasModel = model.kind !== 'none';
    setText(this.#hint, hasModel ? this.#strings.welcomeReady : this.#strings.welcomeNoModel);
    this.#button.hidden = hasModel;
    this.#starters.hidden = !hasModel;
  }
}
