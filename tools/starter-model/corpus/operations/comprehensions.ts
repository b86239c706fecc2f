import type { Operation } from './operation.ts';
import { those, ofThose, lambdaParts } from './parts.ts';

/** What Python says with comprehensions and functions over them. */
export const comprehensions = {
  collect: {
    // [result for item in source]
    python: (a, b) => lambdaParts(b, (item, body) => `[${body} for ${item} in ${a}]`),
    form: 'noun',
    read: (r, a, b) => {
      const { parameter, body } = r.functionOf(b);
      return `a list of ${r.noun(body!)} for each \`${parameter}\` of ${r.noun(a)}`;
    },
  },
  collectWhere: {
    // [result for item in source if test]
    python: (a, b, c) =>
      lambdaParts(b, (item, body) =>
        lambdaParts(c, (_i, test) => `[${body} for ${item} in ${a} if ${test}]`),
      ),
    form: 'noun',
    read: (r, a, b, c) => {
      const { parameter, body } = r.functionOf(b);
      const test = r.functionOf(c).body!;
      return `a list of ${r.noun(body!)} for each \`${parameter}\` of ${r.noun(a)} for which ${r.condition(test)}`;
    },
  },
  collectKeyed: {
    // {key: value for item in source}
    python: (a, b, c) =>
      lambdaParts(b, (item, key) => lambdaParts(c, (_i, value) => `{${key}: ${value} for ${item} in ${a}}`)),
    form: 'noun',
    read: (r, a, b, c) => {
      const { parameter, body } = r.functionOf(b);
      const value = r.functionOf(c).body!;
      return `a dictionary from ${r.noun(body!)} to ${r.noun(value)} for each \`${parameter}\` of ${r.noun(a)}`;
    },
  },
  sumOf: {
    // sum(result for item in source)
    python: (a, b) => lambdaParts(b, (item, body) => `sum(${body} for ${item} in ${a})`),
    form: 'noun',
    read: (r, a, b) => {
      const { parameter, body } = r.functionOf(b);
      return `the sum of ${r.noun(body!)} for each \`${parameter}\` of ${r.noun(a)}`;
    },
  },
  anyOf: {
    python: (a, b) => lambdaParts(b, (item, body) => `any(${body} for ${item} in ${a})`),
    form: 'condition',
    read: (r, a, b) => `${r.noun(a)} has at least one ${those(r, b)}`,
    readNot: (r, a, b) => `${r.noun(a)} has no ${those(r, b)}`,
  },
  allOf: {
    python: (a, b) => lambdaParts(b, (item, body) => `all(${body} for ${item} in ${a})`),
    form: 'condition',
    read: (r, a, b) => `${r.noun(a)} has only items ${those(r, b)}`,
    readNot: (r, a, b) => `not all items of ${r.noun(a)} are ones ${those(r, b)}`,
  },
  nextOf: {
    python: (a, b) => lambdaParts(b, (item, body) => `next((${item} for ${item} in ${a} if ${body}), None)`),
    form: 'noun',
    read: (r, a, b) => `the first ${ofThose(r, a, b)}, or \`None\``,
  },
  sum: {
    python: (a) => `sum(${a})`,
    form: 'noun',
    read: (r, a) => `the sum of ${r.noun(a)}`,
  },
} satisfies Readonly<Record<string, Operation>>;
