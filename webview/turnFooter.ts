import { unreachable } from '../src/base/assert.ts';
import type { Fork, Outcome, PanelStrings, Turn } from '../src/protocol/chat.ts';
import { splitReply } from '../src/protocol/thinking.ts';
import { element, format, icon, iconButton } from './dom.ts';

/** What the buttons under a turn do; `fork-N` shows version N. */
export type TurnAction = 'copy' | 'edit' | 'regenerate' | 'continue' | `fork-${number}`;

interface Shown {
  readonly turn: Turn;
  readonly fork: Fork | undefined;
  readonly isLast: boolean;
}

/**
 * Under a turn: how it ended, and what can be done with it.
 *
 *   .continue                          where the answer was cut off
 *   .measures                          an answer's speed
 *   .variants                          ‹ 2/3 ›
 *   .turn-actions [data-turn-action]   copy, edit or answer again
 */
export function footerNodes({ turn, fork, isLast }: Shown, strings: PanelStrings): Node[] {
  // What failed without a word has its own button to ask again.
  const { kind } = turn.role === 'assistant' ? turn.outcome : { kind: undefined };
  if (kind === 'running' || (kind === 'failed' && turn.text === '' && fork === undefined)) return [];
  const parts = turn.role === 'assistant' ? footerParts(turn.outcome, strings) : [];
  return [
    ...(isLast && isCutOff(turn) ? [continueButton(strings)] : []),
    ...(parts.length > 0 ? [element('span', { class: 'measures' }, parts.join(' · '))] : []),
    ...(fork === undefined ? [] : [variants(fork, strings)]),
    element('div', { class: 'turn-actions' }, ...buttons(turn, strings)),
  ];
}

function buttons(turn: Turn, strings: PanelStrings): HTMLElement[] {
  const copy = turnButton('copy', 'copy', strings.copy);
  if (turn.role === 'user') return [copy, turnButton('edit', 'edit', strings.edit)];
  const again = turnButton('refresh', 'regenerate', strings.regenerate);
  return splitReply(turn.text).answer === '' ? [again] : [copy, again];
}

function turnButton(iconName: string, action: TurnAction, label: string): HTMLButtonElement {
  return iconButton(iconName, label, { 'data-turn-action': action });
}

function continueButton(strings: PanelStrings): HTMLElement {
  return element(
    'button',
    { type: 'button', class: 'button secondary continue', 'data-turn-action': 'continue' },
    icon('debug-continue'),
    strings.continue,
  );
}

function variants({ index, count }: Fork, strings: PanelStrings): HTMLElement {
  const previous = turnButton('chevron-left', `fork-${index - 1}`, strings.previousVariant);
  const next = turnButton('chevron-right', `fork-${index + 1}`, strings.nextVariant);
  previous.disabled = index === 1;
  next.disabled = index === count;
  const label = format(strings.variant, index, count);
  return element(
    'div',
    { class: 'variants', role: 'group', 'aria-label': label },
    previous,
    element('span', {}, label),
    next,
  );
}

/** An answer that could go on: the person, a limit or a failure ended it. */
function isCutOff(turn: Turn): boolean {
  if (turn.role === 'user' || turn.text === '') return false;
  const { outcome } = turn;
  return outcome.kind === 'finished' ? outcome.reason === 'maxTokens' : outcome.kind !== 'running';
}

function footerParts(outcome: Outcome, strings: PanelStrings): string[] {
  switch (outcome.kind) {
    case 'running':
    case 'failed':
      return [];
    case 'stopped':
      return [strings.stopped];
    case 'finished': {
      const { reason, tokensPerSecond, firstTokenMs } = outcome;
      const cut =
        reason === 'context' ? [strings.contextFull] : reason === 'maxTokens' ? [strings.maxTokens] : [];
      const speed =
        tokensPerSecond > 0
          ? [format(strings.speed, tokensPerSecond.toFixed(tokensPerSecond < 100 ? 1 : 0))]
          : [];
      return [
        ...cut,
        ...speed,
        format(strings.firstToken, (firstTokenMs / 1000).toFixed(firstTokenMs < 1000 ? 2 : 1)),
      ];
    }
    default:
      return unreachable(outcome);
  }
}
