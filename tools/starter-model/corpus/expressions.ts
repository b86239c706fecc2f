import { condition } from './conditions.ts';
import { externalCall } from './calls.ts';
import type { Scope } from './scope.ts';
import { binary, index, literal, operation, type BinaryOperator, type Expression } from './tree.ts';
import { phrases } from './words.ts';

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

export function isSame(a: Expression, b: Expression): boolean {
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
  if (draw < 0.36) return literal(word);
  if (draw < 0.46) return literal(random.pick(['', ' ', ',', '-', '/', '.', ':', ', ', '_', '\n', '=', ';']));
  if (draw < 0.6) return literal(message(scope));
  if (draw < 0.88) return literal(notation(scope, word));
  return literal(`${word}${random.pick(['-', '_', '.', ' ', ':', '/'])}${names.word('things')}`);
}

/** A text with a form of its own: an option, a selector, a path, an address, a file, a type, a format. */
function notation(scope: Scope, word: string): string {
  const { names, random } = scope;
  const other = names.word('things');
  switch (random.int(14)) {
    case 0:
      return `--${word}`;
    case 1:
      return `-${word.charAt(0)}`;
    case 2:
      return `${random.pick(['#', '.', '@', '$', '%', '&', '*', '<', '~', '+', '?'])}${word}`;
    case 3:
      return `/${word}/${other}`;
    case 4:
      return `https://${word}.${random.pick(['com', 'org', 'io'])}/${other}`;
    case 5:
      return `${word}.${random.pick(['txt', 'json', 'csv', 'html', 'log', 'md', 'png'])}`;
    case 6:
      return `${random.pick(['text', 'application', 'image'])}/${word}`;
    case 7:
      return `${word} %s: %d`;
    case 8:
      return `${word}_${other}`.toUpperCase();
    case 9:
      return `${random.pick(['aa', 'x', 'de', 'en'])}-${word.slice(0, 2).toUpperCase()}`;
    case 10:
      return String(random.int(random.pick([10, 1000, 100_000])));
    case 11:
      return `${random.int(100)}${random.pick(['px', '%', 'h', 'ms', ' kg', 'rem'])}`;
    case 12:
      return random.pick([
        '…',
        '€',
        '✓',
        '→',
        '()',
        '[]',
        '{}',
        '\t',
        '. ',
        ' - ',
        '...',
        '<br>',
        '&&',
        '::',
        '**',
      ]);
    default:
      return `${word} ${other}`.replace(/(?:^| )\w/g, (start) => start.toUpperCase());
  }
}

/** Some words as a person would say them, whatever they mean. */
function saying(scope: Scope): string {
  const { names, random } = scope;
  const count = 2 + random.int(6);
  const said = Array.from({ length: count }, () =>
    random.float() < 0.45
      ? random.pick(SAID)
      : names.word(random.pick(['things', 'texts', 'numbers', 'verbs', 'adjectives', 'flags'] as const)),
  ).join(' ');
  const cased = random.float() < 0.6 ? said.charAt(0).toUpperCase() + said.slice(1) : said;
  return cased + random.pick(['', '', '', '.', '!', ':', '?', '...', ' ']);
}

const SAID = (
  'the a an of to for in on at is are was not no you your we it this that please must should can could will be has have ' +
  'than more less or and with from by too very already only still all any one two at least up to 8 18 100 Could Not here'
).split(' ');

/** What an error or a log line says. */
export function message(scope: Scope): string {
  if (scope.chance(0.45)) return saying(scope);
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
    ...(scope.chance(0.4) ? [saying(scope), saying(scope)] : []),
  ]);
  if (before !== '') parts.push(/\w$/.test(before) ? `${before} ` : before);
  parts.push(shownValue(scope));
  if (random.float() < 0.55) {
    parts.push(random.pick([' ', '-', '/', ': ', ', ', ` ${names.word('texts')} `, '=', ' (']));
    parts.push(shownValue(scope));
  }
  if (random.float() < 0.4)
    parts.push(
      random.pick([
        '!',
        ')',
        ` ${random.pick(phrases)}`,
        '%',
        '.',
        's',
        ` ${saying(scope)}`,
        ` ${names.word('texts')}`,
      ]),
    );
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
