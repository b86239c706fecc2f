import type { ModelStatus, PanelStrings } from '../src/protocol/chat.ts';
import { element } from './dom.ts';

/**
 * One quiet line, while the model that comes with the extension answers:
 *
 *   p#built-in
 *     button    chooses another; [data-action=selectModel]
 */
export class BuiltInNote {
  readonly element: HTMLElement;

  constructor(strings: PanelStrings) {
    this.element = element(
      'p',
      { id: 'built-in', hidden: '' },
      `${strings.builtInNote} `,
      element('button', { type: 'button', class: 'link', 'data-action': 'selectModel' }, strings.largerModel),
    );
  }

  show(model: ModelStatus): void {
    this.element.hidden = model.builtIn === undefined;
  }
}
