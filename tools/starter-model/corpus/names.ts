import type { Random } from '../../../test/support/random.ts';
import type { Language } from './tree.ts';
import { builtIns, keywords, plainNames, words } from './words.ts';

export type WordClass = keyof typeof words;

export interface NameOptions {
  readonly language: Language;
  /** Words, constants and variants that training never sees. */
  readonly heldOut: boolean;
  /** Parts for made-up words, such as the pieces of a tokenizer's vocabulary. */
  readonly extraParts: readonly string[];
}

/** How often a word is made up: only what was copied in training is copied rightly later. */
const MADE_UP_SHARE = 0.2;
/** In held-out examples, the share of words that training never saw. */
const HELD_OUT_SHARE = 0.75;
/** One word in so many is kept from training. */
const HELD_OUT_EVERY = 7;

/**
 * Words that explanations say themselves, in this form or another ("starts with"), or that are operations in code ("the
 * smaller of"): never unseen, and as parts of names they would be drawn to the other meaning.
 */
const KNOWN_WORDS: ReadonlySet<string> = new Set(
  'block clear code json lower map min new power reduce start title value word'.split(' '),
);

/** How often a name is a word that prose and code have for themselves, such as `list` or `lines`. */
const PLAIN_SHARE = 0.05;
/** How often a name is one that is made of no word alone. */
const ODD_SHARE = 0.09;

/** Whether a word belongs to the held-out split; the same on every machine. */
export function isHeldOut(word: string): boolean {
  if (KNOWN_WORDS.has(word)) return false;
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0) % HELD_OUT_EVERY === 0;
}

const splits = {} as Record<WordClass, { train: readonly string[]; heldOut: readonly string[] }>;
for (const wordClass of Object.keys(words) as WordClass[]) {
  splits[wordClass] = {
    train: words[wordClass].filter((word) => !isHeldOut(word)),
    heldOut: words[wordClass].filter(isHeldOut),
  };
}

/** Names of one example, none of them given twice. */
export class Names {
  readonly #random: Random;
  readonly #options: NameOptions;
  readonly #used = new Set<string>();
  readonly #isSnake: boolean;

  constructor(random: Random, options: NameOptions) {
    this.#random = random;
    this.#options = options;
    this.#isSnake = (options.language === 'python') !== random.float() < 0.05;
  }

