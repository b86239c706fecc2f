import type { Expression } from '../tree.ts';
import type { Operation, Reader } from './operation.ts';

export function textOperation(
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

export function phrase(text: string): () => string {
  return () => text;
}

export function numberFunction(javascript: string, python: string, noun: string): Operation {
  return {
    javascript: (a) => `${javascript}(${a})`,
    python: (a) => `${python}(${a})`,
    form: 'noun',
    read: (r, a) => `${noun} ${r.noun(a)}`,
  };
}

/** "with each `x` turned into …": the body of a function given to `map`, or the function's own name. */
export function turned(reader: Reader, fn: Expression): string {
  const { parameter, body } = reader.functionOf(fn);
  if (body === undefined) return `with each turned into the result of \`${parameter}\``;
  return `with each \`${parameter}\` turned into ${reader.noun(body)}`;
}

export function those(reader: Reader, fn: Expression): string {
  const { parameter, body } = reader.functionOf(fn);
  if (body === undefined) return `for which \`${parameter}\` gives a true value`;
  return `\`${parameter}\` for which ${reader.condition(body)}`;
}

/** "`x` of `list` for which …" */
export function ofThose(reader: Reader, source: Expression, fn: Expression): string {
  const { parameter, body } = reader.functionOf(fn);
  const list = reader.noun(source);
  if (body === undefined) return `item of ${list} for which \`${parameter}\` gives a true value`;
  return `\`${parameter}\` of ${list} for which ${reader.condition(body)}`;
}

export function condition(
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
    read: (r, a, ...rest) => [r.noun(a), verb, ...rest.map((value) => r.noun(value))].join(' '),
    readNot: (r, a, ...rest) => [r.noun(a), notVerb, ...rest.map((value) => r.noun(value))].join(' '),
    ...(binding === undefined ? {} : { binding }),
  };
}

/** A lambda arrives printed as `item: body`; a comprehension puts the two into places of their own. */
export function lambdaParts(printed: string, build: (item: string, body: string) => string): string {
  const colon = printed.indexOf(': ');
  return build(printed.slice('lambda '.length, colon), printed.slice(colon + 2));
}
