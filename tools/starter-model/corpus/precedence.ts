import { operationOf } from './operations.ts';

/** How tightly printed expressions bind, loosest first; the languages agree on what the corpus uses. */
export const precedence = {
  any: 0,
  lambda: 1,
  conditional: 2,
  or: 3,
  and: 4,
  not: 5,
  bits: 6,
  compare: 8,
  shift: 10,
  add: 11,
  multiply: 12,
  power: 13,
  unary: 14,
  postfix: 17,
} as const;

/** The precedence of `+` and its like. */
export function operatorPrecedence(operator: string): number {
  switch (operator) {
    case '+':
    case '-':
      return precedence.add;
    case '**':
      return precedence.power;
    case '<<':
    case '>>':
      return precedence.shift;
    case '&':
    case '|':
    case '^':
      return precedence.bits;
    default:
      return precedence.multiply;
  }
}

export function quoted(text: string, quote: string): string {
  return (
    quote + text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`).replaceAll('\n', '\\n') + quote
  );
}

/** Which arguments of an operation are printed where only something tightly bound may stand, as in `a.trim()`. */
export function receivers(operationName: string, language: 'javascript' | 'python'): readonly boolean[] {
  const key = `${language} ${operationName}`;
  let found = receiverCache.get(key);
  if (found === undefined) {
    const print = operationOf(operationName)[language];
    const printed = print === undefined ? '' : print(...places);
    found = places.map((place) =>
      new RegExp(`\\b${place}(\\.|\\[| in | instanceof)|(in|typeof|\\.\\.\\.) ?${place}\\b`).test(printed),
    );
    receiverCache.set(key, found);
  }
  return found;
}

const receiverCache = new Map<string, readonly boolean[]>();
/** Stand for arguments; the second and third look like the lambdas that comprehensions take apart. */
const places = ['ITEM_A', 'lambda i: ITEM_B', 'lambda i: ITEM_C'];
