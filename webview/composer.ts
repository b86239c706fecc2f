import { unreachable } from '../src/base/assert.ts';
import {
  type ChatState,
  MAX_QUESTION_CHARS,
  type ModelStatus,
  type PanelStrings,
} from '../src/protocol/chat.ts';
import { element, format, icon, iconButton, setText } from './dom.ts';
import { isPlainEnter } from './keys.ts';

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
  #busy = false;

  constructor(strings: PanelStrings, events: ComposerEvents) {
    this.#strings = strings;
    this.#events = events;
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
      element('div', { class: 'toolbar' }, this.#model, this.#send, this.#stop),
    );

    this.#input.addEventListener('keydown', (event) => {
      this.#onKey(event);
    });
    this.#input.addEventListener('input', () => {
      this.#showSend();
      events.onDraft();
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

  show({ activity, model }: ChatState): void {
    this.#busy = activity.kind !== 'idle';
    this.#send.hidden = this.#busy;
    this.#stop.hidden = !this.#busy;
    this.#showSend();
    setText(this.#modelName, modelName(model, this.#strings));
    this.#model.title = modelTitle(model, this.#strings);
    this.#model.dataset['state'] = model.kind;
  }

  #onKey(event: KeyboardEvent): void {
    if (!isPlainEnter(event)) return;
    event.preventDefault();
    this.#submit();
  }

  #submit(): void {
    const text = this.draft;
    if (this.#busy || text.trim() === '') return;
    this.draft = '';
    this.#events.onSend(text);
    this.#events.onDraft();
    this.focus();
  }

  #showSend(): void {
    this.#send.disabled = this.#busy || this.draft.trim() === '';
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
