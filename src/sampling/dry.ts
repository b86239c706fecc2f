import { assert } from '../base/assert.ts';
import type { TokenId } from '../base/types.ts';
import type { SamplerType, SamplerVocabulary } from './sampler.ts';

export interface DryParams {
  /** What a token is charged that would go on with a repetition just longer than allowed; 0 is off. */
  readonly dryMultiplier: number;
  /** How much more for each token that the repetition is longer. */
  readonly dryBase: number;
  /** Repetitions up to this length are free. */
  readonly dryAllowedLength: number;
  /** How many of the last tokens count; -1: all, 0: none. */
  readonly dryPenaltyLastN: number;
  /** No repetition reaches across one of these texts. */
  readonly drySequenceBreakers: readonly string[];
}

/** llama.cpp's bounds: a longer text is cut, and so is what of it lies in further tokens. */
const MAX_BREAKER_BYTES = 40;
const MAX_TAIL_TOKENS = 20;
/** ln of the largest f32: beyond it a penalty would be infinite. */
const MAX_LOG = 88.7228391;

/** Don't Repeat Yourself (p-e-w, text-generation-webui #5677). */
export const dry: SamplerType<DryParams> = {
  name: 'dry',
  defaults: {
    dryMultiplier: 0,
    dryBase: 1.75,
    dryAllowedLength: 2,
    dryPenaltyLastN: -1,
    drySequenceBreakers: ['\n', ':', '"', '*'],
  },
  create(params, { nVocab, vocabulary }) {
    const { dryBase, dryAllowedLength, dryPenaltyLastN } = params;
    if (params.dryMultiplier === 0 || dryBase < 1 || dryPenaltyLastN === 0) return undefined;
    assert(vocabulary !== undefined, 'dry looks for its breakers in a vocabulary');
    const multiplier = Math.fround(params.dryMultiplier);
    const base = Math.fround(dryBase);
    const maxExponent = base > 1.000001 ? Math.floor(MAX_LOG / Math.log(base)) : Infinity;
    const breakers = findBreakers(params.drySequenceBreakers, vocabulary, nVocab);
    const history: TokenId[] = []; // the oldest first
    const longest = new Map<TokenId, number>(); // of the repetitions that each token would go on with

    return {
      apply(candidates) {
        const n = dryPenaltyLastN < 0 ? history.length : Math.min(history.length, dryPenaltyLastN);
        const latest = (i: number): TokenId => history[history.length - 1 - i]!;
        if (n <= dryAllowedLength) return;
        const limit = unbrokenLength(latest, n, breakers);
        if (limit < dryAllowedLength) return;

        longest.clear();
        const lengths = selfMatches(latest, n);
        for (let back = 1; back < n; back++) {
          const length = Math.min(lengths[back]!, limit);
          if (length < dryAllowedLength) continue;
          const next = latest(back - 1);
          longest.set(next, Math.max(length, longest.get(next) ?? 0));
        }
        const { ids, logits, size } = candidates;
        for (let i = 0; i < size; i++) {
          const length = longest.get(ids[i]!);
          if (length === undefined) continue;
          const exponent = Math.min(length - dryAllowedLength, maxExponent);
          logits[i]! -= Math.fround(multiplier * Math.fround(Math.pow(base, exponent)));
        }
        candidates.sorted = false;
      },
      accept(token) {
        history.push(token);
      },
      reset() {
        history.length = 0;
      },
    };
  },
};

/** By the token in which a breaker begins: the tokens that it goes on with, one list for each way. */
type Breakers = ReadonlyMap<TokenId, readonly (readonly TokenId[])[]>;

/** A token that holds a whole breaker, or ends as one begins. */
function findBreakers(texts: readonly string[], vocabulary: SamplerVocabulary, nVocab: number): Breakers {
  const breakers = new Map<TokenId, TokenId[][]>();
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const wanted = texts
    .filter((text) => text !== '')
    .map((text) => encoder.encode(text).subarray(0, MAX_BREAKER_BYTES));
  for (let token = 0; token < nVocab; token++) {
    const piece = latin1(vocabulary.tokenToPiece(token));
    for (const bytes of wanted) {
      const text = latin1(bytes);
      if (piece.includes(text)) {
        add(breakers, token, []);
        continue;
      }
      for (let at = piece.indexOf(text[0]!); at >= 0; at = piece.indexOf(text[0]!, at + 1)) {
        const nHere = piece.length - at;
        if (!text.startsWith(piece.slice(at))) continue;
        add(
          breakers,
          token,
          vocabulary.encode(decoder.decode(bytes.subarray(nHere))).slice(0, MAX_TAIL_TOKENS),
        );
      }
    }
  }
  return breakers;
}

function add(breakers: Map<TokenId, TokenId[][]>, token: TokenId, tail: TokenId[]): void {
  const tails = breakers.get(token) ?? [];
  if (!tails.some((known) => known.join() === tail.join())) tails.push(tail);
  breakers.set(token, tails);
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/** How many of the latest tokens come after the last breaker. */
function unbrokenLength(latest: (i: number) => TokenId, n: number, breakers: Breakers): number {
  for (let i = 0; i < n; i++) {
    const tails = breakers.get(latest(i)) ?? [];
    const matching = tails.filter(
      (tail) => tail.length <= i && tail.every((token, j) => token === latest(i - 1 - j)),
    );
    if (matching.length > 0) return i - Math.max(...matching.map((tail) => tail.length));
  }
  return n;
}

/** For each distance back: how many tokens before it are the latest ones again (the Z function, in linear time). */
function selfMatches(latest: (i: number) => TokenId, n: number): Int32Array {
  const lengths = new Int32Array(n);
  let from = 0; // the match that reaches farthest is [from, to)
  let to = 0;
  for (let back = 1; back < n; back++) {
    let length = back < to ? Math.min(lengths[back - from]!, to - back) : 0;
    while (back + length < n && latest(length) === latest(back + length)) length++;
    lengths[back] = length;
    if (back + length > to) {
      from = back;
      to = back + length;
    }
  }
  return lengths;
}
