import type { Language } from './tree.ts';
import type { Random } from '../../../test/support/random.ts';

/** How one person formats their code; an example keeps to one style. */
export interface Style {
  readonly language: Language;
  readonly quote: "'" | '"';
  readonly indent: string;
  readonly semicolons: boolean;
  /** `if (!x) return;` on one line, without braces. */
  readonly bareIf: boolean;
  /** `(x) => y` rather than `x => y`. */
  readonly arrowParentheses: boolean;
  /** Blank lines and comments where people put them. */
  readonly isAiry: boolean;
  /** `{ add(x) { … } }` rather than `{ add: (x) => { … } }`. */
  readonly methodShorthand: boolean;
  /** `var` rather than `let` and `const`. */
  readonly oldVariables: boolean;
  /** `===` rather than `==`. */
  readonly strictEquality: boolean;
}

export function randomStyle(random: Random, language: Language): Style {
  const isPython = language === 'python';
  return {
    language,
    quote: random.float() < (isPython ? 0.5 : 0.75) ? "'" : '"',
    indent: isPython ? '    ' : random.pick(['  ', '  ', '  ', '    ', '\t']),
    semicolons: random.float() < 0.8,
    bareIf: random.float() < 0.4,
    arrowParentheses: random.float() < 0.75,
    isAiry: random.float() < 0.3,
    methodShorthand: random.float() < 0.6,
    oldVariables: language === 'javascript' && random.float() < 0.08,
    strictEquality: random.float() < 0.93,
  };
}
