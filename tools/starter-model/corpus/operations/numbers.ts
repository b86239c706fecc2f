import type { Operation } from './operation.ts';
import { phrase, numberFunction, condition } from './parts.ts';

/** Numbers. */
export const numberOperations = {
  maximum: {
    javascript: (a, b) => `Math.max(${a}, ${b})`,
    python: (a, b) => `max(${a}, ${b})`,
    form: 'noun',
    read: (r, a, b) => `the larger of ${r.noun(a)} and ${r.noun(b)}`,
  },
  minimum: {
    javascript: (a, b) => `Math.min(${a}, ${b})`,
    python: (a, b) => `min(${a}, ${b})`,
    form: 'noun',
    read: (r, a, b) => `the smaller of ${r.noun(a)} and ${r.noun(b)}`,
  },
  largest: {
    javascript: (a) => `Math.max(...${a})`,
    python: (a) => `max(${a})`,
    form: 'noun',
    read: (r, a) => `the largest of ${r.noun(a)}`,
  },
  smallest: {
    javascript: (a) => `Math.min(...${a})`,
    python: (a) => `min(${a})`,
    form: 'noun',
    read: (r, a) => `the smallest of ${r.noun(a)}`,
  },
  absolute: numberFunction('Math.abs', 'abs', 'the absolute value of'),
  round: numberFunction('Math.round', 'round', 'the rounded value of'),
  floor: numberFunction('Math.floor', 'math.floor', 'the rounded-down value of'),
  ceil: numberFunction('Math.ceil', 'math.ceil', 'the rounded-up value of'),
  squareRoot: numberFunction('Math.sqrt', 'math.sqrt', 'the square root of'),
  random: {
    javascript: () => 'Math.random()',
    python: () => 'random.random()',
    form: 'noun',
    read: phrase('a random number from 0 to 1'),
  },
  roundTo: {
    javascript: (a, b) => `${a}.toFixed(${b})`,
    python: (a, b) => `round(${a}, ${b})`,
    form: 'phrase',
    read: (r, _a, b) => `rounded to ${r.noun(b)} decimals`,
  },
  typeOf: {
    javascript: (a) => `typeof ${a}`,
    python: (a) => `type(${a})`,
    form: 'noun',
    read: (r, a) => `the type of ${r.noun(a)}`,
  },
  isNotNumber: condition(
    (a) => `Number.isNaN(${a})`,
    (a) => `math.isnan(${a})`,
    'is not a number',
    'is a number',
  ),
} satisfies Readonly<Record<string, Operation>>;
