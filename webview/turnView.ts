import { unreachable } from '../src/base/assert.ts';
import type { Answer, ChatState, Outcome, PanelStrings, Turn } from '../src/protocol/chat.ts';
import { element, format, icon, reconcile, setText } from './dom.ts';
import { MarkdownView } from './markdown.ts';

/**
 * One turn of the transcript:
 *
 *   article.turn[data-role=user|assistant][data-state=running|finished|stopped|failed]
 *     .notice         what the reader should know first
 *     .markdown       the text
 *     .activity       while it runs and has no text: what the engine is doing
 *     .error          what went wrong, with [data-action] buttons
 *     footer          how it ended, and how fast it was
 */
export class TurnView {
  readonly element: HTMLElement;
  readonly #strings: PanelStrings;
  readonly #notices = element('div', { class: 'notices' });
  readonly #body = element('div', { class: 'markdown' });
  readonly #extras = element('div', { class: 'extras' });
  readonly #markdown: MarkdownView;
  #shown: { readonly turn: Turn; readonly activity: string } | undefined;

  constructor(role: Turn['role'], strings: PanelStrings) {
    this.#strings = strings;
    this.element = element(
      'article',
      {
        class: 'turn',
        'data-role': role,
        'aria-label': role === 'user' ? strings.you : strings.assistant,
      },
      this.#notices,
      this.#body,
      this.#extras,
    );
    this.#markdown = new MarkdownView(this.#body, { strings, breaks: role === 'user' });
  }

  show(turn: Turn, chat: ChatState): void {
    const activity = turn.role === 'assistant' ? activityText(turn, chat, this.#strings) : '';
    if (this.#shown?.turn === turn && this.#shown.activity === activity) return;
    this.#shown = { turn, activity };
    this.#markdown.show(turn.text);
    if (turn.role === 'user') return;
    this.element.dataset['state'] = turn.outcome.kind;
    this.element.setAttribute('aria-busy', String(turn.outcome.kind === 'running'));
    const notices = turn.dropped > 0 ? [notice(format(this.#strings.dropped, turn.dropped))] : [];
    reconcile(this.#notices, notices);
    reconcile(this.#extras, this.#answerExtras(turn, activity));
  }

  #answerExtras(answer: Answer, activity: string): Node[] {
    const extras: Node[] = [];
    if (activity !== '') {
      extras.push(element('div', { class: 'activity' }, icon('loading'), element('span', {}, activity)));
    }
    const { outcome } = answer;
    if (outcome.kind === 'failed') extras.push(this.#errorBox(outcome));
    const footer = footerParts(outcome, this.#strings);
    if (footer.length > 0) extras.push(element('footer', {}, footer.join(' · ')));
    return extras;
  }

  #errorBox(outcome: Extract<Outcome, { kind: 'failed' }>): HTMLElement {
    const buttons = outcome.actions.map((action, i) =>
      element(
        'button',
        { type: 'button', class: i === 0 ? 'button' : 'button secondary', 'data-action': action },
        this.#strings.actions[action],
      ),
    );
    return element(
      'div',
      { class: 'error' },
      icon('error'),
      element('div', {}, element('p', {}, outcome.message), element('div', { class: 'buttons' }, ...buttons)),
    );
  }
}

function notice(text: string): HTMLElement {
  return element('div', { class: 'notice' }, icon('info'), element('span', {}, text));
}

/** What the engine does before the first word of an answer; afterwards the words say that it works. */
function activityText(answer: Answer, { activity, model }: ChatState, strings: PanelStrings): string {
  if (answer.outcome.kind !== 'running' || answer.text !== '') return '';
  switch (activity.kind) {
    case 'idle':
      return '';
    case 'starting':
      return model.kind === 'loading'
        ? format(strings.loading, Math.floor(100 * model.progress))
        : strings.starting;
    case 'prompt':
      return format(strings.readingPrompt, Math.floor((100 * activity.done) / Math.max(1, activity.total)));
    case 'answering':
      return strings.answering;
    default:
      return unreachable(activity);
  }
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

/** The one line that a screen reader says of an answer's course; the answer itself is read at the reader's own pace. */
export function announce(status: Element, chat: ChatState, strings: PanelStrings): void {
  const last = chat.turns.at(-1);
  const outcome = last?.role === 'assistant' ? last.outcome.kind : undefined;
  const words = {
    running: strings.answering,
    finished: strings.answered,
    stopped: strings.stopped,
    failed: outcome === 'failed' ? strings.failed : '',
  };
  setText(status, outcome === undefined ? '' : words[outcome]);
}
