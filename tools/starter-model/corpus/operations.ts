import type { Expression } from './tree.ts';

/** How an operation's parts are read; `explain` gives it to the table. */
export interface Reader {
  /** "the length of `items`" */
  noun(value: Expression): string;
  /** "`price` is greater than 10" */
  condition(value: Expression): string;
  /** What a function given as an argument does with its parameter: its name and the reading of its body. */
  functionOf(value: Expression): { readonly parameter: string; readonly body?: Expression };
}

/** How a printed expression of this operation binds, as in `print.ts`. */
export type Binding = 'postfix' | 'compare';

interface Operation {
  /** The printed arguments already have the parentheses that a receiver needs. */
  readonly javascript?: (...args: string[]) => string;
  readonly python?: (...args: string[]) => string;
  /** `postfix` without it. */
  readonly binding?: { readonly javascript?: Binding; readonly python?: Binding };
  /**
   * `noun`: a thing; `phrase`: what happens to the first argument, read after it, so that a chain of calls is read in
   * its own order; `condition`: true or false; `action`: a verb.
   */
  readonly form: 'noun' | 'phrase' | 'condition' | 'action';
  readonly read: (reader: Reader, ...args: Expression[]) => string;
  /** Of a condition that is not so. */
  readonly readNot?: (reader: Reader, ...args: Expression[]) => string;
  /** Seen only when evaluating. */
  readonly heldOut?: true;
}

function textOperation(
  javascript: string,
  python: string,
  read: (reader: Reader, ...args: Expression[]) => string,
): Operation {
  return {
    javascript: (a, ...rest) => `${a}.${javascript}(${rest.join(', ')})`,
    python: (a, ...rest) => `${a}.${python}(${rest.join(', ')})`,
    form: 'phrase',
    read,
  };
}

function phrase(text: string): () => string {
  return () => text;
}

function numberFunction(javascript: string, python: string, noun: string): Operation {
  return {
    javascript: (a) => `${javascript}(${a})`,
    python: (a) => `${python}(${a})`,
    form: 'noun',
    read: (r, a) => `${noun} ${r.noun(a)}`,
  };
}

/** "with each `x` turned into …": the body of a function given to `map`, or the function's own name. */
function turned(reader: Reader, fn: Expression): string {
  const { parameter, body } = reader.functionOf(fn);
  if (body === undefined) return `with each turned into the result of \`${parameter}\``;
  return `with each \`${parameter}\` turned into ${reader.noun(body)}`;
}

function those(reader: Reader, fn: Expression): string {
  const { parameter, body } = reader.functionOf(fn);
  if (body === undefined) return `for which \`${parameter}\` gives a true value`;
  return `\`${parameter}\` for which ${reader.condition(body)}`;
}

/** "`x` of `list` for which …" */
function ofThose(reader: Reader, source: Expression, fn: Expression): string {
  const { parameter, body } = reader.functionOf(fn);
  const list = reader.noun(source);
  if (body === undefined) return `item of ${list} for which \`${parameter}\` gives a true value`;
  return `\`${parameter}\` of ${list} for which ${reader.condition(body)}`;
}

function condition(
  javascript: (...args: string[]) => string,
  python: (...args: string[]) => string,
  verb: string,
  notVerb: string,
  binding?: Operation['binding'],
): Operation {
  return {
    javascript,
    python,
    form: 'condition',
    read: (r, a, b) => `${r.noun(a)} ${verb}${b === undefined ? '' : ` ${r.noun(b)}`}`,
    readNot: (r, a, b) => `${r.noun(a)} ${notVerb}${b === undefined ? '' : ` ${r.noun(b)}`}`,
    ...(binding === undefined ? {} : { binding }),
  };
}

/**
 * What the languages spell differently, and what has a better reading than "calls `x.y`". Anything else in the corpus is
 * a plain call, which is read as such.
 */
export const operations = {
  // Text
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
  // Lists
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
  // Python's own
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
  // Numbers
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
  // Objects
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
  // The world
  print: {
    javascript: (...a) => `console.log(${a.join(', ')})`,
    python: (...a) => `print(${a.join(', ')})`,
    form: 'action',
    read: (r, ...a) => `prints ${a.map((value) => r.noun(value)).join(' and ')}`,
  },
  now: {
    javascript: () => 'Date.now()',
    python: () => 'time.time()',
    form: 'noun',
    read: phrase('the current time'),
  },
} satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof operations;

/** A lambda arrives printed as `item: body`; a comprehension puts the two into places of their own. */
function lambdaParts(printed: string, build: (item: string, body: string) => string): string {
  const colon = printed.indexOf(': ');
  return build(printed.slice('lambda '.length, colon), printed.slice(colon + 2));
}

export function operationOf(operationName: string): Operation {
  const found = (operations as Readonly<Record<string, Operation>>)[operationName];
  if (found === undefined) throw new Error(`operation: expected one of the table, found ${operationName}`);
  return found;
}