  word(wordClass: WordClass): string {
    if (this.#random.float() < MADE_UP_SHARE) return this.#madeUp();
    const { train, heldOut } = splits[wordClass];
    const isHeld = this.#options.heldOut && this.#random.float() < HELD_OUT_SHARE;
    return this.#random.pick(isHeld && heldOut.length > 0 ? heldOut : train);
  }

  /** One of a fixed list, such as names of libraries, by the split. */
  external(list: readonly string[]): string {
    for (;;) {
      const found = this.#random.pick(list);
      if (isHeldOut(found) === (this.#options.heldOut && this.#random.float() < HELD_OUT_SHARE)) return found;
    }
  }

  variable(wordClass: WordClass, short: readonly string[] = []): string {
    return this.#unique(() => {
      const random = this.#random;
      if (short.length > 0 && random.float() < 0.35) return random.pick(this.#allowed(short));
      if (random.float() < PLAIN_SHARE) return random.pick(this.#allowed(plainNames));
      if (random.float() < ODD_SHARE) return this.#odd();
      const word = this.word(wordClass);
      return this.join(random.float() < 0.22 ? [this.word('adjectives'), word] : [word]);
    });
  }

  /** For a list: `orders`, and `order` for its items. */
  plural(): { readonly list: string; readonly item: string } {
    for (;;) {
      const parts = [this.word('things')];
      if (this.#random.float() < 0.15) parts.unshift(this.word('adjectives'));
      const item = this.join(parts);
      const list = pluralOf(item);
      if ([item, list].some((id) => this.#used.has(id) || this.#isReserved(id))) continue;
      this.#used.add(item).add(list);
      const short = this.#random.float() < 0.2 ? item.charAt(0) : item;
      if (short !== item && this.#used.has(short)) continue;
      this.#used.add(short);
      return { list, item: short };
    }
  }

  functionName(): string {
    return this.#unique(() => {
      const object = this.#random.pick(['things', 'things', 'numbers', 'texts'] as const);
      const parts = [this.word('verbs'), this.word(object)];
      if (this.#random.float() < 0.3) parts.splice(1, 0, this.word('adjectives'));
      if (this.#random.float() < 0.15) parts.shift();
      return this.join(parts);
    });
  }

  className(): string {
    return this.#unique(() => {
      const parts = [this.word('things')];
      if (this.#random.float() < 0.5) parts.push(this.word(this.#random.float() < 0.7 ? 'places' : 'things'));
      return parts.map(capital).join('');
    });
  }

  /** `MAX_RETRIES` */
  constant(): string {
    const parts = [this.word('adjectives'), this.word('numbers')];
    return parts.slice(this.#random.int(2)).join('_').toUpperCase();
  }

  /** A property of an object; properties may repeat names. */
  property(wordClass: 'numbers' | 'texts' | 'flags'): string {
    for (;;) {
      const word = this.#random.float() < PLAIN_SHARE ? this.#random.pick(plainNames) : this.word(wordClass);
      const name = this.join(this.#random.float() < 0.15 ? [this.word('adjectives'), word] : [word]);
      if (!keywords.has(name) && !builtIns.has(name)) return name;
    }
  }

  /** Takes a given name, if it is free. */
  take(...ids: readonly string[]): string {
    const allowed = this.#allowed(ids);
    return this.#unique(() => this.#random.pick(allowed), 2 * allowed.length);
  }

  /** Keeps names that are fixed elsewhere from being given. */
  claim(ids: readonly string[]): void {
    for (const id of ids) this.#used.add(id);
  }

  number(): number {
    const random = this.#random;
    for (;;) {
      const rounded = this.#anyNumber();
      if (isHeldOutNumber(rounded) && !this.#options.heldOut) continue;
      if (this.#options.heldOut && random.float() < 0.4 && !isHeldOutNumber(rounded)) continue;
      return rounded;
    }
  }

  /** Small ones, round ones, and any of up to five digits. */
  #anyNumber(): number {
    const random = this.#random;
    const draw = random.float();
    if (draw < 0.36) return random.pick([0, 1, 2, 3, 5, 10, 100, 1000, 60, 24]);
    if (draw < 0.6) return random.int(250);
    if (draw < 0.75) return (1 + random.int(99)) * random.pick([10, 100, 1000]);
    if (draw < 0.9) return random.int(random.pick([1000, 10_000, 100_000]));
    return Math.round(random.float() * random.pick([1, 10, 100]) * 1000) / random.pick([1000, 1000, 10, 100]);
  }

  /** A letter or two, parts with digits, an underscore before it, letters in upper case. */
  #odd(): string {
    const random = this.#random;
    const letter = (): string => random.pick(anyLetters);
    switch (random.int(6)) {
      case 0:
        return letter();
      case 1:
        return letter() + letter();
      case 2:
        return this.word('things') + String(1 + random.int(9));
      case 3:
        return `_${this.word('texts')}`;
      case 4:
        return this.join([this.word('verbs'), letter()]);
      default:
        return this.join([this.word('adjectives'), this.word('things'), this.word('numbers')]);
    }
  }

  join(parts: readonly string[]): string {
    if (this.#isSnake) return parts.join('_');
    return parts[0]! + parts.slice(1).map(capital).join('');
  }

  /** Of customary names, those that training may see; letters such as `i` are everywhere. */
  #allowed(ids: readonly string[]): readonly string[] {
    if (this.#options.heldOut) return ids;
    const allowed = ids.filter((id) => id.length <= 2 || !isHeldOut(id));
    return allowed.length > 0 ? allowed : ids;
  }

  #madeUp(): string {
    const random = this.#random;
    for (;;) {
      const { extraParts, heldOut } = this.#options;
      let word = '';
      if (extraParts.length > 0 && random.float() < 0.7) {
        const count = 1 + random.int(3);
        for (let i = 0; i < count; i++) word += random.pick(extraParts);
        word = word.toLowerCase().replace(/[^a-z]/g, '');
      } else {
        const length = 2 + random.int(6);
        for (let i = 0; i < length; i++) word += random.pick(i % 2 === 0 ? consonants : letters);
      }
      if (word.length < 2 || word.length > 14 || this.#isReserved(word)) continue;
      if (isHeldOut(word) === heldOut) return word;
    }
  }

  /** A name of Python's own would be read as what it does there. */
  #isReserved(id: string): boolean {
    return keywords.has(id) || (this.#options.language === 'python' && builtIns.has(id));
  }

  #unique(make: () => string, tries = 60): string {
    for (let i = 0; i < tries; i++) {
      const id = make();
      if (this.#used.has(id) || this.#isReserved(id)) continue;
      this.#used.add(id);
      return id;
    }
    // Every try was taken: a number at the end makes it free.
    for (let i = 2; ; i++) {
      const id = `${make()}${i}`;
      if (this.#used.has(id)) continue;
      this.#used.add(id);
      return id;
    }
  }
}

const consonants = Array.from('bcdfghklmnprstvwz');
const anyLetters = Array.from('abcdefghijklmnopqrstuvwxyz');
const letters = Array.from('aeiouaeiouabcdefghijklmnopqrstuvwxyz');

/** Numbers that training never sees; the smallest are everywhere. */
export function isHeldOutNumber(n: number): boolean {
  return n > 10 && Math.round(n * 100) % 7 === 3;
}

export function pluralOf(word: string): string {
  if (/(s|x|ch|sh)$/.test(word)) return `${word}es`;
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
