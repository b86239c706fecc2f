import { unreachable } from '../src/base/assert.ts';
import type { Completion } from '../src/protocol/attachments.ts';
import {
  type ChatState,
  type ComposerMessage,
  MAX_QUESTION_CHARS,
  type ModelStatus,
  type PanelStrings,
} from '../src/protocol/chat.ts';
import { chipList, showChips } from './chips.ts';
import { CompletionList } from './completionList.ts';
import { ContextGauge } from './contextGauge.ts';
import { element, format, icon, iconButton, setText } from './dom.ts';
import { type FitChoice, FitNotice } from './fitNotice.ts';
import { InputHistory } from './inputHistory.ts';
import { isPlainEnter } from './keys.ts';
import { pastedBlock } from './paste.ts';

/** What a question costs is counted when the keys pause. */
const DRAFT_DELAY_MS = 250;

export interface ComposerEvents {
  /** What the host is asked for. */
  onMessage(message: ComposerMessage): void;
  onStop(): void;
  onDraft(): void;
}

/**
 * Where questions are written:
 *
 *   form#composer
 *     div#fit         what to do about a question that does not fit
 *     ul#completions  while a # or / word is typed
 *     ul.chips        what is attached
 *     textarea#input
 *     button#attach   lets the host ask what to attach
 *     button#model    which model answers; [data-action=selectModel]
 *     button#context  how full the context is, and what fills it
 *     button#send     while nothing runs
 *     button#stop     while something runs
 */
export class Composer {
  readonly element: HTMLFormElement;
  readonly #strings: PanelStrings;
  readonly #events: ComposerEvents;
  readonly #input: HTMLTextAreaElement;
  readonly #modelName = element('span', { class: 'model-name' });
  readonly #model: HTMLButtonElement;
  readonly #send: HTMLButtonElement;
  readonly #stop: HTMLButtonElement;
  readonly #attach: HTMLButtonElement;
  readonly #chips: HTMLElement;
  readonly #completions: CompletionList;
  readonly #fit: FitNotice;
  readonly #gauge: ContextGauge;
  readonly #history = new InputHistory();
  #busy = false;
  #draftTimer: number | undefined;

