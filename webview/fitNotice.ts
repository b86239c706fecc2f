import { type Attachment, type Draft, wantedTokens } from '../src/protocol/attachments.ts';
import type { PanelStrings } from '../src/protocol/chat.ts';
import { chipLabel } from './chips.ts';
import { element, format, icon, reconcile } from './dom.ts';

/** What the person may do about a question that does not fit. */
export type FitChoice = 'leaveOut' | 'remove' | 'head' | 'enlarge';

/** Less room than this is not worth attaching a beginning for. */
const MIN_HEAD_TOKENS = 64;

/**
 * Says above the input that the question does not fit the context, and what can be done:
 *
 *   div#fit[aria-live=polite]   p, button[data-fit][data-attachment] …
 */
export class FitNotice {
  readonly element = element('div', { id: 'fit', 'aria-live': 'polite', hidden: '' });
  readonly #strings: PanelStrings;

  constructor(strings: PanelStrings) {
    this.#strings = strings;
  }

  show(draft: Draft): void {
    const nodes = fitNodes(draft, this.#strings);
    reconcile(this.element, nodes);
    this.element.hidden = nodes.length === 0;
  }
}

function fitNodes(draft: Draft, strings: PanelStrings): Node[] {
  const { budget, leavesOut, isChecking, attachments } = draft;
  if (isChecking) return [message('loading', strings.checkingFit)];
  if (budget === null || budget.attachments + budget.question === 0) return [];
  const wanted = wantedTokens(budget);
  if (wanted <= budget.nCtx) return [];
  if (leavesOut && budget.fitsAlone) {
    return budget.leftOut === 0 ? [] : [message('info', format(strings.leavesOut, budget.leftOut))];
  }
  const buttons: HTMLElement[] = [];
  if (budget.fitsAlone) {
    const room = budget.nCtx - wanted + budget.reserve;
    const label =
      budget.leftOut > 0
        ? format(strings.sendWithout, budget.leftOut)
        : format(strings.sendAnyway, room.toLocaleString());
    buttons.push(choice('leaveOut', label));
  }
  const largest = [...attachments].sort((a, b) => b.tokens - a.tokens)[0];
  if (largest !== undefined) {
    const label = chipLabel(largest);
    const hasHead = largest.kind !== 'context'; // which is put together from pieces
    if (hasHead && budget.nCtx - (wanted - largest.tokens) >= MIN_HEAD_TOKENS) {
      buttons.push(choice('head', format(strings.attachHead, label), largest));
    }
    const tokens = format(strings.tokens, largest.tokens.toLocaleString());
    buttons.push(choice('remove', `${format(strings.removeNamed, label)} (${tokens})`, largest));
  }
  if (budget.canGrow) buttons.push(choice('enlarge', strings.largerContext));
  buttons[0]?.classList.remove('secondary');
  const words = format(strings.doesNotFit, wanted.toLocaleString(), budget.nCtx.toLocaleString());
  return [message('warning', words), element('div', { class: 'buttons' }, ...buttons)];
}

function message(iconName: string, words: string): HTMLElement {
  return element('p', {}, icon(iconName), element('span', {}, words));
}

function choice(what: FitChoice, label: string, attachment?: Attachment): HTMLElement {
  return element(
    'button',
    {
      type: 'button',
      class: 'button secondary',
      'data-fit': what,
      'data-label': label,
      ...(attachment !== undefined && { 'data-attachment': attachment.id }),
    },
    label,
  );
}
