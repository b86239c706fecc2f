/** Pairs of byte-level spellings, the first merged first. */
export type Merges = (readonly [left: string, right: string])[];

/** A pair that occurs less often says nothing about the next text. */
const MIN_COUNT = 2;

/** The key of a pair; symbols are numbered far below this. */
const PAIR = 65_536;

/**
 * Byte pair encoding (Sennrich et al., arXiv 1508.07909): the commonest pair of neighbours becomes a symbol, again and
 * again. `counts`: how often each word occurs, spelled in the byte alphabet. Of equally common pairs the one of older
 * symbols comes first, so that the result depends on nothing else.
 */
export function trainBpe(counts: ReadonlyMap<string, number>, nMerges: number): Merges {
  const symbols: string[] = [];
  const ids = new Map<string, number>();
  const idOf = (text: string): number => {
    const known = ids.get(text);
    if (known !== undefined) return known;
    ids.set(text, symbols.length);
    return symbols.push(text) - 1;
  };
  const words = [...counts].map(([text, count]) => ({ symbols: Array.from(text, idOf), count }));

  const pairs = new Map<number, { count: number; readonly words: Set<number> }>();
  const tally = (word: number, sign: 1 | -1): void => {
    const { symbols: parts, count } = words[word]!;
    for (let i = 0; i + 1 < parts.length; i++) {
      const key = parts[i]! * PAIR + parts[i + 1]!;
      let pair = pairs.get(key);
      if (pair === undefined) pairs.set(key, (pair = { count: 0, words: new Set() }));
      pair.count += sign * count;
      if (sign > 0) pair.words.add(word);
      else pair.words.delete(word);
    }
  };
  words.forEach((_, word) => {
    tally(word, 1);
  });

  const merges: Merges = [];
  while (merges.length < nMerges) {
    let best = -1;
    let bestCount = MIN_COUNT - 1;
    for (const [key, { count }] of pairs) {
      if (count > bestCount || (count === bestCount && best !== -1 && key < best)) {
        best = key;
        bestCount = count;
      }
    }
    if (best === -1) break;
    const left = Math.floor(best / PAIR);
    const right = best % PAIR;
    merges.push([symbols[left]!, symbols[right]!]);
    const merged = idOf(symbols[left]! + symbols[right]!);
    for (const word of [...pairs.get(best)!.words]) {
      tally(word, -1);
      words[word]!.symbols = joinPair(words[word]!.symbols, left, right, merged);
      tally(word, 1);
    }
    pairs.delete(best);
  }
  return merges;
}

function joinPair(parts: readonly number[], left: number, right: number, merged: number): number[] {
  const joined: number[] = [];
  for (let i = 0; i < parts.length; i++) {
    if (parts[i] === left && parts[i + 1] === right) {
      joined.push(merged);
      i++;
    } else joined.push(parts[i]!);
  }
  return joined;
}
