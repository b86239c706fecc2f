import type { Random } from '../support/random.ts';

/** Texts that no pre-tokenizer's author thought of: runs of one kind of character each, in any order. */
export function fuzzText(rng: Random, nRuns: number): string {
  return Array.from({ length: nRuns }, () => rng.pick(kinds)(rng)).join('');
}

/**
 * Tokens that no merge of the fuzzed vocabularies makes: found only where a whole word may be a token whatever the merges
 * say. So they occur in the texts, and not in what merges are learnt from.
 */
export const fuzzWords: readonly string[] = ['zyzzyva', ' Qwertz', '4711', ' +-+', '\n \n'];

/** Tokens of the fuzzed vocabularies that texts spell out now and then. */
export const fuzzControl: readonly string[] = ['<|im_start|>', '<|im_end|>', '<tool_call>'];

type Kind = (rng: Random) => string;

/** Up to `max` characters of the ranges, `41-5A B5` style. */
function run(ranges: string, max: number): Kind {
  const points = ranges.split(' ').flatMap((range) => {
    const [first, last = first] = range.split('-').map((hex) => Number.parseInt(hex, 16));
    return Array.from({ length: last! - first! + 1 }, (_, i) => first! + i);
  });
  return (rng) =>
    Array.from({ length: 1 + rng.int(max) }, () => String.fromCodePoint(rng.pick(points))).join('');
}

function oneOf(...texts: readonly string[]): Kind {
  return (rng) => rng.pick(texts);
}

const kinds: readonly Kind[] = [
  oneOf(
    'the',
    'Hello',
    'world',
    'getElementById',
    'HTTPServer',
    'function',
    'naïve',
    'I',
    'a',
    'SHOUT',
    'iPhone',
  ),
  oneOf(' the', ' Hello', ' world', ' x', ' I', ' 42', ' {', ' (', ' .'),
  run('61-7A', 6),
  run('41-5A', 4),
  run('30-39', 8),
  run('21-2F 3A-40 5B-60 7B-7E', 5),
  run('24 2B 3C-3E 5E 60 7C 7E', 3), // ASCII's symbols
  oneOf("'s", "'t", "'re", "'ve", "'m", "'ll", "'d", "'S", "'RE", "'Ll", '’s', "' s", "'"),
  oneOf(' ', '  ', '    ', '\t', '\t\t', '\n', '\n\n', '\r\n', '\r', ' \n', '\n ', '\t\n ', '   \n\n  '),
  run('B 85 A0 1680 2000-200A 2028 2029 202F 205F 3000', 3), // the White_Space that ASCII lacks
  run('1-8 E-1F 7F AD 200B-200F 2060 FEFF', 2), // controls and what is not shown
  run('C0-D6 D8-F6 F8-17F', 4),
  run('391-3A1 3A3-3A9 3B1-3C9', 4),
  run('410-44F', 5),
  run('5D0-5EA 621-63A', 4),
  run('905-939', 3),
  run('300-30F 93E-94C 20D0-20D8', 2), // marks
  run('E01-E2E', 4),
  run('4E00-4FFF', 5),
  run('3041-3093 30A1-30F3', 5),
  run('AC00-AD00', 4),
  run('660-669 966-96F FF10-FF19', 4), // other scripts' decimal digits
  run('B2 B3 B9 BC-BE 2160-2168 2460-2468', 2), // numbers that are no digits
  run('2010-2027 3001-3003 3008-3011 FF01-FF0F', 2),
  run('20A0-20AC 2190-21FF 2200-22FF', 2),
  run('1F600-1F64F 1F300-1F3FF', 2),
  oneOf('👩‍👩‍👧', '🏳️‍🌈', '👍🏽', '🇩🇪', '1️⃣', 'e\u0301', 'ﬁ', 'ǆ', 'ß', 'İ', 'ſ'),
  run('10400-1044F 1D400-1D454 20000-20100', 2), // beyond the first plane
  run('E000-E010 F0000-F0010', 1),
  oneOf(...fuzzControl),
];
