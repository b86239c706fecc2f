import { type Check, object } from '../src/protocol/check.ts';
import { numberLines, unnumberLines } from './codeText.ts';

/** How the person wants code to look, in every block and at the next start. */
export interface CodeLook {
  readonly wrap: boolean;
  readonly lineNumbers: boolean;
}

export type CodeLookName = keyof CodeLook;

export const usualLook: CodeLook = { wrap: false, lineNumbers: false };

const isFlag: Check<boolean> = (value) => typeof value === 'boolean';

export const isCodeLook = object<CodeLook>({ wrap: isFlag, lineNumbers: isFlag });

/** The look that code blocks are made with, and that those in sight take on when it changes. */
export class CodeLooks {
  #look: CodeLook;
  readonly #root: HTMLElement;

  /** `root` holds the code blocks. */
  constructor(root: HTMLElement, look: CodeLook) {
    this.#root = root;
    this.#look = look;
    this.#showWrap();
  }

  get look(): CodeLook {
    return this.#look;
  }

  toggle(name: CodeLookName): void {
    this.#look = { ...this.#look, [name]: !this.#look[name] };
    if (name === 'wrap') this.#showWrap();
    else this.#showNumbers();
    for (const button of this.#root.querySelectorAll(`[data-look=${name}]`)) {
      button.setAttribute('aria-pressed', String(this.#look[name]));
    }
  }

  #showWrap(): void {
    this.#root.classList.toggle('wrap-code', this.#look.wrap);
  }

  #showNumbers(): void {
    for (const code of this.#root.querySelectorAll<HTMLElement>('pre > code')) {
      if (this.#look.lineNumbers) numberLines(code);
      else unnumberLines(code);
    }
  }
}
