import type { Operation } from './operation.ts';
import { textOperation, phrase, numberFunction, condition } from './parts.ts';

/** Text. */
export const textOperations = {
  upper: textOperation('toUpperCase', 'upper', phrase('in upper case')),
  lower: textOperation('toLowerCase', 'lower', phrase('in lower case')),
  trim: textOperation('trim', 'strip', phrase('without surrounding white space')),
  trimEnd: textOperation('trimEnd', 'rstrip', phrase('without white space at the end')),
  split: textOperation('split', 'split', (r, _a, b) => `split at ${r.noun(b)}`),
  repeat: {
    javascript: (a, b) => `${a}.repeat(${b})`,
    form: 'phrase',
    read: (r, _a, b) => `repeated ${r.noun(b)} times`,
  },
  padStart: textOperation(
    'padStart',
    'rjust',
    (r, _a, b, c) => `padded at the start with ${r.noun(c)} to length ${r.noun(b)}`,
  ),
  replaceAll: textOperation(
    'replaceAll',
    'replace',
    (r, _a, b, c) => `with every ${r.noun(b)} replaced by ${r.noun(c)}`,
  ),
  replacePattern: {
    javascript: (a, b, c) => `${a}.replace(${b}, ${c})`,
    python: (a, b, c) => `re.sub(${b}, ${c}, ${a})`,
    form: 'phrase',
    read: (r, _a, b, c) => `with every match of ${r.noun(b)} replaced by ${r.noun(c)}`,
  },
  join: {
    javascript: (a, b) => `${a}.join(${b})`,
    python: (a, b) => `${b}.join(${a})`,
    form: 'phrase',
    read: (r, _a, b) => `joined with ${r.noun(b)}`,
  },
  startsWith: condition(
    (a, b) => `${a}.startsWith(${b})`,
    (a, b) => `${a}.startswith(${b})`,
    'starts with',
    'does not start with',
  ),
  endsWith: condition(
    (a, b) => `${a}.endsWith(${b})`,
    (a, b) => `${a}.endswith(${b})`,
    'ends with',
    'does not end with',
  ),
  includes: condition(
    (a, b) => `${a}.includes(${b})`,
    (a, b) => `${b} in ${a}`,
    'contains',
    'does not contain',
    { python: 'compare' },
  ),
  testPattern: {
    javascript: (a, b) => `${b}.test(${a})`,
    python: (a, b) => `re.search(${b}, ${a})`,
    form: 'condition',
    read: (r, a, b) => `${r.noun(a)} matches ${r.noun(b)}`,
    readNot: (r, a, b) => `${r.noun(a)} does not match ${r.noun(b)}`,
  },
  findPatterns: {
    javascript: (a, b) => `${a}.match(${b})`,
    python: (a, b) => `re.findall(${b}, ${a})`,
    form: 'noun',
    read: (r, a, b) => `the matches of ${r.noun(b)} in ${r.noun(a)}`,
  },
  toText: numberFunction('String', 'str', 'the text of'),
  toNumber: numberFunction('Number', 'float', 'the number in'),
  toInteger: {
    javascript: (a) => `parseInt(${a}, 10)`,
    python: (a) => `int(${a})`,
    form: 'noun',
    read: (r, a) => `the integer in ${r.noun(a)}`,
  },
} satisfies Readonly<Record<string, Operation>>;
