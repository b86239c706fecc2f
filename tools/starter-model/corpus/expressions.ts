import type { Kind, Scope } from './scope.ts';
import {
  binary,
  call,
  compare,
  index,
  lambda,
  literal,
  logical,
  member,
  name,
  not,
  nothing,
  operation,
  type BinaryOperator,
  type CompareOperator,
  type Expression,
} from './tree.ts';
import { externalCalls, externalMethods, phrases, reserved } from './words.ts';

/** A number; `depth` bounds what it is made of. */
export function number(scope: Scope, depth = 2): Expression {
  const { random } = scope;
  const draw = random.float();
  if (depth === 0 || draw < 0.32) return simpleNumber(scope);
  if (draw < 0.72) return arithmetic(scope, depth);
  const list = scope.find('numbers') ?? scope.find('records') ?? scope.find('texts');
  if (draw < 0.82 && list !== undefined) return operation('length', list.value);
  if (draw < 0.96) return numberFunction(scope, depth);
  return externalCall(scope, 1);
}

/** A number that is not the one it is put beside. */
export function otherNumber(scope: Scope, beside: Expression): Expression {
  const made = simpleNumber(scope);
  if (!isSame(made, beside)) return made;
  return scope.chance(0.6) ? literal(scope.names.number()) : scope.addParameter('number').value;
}

function isSame(a: Expression, b: Expression): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export function simpleNumber(scope: Scope): Expression {
  const record = scope.find('record');
  const variable = scope.find('number');
  const draw = scope.random.float();
  if (record !== undefined && draw < 0.4) return scope.property(record.value, 'number');
  if (variable !== undefined && draw < 0.9) return variable.value;
  if (draw < 0.55) return scope.need('number').value;
  return literal(scope.names.number());
}

export function arithmetic(scope: Scope, depth: number): Expression {
  const operator = scope.random.pick<BinaryOperator>([
    '+',
    '+',
    '-',
    '-',
    '*',
    '*',
    '*',
    '/',
    '/',
    '%',
    '**',
  ]);
  const left = scope.chance(0.35) ? number(scope, depth - 1) : simpleNumber(scope);
  if (operator === '**') return binary('**', simpleNumber(scope), literal(2));
  const made = scope.chance(0.3) ? number(scope, depth - 1) : simpleNumber(scope);
  const right = isSame(left, made) ? otherNumber(scope, left) : made;
  if (left.kind === 'literal' && right.kind === 'literal') {
    return binary(operator, scope.need('number').value, right);
  }
  return binary(operator, left, right);
}

function numberFunction(scope: Scope, depth: number): Expression {
  const value = number(scope, depth - 1);
  const list = scope.find('numbers');
  switch (scope.random.int(list === undefined ? 4 : 7)) {
    case 0:
      return operation(scope.random.pick(['maximum', 'minimum']), value, otherNumber(scope, value));
    case 1:
      return operation(scope.random.pick(['absolute', 'squareRoot']), value);
    case 2:
      return operation(scope.random.pick(['round', 'floor', 'ceil']), value);
    case 3:
      if (scope.chance(0.5))
        return operation(scope.random.pick(['toNumber', 'toInteger']), simpleText(scope));
      return operation('roundTo', value.kind === 'literal' ? scope.need('number').value : value, literal(2));
    case 4:
      return operation(scope.random.pick(['largest', 'smallest']), list!.value);
    case 5:
      return operation(scope.random.pick(['first', 'last']), list!.value);
    default: {
      if (scope.isPython) return operation('sum', list!.value);
      return index(list!.value, literal(scope.random.int(3)));
    }
  }
}

export function simpleText(scope: Scope): Expression {
  const record = scope.find('record');
  const variable = scope.find('text');
  if (record !== undefined && scope.chance(0.5)) return scope.property(record.value, 'text');
  return (variable ?? scope.need('text')).value;
}

export function constantText(scope: Scope): Expression {
  const { names, random } = scope;
  const word = names.word(random.pick(['texts', 'things', 'flags'] as const));
  const draw = random.float();
  if (draw < 0.5) return literal(word);
  if (draw < 0.62) return literal(random.pick(['', ' ', ',', '-', '/', '.', ':', ', ', '_', '\n', '=', ';']));
  if (draw < 0.8) return literal(message(scope));
  return literal(`${word}${random.pick(['-', '_', '.', ' ', ':', '/'])}${names.word('things')}`);
}

