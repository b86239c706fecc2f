import { type Budget, wantedTokens } from '../src/protocol/attachments.ts';
import type { ChatState, PanelStrings } from '../src/protocol/chat.ts';
import { element, format, reconcile, setText } from './dom.ts';

/** From here on the next turns may push the oldest out. */
const NEARLY_FULL = 0.8;

/**
 * How much of the context the conversation fills, with the question that is being written; a press shows what fills it:
 *
 *   div.context-gauge
 *     button#context[data-level=usual|full][aria-expanded]
 *     div#context-details[role=dialog]
 *       div.context-bar    span[data-part] …
 *       table              a row for each part, in tokens
 *       p                  what goes first when it is full
 */
export class ContextGauge {
  readonly element: HTMLElement;
  readonly #strings: PanelStrings;
  readonly #button: HTMLButtonElement;
  readonly #details: HTMLElement;

  constructor(strings: PanelStrings) {
    this.#strings = strings;
    this.#button = element('button', {
      type: 'button',
      id: 'context',
      'aria-label': strings.contextTitle,
      hidden: '',
      'aria-expanded': 'false',
      'aria-controls': 'context-details',
      'aria-haspopup': 'dialog',
    });
    this.#details = element('div', {
      id: 'context-details',
      role: 'dialog',
      tabindex: '-1',
      'aria-label': strings.contextTitle,
      hidden: '',
    });
    this.element = element('div', { class: 'context-gauge' }, this.#button, this.#details);
    this.#button.addEventListener('click', () => {
      this.#toggle(this.#details.hidden);
    });
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || this.#details.hidden) return;
      event.stopPropagation();
      this.#toggle(false);
      this.#button.focus();
    });
    this.element.addEventListener('focusout', (event) => {
      const to = event.relatedTarget;
      if (!(to instanceof Node) || !this.element.contains(to)) this.#toggle(false);
    });
  }

  show(chat: ChatState): void {
    const { budget } = chat.draft;
    const { model } = chat;
    const used = budget === null ? usedTokens(chat) : wantedTokens(budget) - budget.reserve;
    this.#button.hidden = used === undefined || model.kind !== 'ready';
    if (used === undefined || model.kind !== 'ready') {
      this.#toggle(false);
      return;
    }
    const share = used / Math.max(1, model.nCtx);
    const label = format(this.#strings.context, used.toLocaleString(), model.nCtx.toLocaleString());
    const percentage = `${Math.min(100, Math.round(100 * share))}%`;
    setText(this.#button, percentage);
    if (this.#button.title !== label) {
      this.#button.title = label;
      this.#button.setAttribute('aria-label', `${percentage}: ${label}`); // with what is to be seen, for who says it aloud
    }
    this.#button.dataset['level'] = share < NEARLY_FULL ? 'usual' : 'full';
    this.#button.disabled = budget === null;
    if (budget === null) this.#toggle(false);
    else this.#showDetails(budget);
  }

  #showDetails(budget: Budget): void {
    const strings = this.#strings;
    const { nCtx } = budget;
    const parts = {
      system: [strings.contextSystem, budget.system],
      history: [strings.contextHistory, budget.history],
      attachments: [strings.contextAttachments, budget.attachments],
      question: [strings.contextQuestion, budget.question],
      reserve: [strings.contextReserve, budget.reserve],
      free: [strings.contextFree, Math.max(0, nCtx - wantedTokens(budget))],
    } as const;
    const bar = element(
      'div',
      { class: 'context-bar', 'aria-hidden': 'true' },
      ...Object.keys(parts).map((part) => element('span', { 'data-part': part })),
    );
    const rows = Object.entries(parts).map(([part, [label, tokens]]) =>
      element(
        'tr',
        { 'data-part': part },
        element('th', { scope: 'row' }, element('span', { class: 'swatch' }), label),
        element('td', {}, tokens.toLocaleString()),
      ),
    );
    const table = element(
      'table',
      {},
      element(
        'caption',
        {},
        format(strings.contextOf, wantedTokens(budget).toLocaleString(), nCtx.toLocaleString()),
      ),
      element('tbody', {}, ...rows),
    );
    const oldest =
      budget.oldest === ''
        ? []
        : [
            element(
              'p',
              {},
              format(strings.contextOldest, budget.oldest, budget.oldestTokens.toLocaleString()),
            ),
          ];
    reconcile(this.#details, [bar, table, ...oldest]);
    const total = Math.max(nCtx, wantedTokens(budget), 1);
    // Set through the object model, which the document's policy leaves alone; attributes of style it does not.
    for (const [part, [, tokens]] of Object.entries(parts)) {
      const segment = this.#details.querySelector<HTMLElement>(`.context-bar > [data-part="${part}"]`);
      segment?.style.setProperty('flex-grow', String(tokens / total));
    }
  }

  #toggle(isOpen: boolean): void {
    this.#details.hidden = !isOpen;
    this.#button.setAttribute('aria-expanded', String(isOpen));
    if (isOpen) this.#details.focus();
  }
}

/** Tokens of the last prompt and its answer; undefined where the chat has no answer that tells. */
export function usedTokens({ turns }: ChatState): number | undefined {
  const last = turns.findLast((turn) => turn.role === 'assistant' && turn.outcome.kind === 'finished');
  if (last?.role !== 'assistant' || last.outcome.kind !== 'finished') return undefined;
  return last.outcome.promptTokens + last.outcome.tokens;
}
