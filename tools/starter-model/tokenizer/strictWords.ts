import { findPreTokenizer, splitWords } from '../../../src/tokenizer/pretokenizer.ts';

/**
 * The words that the running tokenizer splits a text into. Of those that llama.cpp knows it is the one that suits
 * code best: letters, punctuation and single digits apart, and no contractions, so that `'total'` is not `'t` `otal'`.
 */
export const PRE_TOKENIZER = 'deepseek-coder';

const { splits } = findPreTokenizer(PRE_TOKENIZER)!;

/** `parseHTMLTitle` is `parse`, `HTML`, `Title`. */
const wordParts = /\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})|\p{L}/gu;

/**
 * The words that merges are learnt within. They never cross camelCase nor hold the space before or after a word; so an
 * identifier is the same tokens in `def x`, `(x` and `` `x` ``, which is what makes copying one learnable.
 */
export function strictWords(text: string): string[] {
  return splitWords(text, splits).flatMap((word) => {
    const { before, bare, after } = padded.exec(word)?.groups ?? {};
    if (bare === undefined) return [word];
    const parts = /^\p{L}/u.test(bare) ? (bare.match(wordParts) ?? [bare]) : [bare];
    return [before, ...parts, after].filter((part) => part !== undefined && part !== '') as string[];
  });
}

const padded = /^(?<before>\s*)(?<bare>\S(?:.*\S)?)(?<after>\s*)$/su;

/** The words of a text that a space stands before, without it. */
export function spacedWords(text: string): string[] {
  return splitWords(text, splits)
    .filter((word) => /^ \S+$/u.test(word))
    .map((word) => word.slice(1));
}