/** What an error or a log line says. */
export function message(scope: Scope): string {
  const word = scope.names.word(scope.random.pick(['texts', 'numbers', 'things'] as const));
  const text = `${word} ${scope.random.pick(phrases)}`;
  return scope.chance(0.5) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

/** A text made of a text, by a chain of one to three steps. */
export function text(scope: Scope, depth = 2): Expression {
  const { random } = scope;
  const draw = random.float();
  if (depth === 0 || draw < 0.12) return simpleText(scope);
  if (draw < 0.34) return template(scope);
  if (draw < 0.42) {
    const start = scope.chance(0.4) ? binary('+', constantText(scope), simpleText(scope)) : simpleText(scope);
    return binary('+', start, scope.chance(0.7) ? constantText(scope) : simpleValue(scope));
  }
  if (draw < 0.48) return operation('toText', simpleNumber(scope));
  let value = simpleText(scope);
  const steps = 1 + random.int(3);
  for (let i = 0; i < steps; i++) value = textStep(scope, value);
  return value;
}

export function textStep(scope: Scope, value: Expression): Expression {
  const { random } = scope;
  switch (random.int(scope.isPython ? 9 : 10)) {
    case 0:
    case 1:
      return operation(random.pick(['upper', 'lower']), value);
    case 2:
      return operation(scope.heldOutChance(0.5) ? 'trimEnd' : 'trim', value);
    case 3:
      return operation('replaceAll', value, constantText(scope), constantText(scope));
    case 4:
      return operation(
        'replacePattern',
        value,
        pattern(scope, true),
        literal(random.pick(['', '-', ' ', '_'])),
      );
    case 5:
      return operation(random.pick(['sliceFrom', 'sliceTo']), value, literal(1 + random.int(12)));
    case 6:
      return operation('slice', value, literal(random.int(4)), literal(4 + random.int(12)));
    case 7: {
      const parts = operation('split', value, literal(random.pick([' ', ',', '-', '/', '\n'])));
      return operation(
        'join',
        random.float() < 0.5 ? operation('reverse', parts) : parts,
        literal(random.pick(['', '-', ' ', '_'])),
      );
    }
    case 8:
      return operation('padStart', value, literal(2 + random.int(8)), literal(random.pick([' ', '0'])));
    default:
      return operation('repeat', value, literal(2 + random.int(5)));
  }
}

/** A regular expression; made of pieces, so that none is learnt by heart. */
export function pattern(scope: Scope, isGlobal: boolean): Expression {
  const { random, names } = scope;
  const pieces = [
    '\\d',
    '\\w',
    '\\s',
    '[a-z]',
    '[A-Z]',
    '[0-9]',
    '[^a-z]',
    '[^\\w\\s-]',
    '\\S',
    '.',
    names.word('texts'),
  ];
  let body = random.float() < 0.3 ? '^' : '';
  const count = 1 + random.int(3);
  for (let i = 0; i < count; i++) body += random.pick(pieces) + random.pick(['', '+', '*', '+', '']);
  if (body.startsWith('^') && random.float() < 0.5) body += '$';
  if (scope.isPython) return { kind: 'verbatim', code: `r${scope.style.quote}${body}${scope.style.quote}` };
  const flags = (isGlobal ? 'g' : '') + (random.float() < 0.2 ? 'i' : '');
  return { kind: 'verbatim', code: `/${body}/${flags}` };
}

export function template(scope: Scope): Expression {
  const { random, names } = scope;
  const parts: (string | Expression)[] = [];
  const before = random.pick([
    '',
    '',
    names.word('things'),
    `/${names.word('things')}/`,
    `${names.word('texts')}: `,
  ]);
  if (before !== '') parts.push(/\w$/.test(before) ? `${before} ` : before);
  parts.push(shownValue(scope));
  if (random.float() < 0.55) {
    parts.push(random.pick([' ', '-', '/', ': ', ', ', ` ${names.word('texts')} `, '=', ' (']));
    parts.push(shownValue(scope));
  }
  if (random.float() < 0.3) parts.push(random.pick(['!', ')', ` ${random.pick(phrases)}`, '%', '.']));
  return { kind: 'template', parts };
}

function shownValue(scope: Scope): Expression {
  const made = simpleValue(scope);
  if (made.kind === 'literal') return simpleText(scope);
  if (!scope.isPython || !scope.chance(0.12)) return made;
  return { kind: 'cast', value: made, type: scope.random.pick([':.2f', ':.1f', '!r', ':>8', ':02d', ':,']) };
}

/** A number or a text, whatever there is. */
export function simpleValue(scope: Scope): Expression {
  return scope.chance(0.5) ? simpleText(scope) : simpleNumber(scope);
}

export function value(scope: Scope, depth = 1): Expression {
  const draw = scope.random.float();
  if (draw < 0.4) return number(scope, depth);
  if (draw < 0.75) return text(scope, depth);
  if (draw < 0.85) return condition(scope, 0);
  return externalCall(scope, depth);
}

const comparisons: readonly CompareOperator[] = ['<', '<=', '>', '>=', '==', '!='];

/** Something true or false. */
export function condition(scope: Scope, depth = 1): Expression {
  const { random } = scope;
  const draw = random.float();
  if (depth > 0 && draw < 0.22) {
    const sides = [condition(scope, scope.heldOutChance(0.3) ? depth : 0), condition(scope, 0)] as const;
    return logical(random.pick(['and', 'and', 'or']), ...sides);
  }
  if (scope.heldOutChance(0.08))
    return not(compare(random.pick(comparisons), scope.need('number').value, literal(scope.names.number())));
  if (draw < 0.5) {
    const left = number(scope, random.int(2));
    const subject = left.kind === 'literal' ? scope.need('number').value : left;
    return compare(random.pick(comparisons), subject, simpleNumberOrLiteral(scope, subject));
  }
  if (draw < 0.64) return compare(random.pick(['==', '!=']), simpleText(scope), constantText(scope));
  const record = scope.find('record');
  if (draw < 0.74 && record !== undefined) {
    const flag = scope.property(record.value, 'flag');
    return scope.chance(0.4) ? not(flag) : flag;
  }
  if (draw < 0.8) {
    const list = scope.find('numbers') ?? scope.find('texts') ?? scope.find('records');
    if (list !== undefined)
      return compare(
        random.pick(['==', '==', '>', '<']),
        operation('length', list.value),
        literal(random.int(3)),
      );
  }
  if (draw < 0.9) return maybeNot(scope, textCondition(scope));
  if (draw < 0.92) {
    const made = operation('length', operation('keys', scope.need('map').value));
    return compare(random.pick(['==', '>']), made, literal(0));
  }
  if (draw < 0.96) return maybeNot(scope, externalCall(scope, 0));
  return maybeNot(scope, (scope.find('flag') ?? scope.find('text') ?? scope.need('record')).value);
}

function simpleNumberOrLiteral(scope: Scope, beside: Expression): Expression {
  return scope.chance(0.6) ? literal(scope.names.number()) : otherNumber(scope, beside);
}

function maybeNot(scope: Scope, value: Expression): Expression {
  return scope.chance(0.4) ? not(value) : value;
}

function textCondition(scope: Scope): Expression {
  const { random } = scope;
  const list = scope.find('texts');
  switch (random.int(6)) {
    case 0:
    case 1:
      return operation(random.pick(['startsWith', 'endsWith']), simpleText(scope), constantText(scope));
    case 2:
      return operation(
        'includes',
        list?.value ?? simpleText(scope),
        list === undefined ? constantText(scope) : simpleText(scope),
      );
    case 3:
      return operation('testPattern', simpleText(scope), pattern(scope, false));
    case 4:
      return operation(random.pick(['isText', 'isList', 'isNotNumber']), simpleValue(scope));
    default:
      return operation(
        'isInstance',
        (scope.find('record') ?? scope.need('record')).value,
        name(scope.names.className()),
      );
  }
}

/** What a guard looks at: whether something is missing, empty or out of bounds. */
export function guardCondition(scope: Scope): Expression {
  const { random } = scope;
  const list = scope.find('numbers') ?? scope.find('records') ?? scope.find('texts');
  const draw = random.float();
  if (draw > 0.86) {
    // `!a || b < 0`
    const first = scope.chance(0.7)
      ? not(anyVariable(scope))
      : compare('==', anyVariable(scope), missing(scope));
    return logical('or', first, condition(scope, 0));
  }
  if (draw > 0.8) return compare(scope.chance(0.7) ? '==' : '!=', anyVariable(scope), missing(scope));
  if (list !== undefined && draw < 0.35) {
    if (scope.chance(0.4)) return not(list.value);
    return compare('==', operation('length', list.value), literal(0));
  }
  const record = scope.find('record');
  if (record !== undefined && draw < 0.55) {
    return scope.chance(0.5) ? not(record.value) : compare('==', record.value, nothing);
  }
  if (draw < 0.68) return not(simpleText(scope));
  return condition(scope);
}

/** What a variable is that was given no value. */
export function missing(scope: Scope): Expression {
  return !scope.isPython && scope.chance(0.6) ? { kind: 'verbatim', code: 'undefined' } : nothing;
}

/** The call of something the reader must know from elsewhere. */
export function externalCall(scope: Scope, depth: number): Expression {
  const { names, random } = scope;
  const table = scope.isPython ? externalCalls.python : externalCalls.script;
  const draw = random.float();
  let callee: Expression;
  if (draw < 0.4) {
    callee = path(names.external(table));
  } else if (draw < 0.65) {
    callee = member(scope.need(scope.chance(0.6) ? 'service' : 'record').value, methodName(scope));
  } else {
    callee = name(names.functionName());
  }
  const result = call(callee, ...args(scope, depth));
  if (depth > 0 && scope.chance(0.22)) {
    return call(
      member(result, names.external(scope.isPython ? externalMethods.python : externalMethods.script)),
      ...args(scope, 0),
    );
  }
  return result;
}

export function methodName(scope: Scope): string {
  for (;;) {
    const made = anyMethodName(scope);
    if (!reserved.has(made)) return made;
  }
}

function anyMethodName(scope: Scope): string {
  const { names } = scope;
  if (scope.chance(0.35))
    return names.external(scope.isPython ? externalMethods.python : externalMethods.script);
  return scope.chance(0.5) ? names.word('verbs') : names.join([names.word('verbs'), names.word('things')]);
}

/** `a.b.c` */
export function path(text: string): Expression {
  const [first, ...rest] = text.split('.');
  return rest.reduce<Expression>((object, property) => member(object, property), name(first!));
}

export function args(scope: Scope, depth: number): readonly Expression[] {
  const count = scope.random.pick([0, 1, 1, 1, 2, 2, 3]);
  const made = Array.from({ length: count }, () => argument(scope, depth));
  // No argument twice, by name or by value.
  const keys = made.map((arg) => (arg.kind === 'keyword' ? arg.name : JSON.stringify(arg)));
  return made.filter((_, i) => keys.indexOf(keys[i]!) === i);
}

function argument(scope: Scope, depth: number): Expression {
  const draw = scope.random.float();
  if (draw < 0.45) return anyVariable(scope);
  if (draw < 0.6) return constantText(scope);
  if (draw < 0.7)
    return literal(
      scope.random.pick<number | boolean | null>([
        scope.names.number(),
        scope.names.number(),
        true,
        false,
        null,
      ]),
    );
  if (draw < 0.78 && depth > 0) return objectOf(scope);
  if (draw < 0.84 && depth > 0) return shortFunction(scope, 'number');
  if (draw < 0.88)
    return {
      kind: 'spread',
      value: (scope.find('numbers') ?? scope.find('texts') ?? scope.need('records')).value,
    };
  if (draw < 0.93 && scope.isPython) {
    const key = scope.names.property(scope.random.pick(['texts', 'flags', 'numbers'] as const));
    return {
      kind: 'keyword',
      name: key,
      value: scope.chance(0.6) ? simpleValue(scope) : literal(scope.chance(0.5)),
    };
  }
  if (depth > 0) return value(scope, 0);
  return simpleValue(scope);
}

const variableKinds: readonly Kind[] = [
  'number',
  'text',
  'record',
  'records',
  'numbers',
  'texts',
  'flag',
  'callback',
  'map',
];

export function anyVariable(scope: Scope): Expression {
  const found = variableKinds.flatMap((kind) => scope.find(kind) ?? []);
  return found.length === 0 ? scope.need('text').value : scope.random.pick(found).value;
}

/** `{ key: value }` of a few entries, at times on top of another object's. */
export function objectOf(scope: Scope): Expression {
  const { random, names } = scope;
  const count = 1 + random.int(3);
  const keys = new Set<string>();
  while (keys.size < count) keys.add(names.property(random.pick(['numbers', 'texts', 'flags'] as const)));
  const shorthand = [...keys].map((key) => ({
    key,
    value: scope.chance(0.55) ? simpleValue(scope) : value(scope, 1),
  }));
  const entries = shorthand.map((entry) => {
    const isSame = !scope.isPython && entry.value.kind === 'name' && entry.value.id !== 'this';
    return isSame && scope.chance(0.6) ? { key: (entry.value as { id: string }).id } : entry;
  });
  const unique = entries.filter((entry, i) => entries.findIndex(({ key }) => key === entry.key) === i);
  const record = scope.find('record');
  if (record !== undefined && scope.chance(0.3))
    return { kind: 'object', spread: record.value, entries: unique };
  return { kind: 'object', entries: unique };
}

/** `(x) => …` on an item of a list of records, numbers or texts. */
export function shortFunction(
  scope: Scope,
  result: 'number' | 'text' | 'flag' | 'object',
  list?: { readonly kind: Kind; readonly item?: string },
): Expression {
  const item = list?.item ?? scope.names.take('x', 'value', 'item', 'n', 'entry');
  const kinds: Partial<Record<Kind, Kind>> = { numbers: 'number', texts: 'text', records: 'record' };
  return scope.inner(() => {
    const variable = scope.add({ value: name(item), kind: kinds[list?.kind ?? 'records'] ?? 'record' });
    return lambda([item], itemResult(scope, variable.value, variable.kind, result));
  });
}

/** An expression on one item: most of the time about the item itself. */
function itemResult(
  scope: Scope,
  item: Expression,
  kind: Kind,
  result: 'number' | 'text' | 'flag' | 'object',
): Expression {
  const { random } = scope;
  if (result === 'object') {
    if (kind !== 'record' || scope.isPython || scope.chance(0.6)) return objectOf(scope);
    const key = scope.names.property('numbers');
    const changed: Expression = {
      kind: 'object',
      spread: item,
      entries: [{ key, value: binary('+', member(item, key), literal(1)) }],
    };
    const test = compare('==', scope.property(item, 'text'), simpleText(scope));
    return { kind: 'conditional', test, yes: changed, no: item };
  }
  if (kind === 'record') {
    if (result === 'number') {
      const field = scope.property(item, 'number');
      return scope.chance(0.5)
        ? field
        : binary(random.pick(['*', '+', '-', '/']), field, otherNumber(scope, field));
    }
    if (result === 'text') {
      const field = scope.property(item, 'text');
      return scope.chance(0.5) ? field : scope.chance(0.6) ? textStep(scope, field) : template(scope);
    }
    const draw = random.float();
    const field = scope.property(item, 'number');
    if (draw < 0.35)
      return scope.chance(0.3) ? not(scope.property(item, 'flag')) : scope.property(item, 'flag');
    if (draw < 0.7) return compare(random.pick(comparisons), field, simpleNumberOrLiteral(scope, field));
    return compare(
      random.pick(['==', '!=']),
      scope.property(item, 'text'),
      scope.chance(0.5) ? constantText(scope) : simpleText(scope),
    );
  }
  if (kind === 'text') {
    if (result === 'number') return operation(scope.chance(0.5) ? 'length' : 'toNumber', item);
    if (result === 'text') return textStep(scope, item);
    return scope.chance(0.5)
      ? operation(random.pick(['startsWith', 'endsWith', 'includes']), item, constantText(scope))
      : compare(random.pick(comparisons), operation('length', item), literal(scope.names.number()));
  }
  if (result === 'text') return operation('toText', item);
  if (result === 'number')
    return binary(random.pick(['*', '+', '-', '/', '%']), item, simpleNumberOrLiteral(scope, item));
  if (scope.chance(0.25)) return compare('==', binary('%', item, literal(2 + random.int(4))), literal(0));
  return compare(random.pick(comparisons), item, simpleNumberOrLiteral(scope, item));
}
