import type { Operation } from './operation.ts';
import { phrase, turned, those, ofThose, condition } from './parts.ts';

/** Lists, with functions on their items. */
export const listOperations = {
  length: {
    javascript: (a) => `${a}.length`,
    python: (a) => `len(${a})`,
    form: 'noun',
    read: (r, a) => `the length of ${r.noun(a)}`,
  },
  first: {
    javascript: (a) => `${a}[0]`,
    python: (a) => `${a}[0]`,
    form: 'noun',
    read: (r, a) => `the first item of ${r.noun(a)}`,
  },
  last: {
    javascript: (a) => `${a}[${a}.length - 1]`,
    python: (a) => `${a}[-1]`,
    form: 'noun',
    read: (r, a) => `the last item of ${r.noun(a)}`,
  },
  lastAt: {
    javascript: (a) => `${a}.at(-1)`,
    form: 'noun',
    read: (r, a) => `the last item of ${r.noun(a)}`,
  },
  slice: {
    javascript: (a, b, c) => `${a}.slice(${b}, ${c})`,
    python: (a, b, c) => `${a}[${b}:${c}]`,
    form: 'phrase',
    read: (r, _a, b, c) => `from position ${r.noun(b)} up to ${r.noun(c)}`,
  },
  sliceFrom: {
    javascript: (a, b) => `${a}.slice(${b})`,
    python: (a, b) => `${a}[${b}:]`,
    form: 'phrase',
    read: (r, _a, b) => `from position ${r.noun(b)} on`,
  },
  sliceTo: {
    javascript: (a, b) => `${a}.slice(0, ${b})`,
    python: (a, b) => `${a}[:${b}]`,
    form: 'phrase',
    read: (r, _a, b) => `up to position ${r.noun(b)}`,
  },
  copy: {
    javascript: (a) => `[...${a}]`,
    python: (a) => `list(${a})`,
    form: 'noun',
    read: (r, a) => `a list of the items of ${r.noun(a)}`,
  },
  map: {
    javascript: (a, b) => `${a}.map(${b})`,
    form: 'phrase',
    read: (r, _a, b) => turned(r, b),
  },
  filter: {
    javascript: (a, b) => `${a}.filter(${b})`,
    form: 'phrase',
    read: (r, _a, b) => `limited to those ${those(r, b)}`,
  },
  find: {
    javascript: (a, b) => `${a}.find(${b})`,
    form: 'noun',
    read: (r, a, b) => `the first ${ofThose(r, a, b)}`,
  },
  findIndex: {
    javascript: (a, b) => `${a}.findIndex(${b})`,
    form: 'noun',
    read: (r, a, b) => `the position of the first ${ofThose(r, a, b)}`,
  },
  some: {
    javascript: (a, b) => `${a}.some(${b})`,
    form: 'condition',
    read: (r, a, b) => `${r.noun(a)} has at least one ${those(r, b)}`,
    readNot: (r, a, b) => `${r.noun(a)} has no ${those(r, b)}`,
  },
  every: {
    javascript: (a, b) => `${a}.every(${b})`,
    form: 'condition',
    read: (r, a, b) => `${r.noun(a)} has only items ${those(r, b)}`,
    readNot: (r, a, b) => `not all items of ${r.noun(a)} are ones ${those(r, b)}`,
  },
  flatMap: {
    javascript: (a, b) => `${a}.flatMap(${b})`,
    form: 'phrase',
    read: (r, _a, b) => `${turned(r, b)} and flattened`,
  },
  reduce: {
    javascript: (a, b, c) => `${a}.reduce(${b}, ${c})`,
    form: 'noun',
    read: (r, a, b, c) => {
      const { body } = r.functionOf(b);
      const step = body === undefined ? 'a function' : r.noun(body);
      return `${r.noun(a)} reduced to one value, which starts as ${r.noun(c)} and becomes ${step} with each item`;
    },
  },
  sortBy: {
    javascript: (a, b) => `${a}.sort(${b})`,
    form: 'phrase',
    read: (r, _a, b) => {
      const { body } = r.functionOf(b);
      return body === undefined ? 'sorted by a function' : `sorted by ${r.noun(body)}`;
    },
  },
  sorted: {
    python: (a) => `sorted(${a})`,
    form: 'phrase',
    read: phrase('sorted'),
  },
  sortedBy: {
    python: (a, b) => `sorted(${a}, key=${b})`,
    form: 'phrase',
    read: (r, _a, b) => {
      const { body } = r.functionOf(b);
      return body === undefined ? 'sorted by a function' : `sorted by ${r.noun(body)}`;
    },
  },
  sortedByDown: {
    python: (a, b) => `sorted(${a}, key=${b}, reverse=True)`,
    form: 'phrase',
    read: (r, _a, b) => {
      const { body } = r.functionOf(b);
      return body === undefined ? 'sorted by a function' : `sorted by ${r.noun(body)} in reverse order`;
    },
  },
  reverse: {
    javascript: (a) => `${a}.reverse()`,
    python: (a) => `${a}[::-1]`,
    form: 'phrase',
    read: phrase('in reverse order'),
  },
  concat: {
    javascript: (a, b) => `${a}.concat(${b})`,
    form: 'phrase',
    read: (r, _a, b) => `followed by ${r.noun(b)}`,
  },
  unique: {
    javascript: (a) => `[...new Set(${a})]`,
    python: (a) => `list(set(${a}))`,
    form: 'noun',
    read: (r, a) => `a list of the different items of ${r.noun(a)}`,
  },
  setOf: {
    javascript: (a) => `new Set(${a})`,
    python: (a) => `set(${a})`,
    form: 'noun',
    read: (r, a) => `a set of the items of ${r.noun(a)}`,
  },
  indexOf: {
    javascript: (a, b) => `${a}.indexOf(${b})`,
    python: (a, b) => `${a}.index(${b})`,
    form: 'noun',
    read: (r, a, b) => `the position of ${r.noun(b)} in ${r.noun(a)}`,
  },
  push: {
    javascript: (a, b) => `${a}.push(${b})`,
    python: (a, b) => `${a}.append(${b})`,
    form: 'action',
    read: (r, a, b) => `appends ${r.noun(b)} to ${r.noun(a)}`,
  },
  pushAll: {
    javascript: (a, b) => `${a}.push(...${b})`,
    python: (a, b) => `${a}.extend(${b})`,
    form: 'action',
    read: (r, a, b) => `appends the items of ${r.noun(b)} to ${r.noun(a)}`,
  },
  pop: {
    javascript: (a) => `${a}.pop()`,
    python: (a) => `${a}.pop()`,
    form: 'noun',
    read: (r, a) => `the item taken from the end of ${r.noun(a)}`,
  },
  shift: {
    javascript: (a) => `${a}.shift()`,
    python: (a) => `${a}.pop(0)`,
    form: 'noun',
    read: (r, a) => `the item taken from the start of ${r.noun(a)}`,
  },
  isList: condition(
    (a) => `Array.isArray(${a})`,
    (a) => `isinstance(${a}, list)`,
    'is a list',
    'is not a list',
  ),
  isText: condition(
    (a) => `typeof ${a} === 'string'`,
    (a) => `isinstance(${a}, str)`,
    'is a string',
    'is not a string',
    { javascript: 'compare' },
  ),
} satisfies Readonly<Record<string, Operation>>;
