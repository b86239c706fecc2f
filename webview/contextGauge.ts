import type { ChatState, PanelStrings } from '../src/protocol/chat.ts';
import { element, format, setText } from './dom.ts';

/** From here on the next turns may push the oldest out. */
const NEARLY_FULL = 0.8;

/**
 * How much of the context the conversation fills, in the engine's own count after the last answer:
 *
 *   span#context[role=img][data-level=usual|full]
 */
export class ContextGauge {
  readonly element = element('span', { id: 'context', role: 'img', hidden: '' });
  readonly #strings: PanelStrings;

  constructor(strings: PanelStrings) {
    this.#strings = strings;
  }

  show(chat: ChatState): void {
    const used = usedTokens(chat);
    const { model } = chat;
    this.element.hidden = used === undefined || model.kind !== 'ready';
    if (used === undefined || model.kind !== 'ready') return;
    const share = used / Math.max(1, model.nCtx);
    const label = format(this.#strings.context, used.toLocaleString(), model.nCtx.toLocaleString());
    setText(this.element, `${Math.round(100 * share)}%`);
    if (this.element.title !== label) {
      this.element.title = label;
      this.element.setAttribute('aria-label', label);
    }
    this.element.dataset['level'] = share < NEARLY_FULL ? 'usual' : 'full';
  }
}

/** Tokens of the last prompt and its answer; undefined where the chat has no answer that tells. */
export function usedTokens({ turns }: ChatState): number | undefined {
  const last = turns.findLast((turn) => turn.role === 'assistant' && turn.outcome.kind === 'finished');
  if (last?.role !== 'assistant' || last.outcome.kind !== 'finished') return undefined;
  return last.outcome.promptTokens + last.outcome.tokens;
}