  constructor(strings: PanelStrings, events: ComposerEvents) {
    this.#strings = strings;
    this.#events = events;
    this.#gauge = new ContextGauge(strings);
    this.#input = element('textarea', {
      id: 'input',
      rows: '1',
      dir: 'auto',
      placeholder: strings.placeholder,
      'aria-label': strings.placeholder,
      maxlength: String(MAX_QUESTION_CHARS),
    });
    this.#fit = new FitNotice(strings);
    this.#chips = chipList([], { strings, turn: 0 });
    this.#completions = new CompletionList(this.#input, strings, (message) => {
      events.onMessage(message);
    });
    this.#attach = iconButton('attach', strings.attach, { id: 'attach' });
    this.#model = element(
      'button',
      { type: 'button', id: 'model', class: 'model', 'data-action': 'selectModel' },
      this.#modelName,
      icon('chevron-down'),
    );
    this.#send = iconButton('send', strings.send, { id: 'send', type: 'submit' });
    this.#stop = iconButton('stop-circle', strings.stop, { id: 'stop', hidden: '' });
    this.element = element(
      'form',
      { id: 'composer' },
      this.#fit.element,
      this.#completions.element,
      this.#chips,
      this.#input,
      element(
        'div',
        { class: 'toolbar' },
        this.#attach,
        this.#model,
        this.#gauge.element,
        this.#send,
        this.#stop,
      ),
    );

    this.#input.addEventListener('keydown', (event) => {
      this.#onKey(event);
    });
    this.#input.addEventListener('input', () => {
      this.#history.leave();
      this.#showSend();
      this.#completions.update();
      this.#draftChanged();
    });
    for (const event of ['click', 'focus']) {
      this.#input.addEventListener(event, () => {
        this.#completions.update();
      });
    }
    this.#input.addEventListener('blur', () => {
      this.#completions.close();
    });
    this.#attach.addEventListener('click', () => {
      events.onMessage({ type: 'pickAttachment' });
    });
    this.#chips.addEventListener('click', (event) => {
      const remove = event.target instanceof Element ? event.target.closest('.chip-remove') : null;
      if (remove instanceof HTMLElement) this.#detach(remove);
    });
    this.#chips.addEventListener('keydown', (event) => {
      this.#onChipKey(event);
    });
    this.#fit.element.addEventListener('click', (event) => {
      const button = event.target instanceof Element ? event.target.closest('[data-fit]') : null;
      if (button instanceof HTMLElement) this.#choose(button);
    });
    this.#input.addEventListener('paste', (event) => {
      this.#onPaste(event);
    });
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#stop.addEventListener('click', () => {
      events.onStop();
      this.focus();
    });
    this.#showSend();
  }

  get draft(): string {
    return this.#input.value;
  }

  set draft(text: string) {
    this.#input.value = text.slice(0, MAX_QUESTION_CHARS);
    this.#showSend();
    this.#countDraft();
  }

  /** What was sent and could not be asked; what was written meanwhile follows it. */
  returnDraft(text: string): void {
    this.draft = this.draft === '' ? text : `${text}\n${this.draft}`;
    this.#events.onDraft();
  }

  showCompletions(request: number, items: readonly Completion[]): void {
    this.#completions.show(request, items);
  }

  focus(): void {
    this.#input.focus();
  }

  show(chat: ChatState): void {
    const { activity, model, turns } = chat;
    this.#gauge.show(chat);
    this.#fit.show(chat.draft);
    showChips(this.#chips, chat.draft.attachments, { strings: this.#strings, turn: 0 });
    this.#history.entries = turns.flatMap((turn) => (turn.role === 'user' ? [turn.text] : []));
    this.#busy = activity.kind !== 'idle';
    this.#send.hidden = this.#busy;
    this.#stop.hidden = !this.#busy;
    this.#showSend();
    setText(this.#modelName, modelName(model, this.#strings));
    this.#model.title = modelTitle(model, this.#strings);
    this.#model.dataset['state'] = model.kind;
  }

  #onKey(event: KeyboardEvent): void {
    if (this.#completions.onKey(event) || this.#onChipsWanted(event) || this.#onArrow(event)) {
      event.preventDefault();
      return;
    }
    if (!isPlainEnter(event)) return;
    event.preventDefault();
    this.#submit();
  }

  /** Beyond the first line an arrow goes to older questions, beyond the last one back. Whether it was taken. */
  #onArrow(event: KeyboardEvent): boolean {
    const { key, shiftKey, altKey, ctrlKey, metaKey, isComposing } = event;
    if (shiftKey || altKey || ctrlKey || metaKey || isComposing) return false;
    const { value, selectionStart, selectionEnd } = this.#input;
    if (selectionStart !== selectionEnd) return false;
    const isFirstLine = !value.slice(0, selectionStart).includes('\n');
    const isLastLine = !value.slice(selectionEnd).includes('\n');
    const text =
      key === 'ArrowUp' && isFirstLine
        ? this.#history.older(value)
        : key === 'ArrowDown' && isLastLine
          ? this.#history.newer()
          : undefined;
    if (text === undefined) return false;
    this.draft = text;
    const end = key === 'ArrowUp' ? 0 : text.length; // so that the same key goes on
    this.#input.setSelectionRange(end, end);
    this.#events.onDraft();
    return true;
  }

  /** Backspace before the first letter goes to the chips, where it removes one. */
  #onChipsWanted({ key, isComposing }: KeyboardEvent): boolean {
    const { selectionStart, selectionEnd } = this.#input;
    if (key !== 'Backspace' || isComposing || selectionStart !== 0 || selectionEnd !== 0) return false;
    const last = [...this.#chips.querySelectorAll<HTMLElement>('.chip-open')].at(-1);
    last?.focus();
    return last !== undefined;
  }

  #onChipKey(event: KeyboardEvent): void {
    const chip = event.target instanceof Element ? event.target.closest('.chip-open') : null;
    if (!(chip instanceof HTMLElement)) return;
    const chips = [...this.#chips.querySelectorAll<HTMLElement>('.chip-open')];
    const at = chips.indexOf(chip);
    switch (event.key) {
      case 'Backspace':
      case 'Delete':
        this.#detach(chip);
        break;
      case 'ArrowLeft':
        chips[at - 1]?.focus();
        break;
      case 'ArrowRight':
        (chips[at + 1] ?? this.#input).focus();
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  #detach(button: HTMLElement): void {
    this.#events.onMessage({ type: 'detach', id: button.dataset['attachment'] ?? '' });
    this.focus();
  }

  #choose(button: HTMLElement): void {
    const id = button.dataset['attachment'] ?? '';
    const what = button.dataset['fit'] as FitChoice; // only code here makes such buttons
    switch (what) {
      case 'leaveOut':
        this.#submit(true);
        return;
      case 'remove':
        this.#detach(button);
        return;
      case 'head':
        this.#events.onMessage({ type: 'attachHead', id });
        this.focus();
        return;
      case 'enlarge':
        this.#events.onMessage({ type: 'enlargeContext' });
        return;
      default:
        unreachable(what);
    }
  }

  #draftChanged(): void {
    this.#countDraft();
    this.#events.onDraft();
  }

  #countDraft(): void {
    window.clearTimeout(this.#draftTimer);
    this.#draftTimer = window.setTimeout(() => {
      this.#events.onMessage({ type: 'draft', text: this.draft });
    }, DRAFT_DELAY_MS);
  }

  #onPaste(event: ClipboardEvent): void {
    const { clipboardData } = event;
    if (clipboardData === null) return;
    const { value, selectionStart } = this.#input;
    const language = editorLanguage(clipboardData.getData('vscode-editor-data'));
    const block = pastedBlock(clipboardData.getData('text/plain'), value.slice(0, selectionStart), language);
    if (block === undefined) return;
    event.preventDefault();
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the one way that Undo takes back
    document.execCommand('insertText', false, block);
  }

  #submit(leaveOut = false): void {
    const text = this.draft;
    if (this.#busy || text.trim() === '') return;
    this.draft = '';
    window.clearTimeout(this.#draftTimer); // the host knows
    this.#completions.close();
    this.#history.leave();
    this.#events.onMessage({ type: 'send', text, leaveOut });
    this.#events.onDraft();
    this.focus();
  }

  #showSend(): void {
    this.#send.disabled = this.#busy || this.draft.trim() === '';
  }
}

/** What the editor puts beside the text that is copied in it. */
function editorLanguage(data: string): string | undefined {
  if (data === '') return undefined;
  try {
    const mode: unknown = Reflect.get(JSON.parse(data) as object, 'mode');
    return typeof mode === 'string' ? mode : undefined;
  } catch {
    return undefined; // another program's
  }
}

function modelName(model: ModelStatus, strings: PanelStrings): string {
  switch (model.kind) {
    case 'loading':
      return format(strings.modelLoading, model.name, Math.floor(100 * model.progress));
    case 'chosen':
    case 'ready':
    case 'failed':
      return model.name;
    default:
      return unreachable(model);
  }
}

function modelTitle(model: ModelStatus, strings: PanelStrings): string {
  const hint = format(strings.modelHint, model.name);
  return model.kind === 'ready' ? `${hint}\n${model.detail}` : hint;
}
