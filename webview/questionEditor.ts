import { MAX_QUESTION_CHARS, type PanelStrings } from '../src/protocol/chat.ts';
import { element } from './dom.ts';
import { isPlainEnter } from './keys.ts';

/** A question that is written anew, in its own place: Enter asks, Escape leaves it as it was. */
export class QuestionEditor {
  readonly element: HTMLFormElement;
  readonly #input: HTMLTextAreaElement;
  readonly #onDone: (text: string | undefined) => void;

  constructor(text: string, strings: PanelStrings, onDone: (text: string | undefined) => void) {
    this.#onDone = onDone;
    this.#input = element('textarea', {
      dir: 'auto',
      'aria-label': strings.edit,
      maxlength: String(MAX_QUESTION_CHARS),
    });
    this.#input.value = text;
    const cancel = element('button', { type: 'button', class: 'button secondary' }, strings.cancel);
    const send = element('button', { type: 'submit', class: 'button' }, strings.send);
    this.element = element(
      'form',
      { class: 'question-editor' },
      this.#input,
      element('div', { class: 'buttons' }, send, cancel),
    );
    cancel.addEventListener('click', () => {
      onDone(undefined);
    });
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#input.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !event.isComposing) onDone(undefined);
      if (!isPlainEnter(event)) return;
      event.preventDefault();
      this.#submit();
    });
  }

  focus(): void {
    this.#input.focus();
  }

  #submit(): void {
    const text = this.#input.value;
    if (text.trim() !== '') this.#onDone(text);
  }
}
