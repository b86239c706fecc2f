import { unreachable } from '../src/base/assert.ts';
import type { Answer, ChatState, Outcome, PanelStrings, Question, Turn } from '../src/protocol/chat.ts';
import { splitReply } from '../src/protocol/thinking.ts';
import { chipList } from './chips.ts';
import type { CodeLooks } from './codeLook.ts';
import { element, format, icon, reconcile, setText } from './dom.ts';
import { MarkdownView } from './markdown.ts';
import { QuestionEditor } from './questionEditor.ts';
import { ThoughtView } from './thoughtView.ts';
import { footerNodes } from './turnFooter.ts';

/**
 * One turn of the transcript:
 *
 *   article.turn[data-role=user|assistant][data-state=running|finished|stopped|failed]
 *     .notice         what the reader should know first
 *     details.thought what the model thought aloud
 *     .markdown       the text; form.question-editor in its place while it is edited
 *     ul.chips        what is attached to a question
 *     .activity       while it runs and has no text: what the engine is doing
 *     .error          what went wrong, with [data-action] buttons
 *     footer          how it ended, and how fast it was; .turn-actions with [data-turn-action] buttons
 */
export class TurnView {
  readonly element: HTMLElement;
  readonly #strings: PanelStrings;
  readonly #codeLooks: CodeLooks;
  readonly #notices = element('div', { class: 'notices' });
  readonly #body = element('div', { class: 'markdown' });
  readonly #extras = element('div', { class: 'extras' });
  readonly #footer = element('footer');
  readonly #markdown: MarkdownView;
  #thought: ThoughtView | undefined;
  #editor: QuestionEditor | undefined;
  #shown: { readonly turn: Turn; readonly activity: string; readonly context: string } | undefined;

  constructor(role: Turn['role'], strings: PanelStrings, codeLooks: CodeLooks) {
    this.#strings = strings;
    this.#codeLooks = codeLooks;
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
      this.#footer,
    );
    this.#markdown = new MarkdownView(this.#body, {
      strings,
      breaks: role === 'user',
      canUseCode: role === 'assistant',
      codeLooks,
    });
  }

  get turn(): Turn | undefined {
    return this.#shown?.turn;
  }

  show(turn: Turn, chat: ChatState): void {
    const activity = turn.role === 'assistant' ? activityText(turn, chat, this.#strings) : '';
    const fork = chat.forks.find(({ id }) => id === turn.id);
    const isLast = chat.turns.at(-1)?.id === turn.id;
    const context = `${fork?.index ?? 0}/${fork?.count ?? 0} ${isLast}`;
    if (this.#shown?.turn === turn && this.#shown.activity === activity && this.#shown.context === context) {
      return;
    }
    this.#shown = { turn, activity, context };
    if (turn.role === 'user') this.#showQuestion(turn);
    else this.#showAnswer(turn, activity);
    reconcile(this.#footer, footerNodes({ turn, fork, isLast }, this.#strings));
  }

  /** Lets the person write the question anew; `onDone` gets undefined where they leave it. */
  edit(onDone: (text: string | undefined) => void): void {
    const { turn } = this;
    if (turn?.role !== 'user' || this.#editor !== undefined) return;
    const editor = new QuestionEditor(turn.text, this.#strings, (text) => {
      this.#editor = undefined;
      editor.element.replaceWith(this.#body);
      onDone(text);
    });
    this.#editor = editor;
    this.#body.replaceWith(editor.element);
    editor.focus();
  }

  #showQuestion(turn: Question): void {
    this.#markdown.show(turn.text, true);
    const attachments = (turn.attachments ?? []).map(({ attachment }) => attachment);
    if (attachments.length === 0) return;
    reconcile(this.#extras, [chipList(attachments, { strings: this.#strings, turn: turn.id })]);
  }

  #showAnswer(turn: Answer, activity: string): void {
    const { thought, answer, isThinking } = splitReply(turn.text);
    const isRunning = turn.outcome.kind === 'running';
    if (thought !== undefined && this.#thought === undefined) {
      this.#thought = new ThoughtView(this.#strings, this.#codeLooks);
      this.#body.before(this.#thought.element);
    }
    if (thought === undefined) {
      this.#thought?.element.remove();
      this.#thought = undefined;
    }
    this.#thought?.show(thought ?? '', isThinking && isRunning, turn.thoughtMs);
    this.#markdown.show(answer, !isRunning);
    this.element.dataset['state'] = turn.outcome.kind;
    this.element.setAttribute('aria-busy', String(isRunning));
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
    case 'prompt': {
      const percent = Math.floor((100 * activity.done) / Math.max(1, activity.total));
      const seconds = Math.ceil(activity.msLeft / 1000);
      return seconds === 0
        ? format(strings.readingPrompt, percent)
        : format(strings.readingPromptLeft, percent, seconds);
    }
    case 'answering':
      return strings.answering;
    default:
      return unreachable(activity);
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
