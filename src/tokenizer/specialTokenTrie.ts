import type { TokenId } from '../base/types.ts';
import type { GgufTexts } from '../gguf/types.ts';
import { PairMap } from './pairMap.ts';
import { utf8Length } from './utf8.ts';
import { tokenAttr, type Vocab } from './vocab.ts';

/** A text's parts: tokens that were spelled out in it, and what lies between them. */
export type Fragment = TokenId | string;

/** What C's isspace() takes for white space. */
const STRIPPED = new Set(' \t\n\v\f\r');

/**
 * Finds special tokens in text as llama.cpp's tokenizer_st_partition does: the longest token (in bytes) first, each
 * from left to right in what the longer ones have left. So it is not the leftmost match that wins, but the longest.
 *
 * llama.cpp searches the text once for each token. Here the text is walked once over a trie, which gives the longest
 * token at each position, and only those are put in order; a shorter one at the same position is looked for when the
 * longer is found to be cut off by a neighbour.
 */
export class SpecialTokenTrie {
  readonly #tokens: readonly SpecialToken[]; // in order of precedence
  /** (node, UTF-16 unit) -> node; the root is 0 */
  readonly #children: PairMap;
  /** Index in #tokens of the token that ends at a node, -1 if none. */
  readonly #tokenAt: Int32Array; // [nodes]

  constructor({ texts, attrs, specials }: Pick<Vocab, 'attrs' | 'specials'> & { readonly texts: GgufTexts }) {
    this.#tokens = specials
      .map((id) => {
        const text = texts.at(id)!;
        return { id, text, attr: attrs[id]!, bytes: utf8Length(text) };
      })
      .sort((a, b) => b.bytes - a.bytes || a.id - b.id);
    const nUnits = this.#tokens.reduce((sum, { text }) => sum + text.length, 0);
    this.#children = new PairMap(nUnits);
    this.#tokenAt = new Int32Array(nUnits + 1).fill(-1);
    let nNodes = 1;
    this.#tokens.forEach(({ text }, index) => {
      let node = 0;
      for (let i = 0; i < text.length; i++) {
        let child = this.#children.get(node, text.charCodeAt(i));
        if (child === -1) this.#children.set(node, text.charCodeAt(i), (child = nNodes++));
        node = child;
      }
      if (this.#tokenAt[node] === -1) this.#tokenAt[node] = index;
    });
  }

  /** Without `parseSpecial`, only user defined tokens are found. */
  partition(text: string, parseSpecial: boolean): Fragment[] {
    const found = this.#find(text, parseSpecial);
    if (found.length === 0) return text === '' ? [] : [text];
    found.sort((a, b) => a.start - b.start);
    const fragments: Fragment[] = [];
    let end = 0;
    for (const match of found) {
      if (match.from > end) fragments.push(text.slice(end, match.from));
      fragments.push(match.id);
      end = match.to;
    }
    if (end < text.length) fragments.push(text.slice(end));
    return fragments;
  }

  #find(text: string, parseSpecial: boolean): Match[] {
    const candidates = this.#candidates(text, parseSpecial);
    if (candidates.size === 0) return [];
    const taken = new Uint8Array(text.length);
    const matches: Match[] = [];
    for (let index = 0; index < this.#tokens.length; index++) {
      const starts = candidates.get(index);
      if (!starts) continue;
      const token = this.#tokens[index]!;
      // Positions that a longer token had to give up have joined at the end.
      starts.sort((a, b) => a - b);
      for (const start of starts) {
        const free = freeFrom(taken, start, token.text.length);
        if (free === token.text.length) {
          matches.push(take(text, taken, token, start));
        } else if (free > 0) {
          const shorter = this.#longestAt(text, start, free, parseSpecial);
          if (shorter !== -1) append(candidates, shorter, start);
        }
      }
    }
    return matches;
  }

  /** The longest token at each position: by index in #tokens, the positions in ascending order. */
  #candidates(text: string, parseSpecial: boolean): Map<number, number[]> {
    const candidates = new Map<number, number[]>();
    for (let start = 0; start < text.length; start++) {
      const index = this.#longestAt(text, start, text.length - start, parseSpecial);
      if (index !== -1) append(candidates, index, start);
    }
    return candidates;
  }

  /** Index in #tokens of the longest token at `start` that has at most `maxLength` units, -1 if none. */
  #longestAt(text: string, start: number, maxLength: number, parseSpecial: boolean): number {
    let longest = -1;
    let node = 0;
    for (let i = start; i < start + maxLength; i++) {
      node = this.#children.get(node, text.charCodeAt(i));
      if (node === -1) break;
      const index = this.#tokenAt[node]!;
      if (index !== -1 && (parseSpecial || !isControl(this.#tokens[index]!))) longest = index;
    }
    return longest;
  }
}

interface SpecialToken {
  readonly id: TokenId;
  readonly text: string;
  readonly attr: number;
  readonly bytes: number;
}

/** A token at `start`, with the white space it swallows: `from` … `to`. */
interface Match {
  readonly id: TokenId;
  readonly start: number;
  readonly from: number;
  readonly to: number;
}

function isControl(token: SpecialToken): boolean {
  return (token.attr & (tokenAttr.control | tokenAttr.unknown)) !== 0;
}

function append(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** How many units from `start` on are not taken, `length` at most. */
function freeFrom(taken: Uint8Array, start: number, length: number): number {
  let free = 0;
  while (free < length && taken[start + free] === 0) free++;
  return free;
}

function take(text: string, taken: Uint8Array, token: SpecialToken, start: number): Match {
  let from = start;
  let to = start + token.text.length;
  const isFreeSpace = (at: number): boolean => taken[at] === 0 && STRIPPED.has(text[at]!);
  if (token.attr & tokenAttr.lstrip) while (isFreeSpace(from - 1)) from--;
  if (token.attr & tokenAttr.rstrip) while (isFreeSpace(to)) to++;
  taken.fill(1, from, to);
  return { id: token.id, start, from, to };
}
