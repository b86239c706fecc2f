import { unreachable } from '../src/base/assert.ts';
import {
  type ChatState,
  MAX_QUESTION_CHARS,
  type ModelStatus,
  type PanelStrings,
} from '../src/protocol/chat.ts';
import { ContextGauge } from './contextGauge.ts';
import { element, format, icon, iconButton, setText } from './dom.ts';
import { InputHistory } from './inputHistory.ts';
import { isPlainEnter } from './keys.ts';
import { pastedBlock } from './paste.ts';

export interface ComposerEvents {
  onSend(text: string): void;
  onStop(): void;
  onDraft(): void;
}

/**
 * Where questions are written:
 *
 *   form#composer
 *     textarea#input
 *     button#model    which model answers; [data-action=selectModel]
 *     span#context    how full the context is
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
  readonly #gauge: ContextGauge;
  readonly #history = new InputHistory();
  #busy = false;

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
      this.#input,
      element('div', { class: 'toolbar' }, this.#model, this.#gauge.element, this.#send, this.#stop),
    );

    this.#input.addEventListener('keydown', (event) => {
      this.#onKey(event);
    });
    this.#input.addEventListener('input', () => {
      this.#history.leave();
      this.#showSend();
      events.onDraft();
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
  }

  focus(): void {
    this.#input.focus();
  }

  show(chat: ChatState): void {
    const { activity, model, turns } = chat;
    this.#gauge.show(chat);
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
    if (this.#onArrow(event)) {
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

  #submit(): void {
    const text = this.draft;
    if (this.#busy || text.trim() === '') return;
    this.draft = '';
    this.#history.leave();
    this.#events.onSend(text);
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
    case 'none':
      return strings.modelNone;
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
  if (model.kind === 'none') return strings.modelNone;
  const hint = format(strings.modelHint, model.name);
  return model.kind === 'ready' ? `${hint}\n${model.detail}` : hint;
}
