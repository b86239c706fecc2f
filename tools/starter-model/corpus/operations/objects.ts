import type { Operation } from './operation.ts';
import { condition } from './parts.ts';

/** Objects, maps and sets, and what a value is. */
export const objectOperations = {
  keys: {
    javascript: (a) => `Object.keys(${a})`,
    python: (a) => `list(${a}.keys())`,
    form: 'noun',
    read: (r, a) => `the keys of ${r.noun(a)}`,
  },
  values: {
    javascript: (a) => `Object.values(${a})`,
    python: (a) => `${a}.values()`,
    form: 'noun',
    read: (r, a) => `the values of ${r.noun(a)}`,
  },
  entries: {
    javascript: (a) => `Object.entries(${a})`,
    python: (a) => `${a}.items()`,
    form: 'noun',
    read: (r, a) => `the entries of ${r.noun(a)}`,
  },
  hasKey: condition(
    (a, b) => `${b} in ${a}`,
    (a, b) => `${b} in ${a}`,
    'contains',
    'does not contain',
    { javascript: 'compare', python: 'compare' },
  ),
  getOr: {
    python: (a, b, c) => `${a}.get(${b}, ${c})`,
    form: 'noun',
    read: (r, a, b, c) => `the value of ${r.noun(b)} in ${r.noun(a)}, or ${r.noun(c)} if it is missing`,
  },
  mapGet: {
    javascript: (a, b) => `${a}.get(${b})`,
    python: (a, b) => `${a}.get(${b})`,
    form: 'noun',
    read: (r, a, b) => `the value of ${r.noun(b)} in ${r.noun(a)}`,
  },
  mapHas: condition(
    (a, b) => `${a}.has(${b})`,
    (a, b) => `${b} in ${a}`,
    'contains',
    'does not contain',
    { python: 'compare' },
  ),
  mapSet: {
    javascript: (a, b, c) => `${a}.set(${b}, ${c})`,
    form: 'action',
    read: (r, a, b, c) => `stores ${r.noun(c)} under ${r.noun(b)} in ${r.noun(a)}`,
  },
  setAdd: {
    javascript: (a, b) => `${a}.add(${b})`,
    python: (a, b) => `${a}.add(${b})`,
    form: 'action',
    read: (r, a, b) => `adds ${r.noun(b)} to ${r.noun(a)}`,
  },
  mapDelete: {
    javascript: (a, b) => `${a}.delete(${b})`,
    python: (a, b) => `${a}.pop(${b}, None)`,
    form: 'action',
    read: (r, a, b) => `removes ${r.noun(b)} from ${r.noun(a)}`,
  },
  parseJson: {
    javascript: (a) => `JSON.parse(${a})`,
    python: (a) => `json.loads(${a})`,
    form: 'noun',
    read: (r, a) => `${r.noun(a)} parsed as JSON`,
  },
  toJson: {
    javascript: (a) => `JSON.stringify(${a})`,
    python: (a) => `json.dumps(${a})`,
    form: 'noun',
    read: (r, a) => `${r.noun(a)} as JSON text`,
  },
  isInstance: condition(
    (a, b) => `${a} instanceof ${b}`,
    (a, b) => `isinstance(${a}, ${b})`,
    'is an instance of',
    'is not an instance of',
    { javascript: 'compare' },
  ),
} satisfies Readonly<Record<string, Operation>>;
