import { constantText } from './expressions.ts';
import { capital } from './names.ts';
import { printExpression } from './print.ts';
import type { Scope } from './scope.ts';
import type { Expression } from './tree.ts';

/**
 * Code of which only the form is known: whatever it calls, and however its parts are put together, it is read as it
 * stands. What people call from libraries is without end; this is drawn without end too.
 */
export function alienExpression(scope: Scope): Expression {
  for (;;) {
    const code = chain(scope, 2);
    if (code.length <= MAX_CHARS && /[^\w.]/.test(code)) return { kind: 'verbatim', code };
  }
}

/** A type as people write it in TypeScript; types are not read out. */
export function alienType(scope: Scope, depth = 2): string {
  const { names, random } = scope;
  const inner = (): string => alienType(scope, depth - 1);
  const plain = random.pick([
    'string',
    'number',
    'boolean',
    'unknown',
    'any',
    'Date',
    'T',
    'K',
    'null',
    'undefined',
  ]);
  if (depth === 0) return random.pick([plain, names.className()]);
  switch (random.int(14)) {
    case 0:
      return `${names.className()}<${inner()}>`;
    case 1:
      return `${random.pick(['Map', 'Record'])}<string, ${inner()}>`;
    case 2:
      return `${random.pick(['Promise', 'Set', 'Array', 'Partial', 'Readonly', 'Iterable'])}<${inner()}>`;
    case 3:
      return `(${names.word('things')}: ${inner()}) => ${inner()}`;
    case 4:
      return `${inner().replace(/^\(.*/, 'string')} | ${random.pick(['null', 'undefined', plain])}`;
    case 5:
      return `[${inner()}, ${inner()}]`;
    case 6:
      return `{ ${names.word('texts')}: ${inner()} }`;
    case 7:
      return `readonly ${plain}[]`;
    case 8:
      return `${names.className()}['${names.word('texts')}']`;
    case 9:
      return `ReturnType<typeof ${names.word('verbs')}>`;
    case 10:
      return `'${names.word('flags')}' | '${names.word('flags')}'`;
    case 11:
      return `${names.className()}[]`;
    default:
      return random.pick([plain, names.className()]);
  }
}

/** Longer ones are not written on one line. */
const MAX_CHARS = 90;

function chain(scope: Scope, depth: number): string {
  const { random } = scope;
  let code =
    scope.chance(0.15) && !scope.isPython
      ? `new ${scope.names.className()}(${args(scope, depth - 1)})`
      : start(scope);
  const links = 1 + random.int(depth > 1 ? 3 : 2);
  for (let i = 0; i < links; i++) code += link(scope, depth);
  const isTypescript = scope.style.language === 'typescript';
  const draw = random.float();
  if (depth > 1 && draw < 0.12) code = `${code} ${random.pick(operators(scope))} ${simple(scope)}`;
  else if (isTypescript && depth > 1 && draw < 0.2) code = `(${code} as ${alienType(scope, 1)})`;
  else if (isTypescript && draw < 0.24) code += '!';
  return code;
}

function operators(scope: Scope): readonly string[] {
  return scope.isPython ? ['or', 'and', '+', '//', '|', '%'] : ['??', '||', '&&', '+', '>>', '&', '%'];
}

function start(scope: Scope): string {
  const { names } = scope;
  const draw = scope.random.float();
  if (draw < 0.45) {
    const value = simple(scope);
    if (/^[a-z_$]/i.test(value)) return value;
  }
  if (draw < 0.55) return names.word('things');
  if (draw < 0.65)
    return `${scope.isPython ? 'self' : 'this'}.${scope.isPython || scope.chance(0.7) ? '' : '#'}${names.word('things')}`;
  if (draw < 0.75) return capital(names.word('places'));
  return names.join([names.word('verbs'), names.word('things')]);
}

function link(scope: Scope, depth: number): string {
  const { names, random } = scope;
  const method = scope.chance(0.5)
    ? names.word('verbs')
    : names.join([names.word('verbs'), names.word('things')]);
  const dot = !scope.isPython && scope.chance(0.12) ? '?.' : '.';
  switch (random.int(7)) {
    case 0:
      return `${dot}${names.word('texts')}`;
    case 1:
      return `[${scope.chance(0.4) ? String(names.number()) : simple(scope)}]`;
    default:
      return `${dot}${method}(${args(scope, depth - 1)})`;
  }
}

function args(scope: Scope, depth: number): string {
  const count = scope.random.pick([0, 1, 1, 1, 2, 2]);
  const made = Array.from({ length: count }, () => argument(scope, depth));
  // Python takes what is computed item by item only as the sole argument.
  return made.find((text) => text.includes(' for ')) ?? made.join(', ');
}

function argument(scope: Scope, depth: number): string {
  const { names, random } = scope;
  const item = random.pick(['x', 'a', 'row', 'r', 'entry', 'it', 'k', 'm', names.word('things')]);
  const other = random.pick(['y', 'b', 'i', 'acc', 'v']);
  const draw = random.float();
  if (depth <= 0 || draw < 0.35) return simple(scope);
  if (draw < 0.5) return chain(scope, depth - 1);
  if (scope.isPython) {
    if (draw < 0.7) return `${names.word('flags')}=${simple(scope)}`;
    if (draw < 0.8) return `lambda ${item}: ${item}.${names.word('numbers')}`;
    if (draw < 0.88) return `lambda ${item}: ${item}[${String(random.int(3))}]`;
    if (draw < 0.94) return `${item}.${names.word('verbs')}() for ${item} in ${simple(scope)}`;
    return `r"[${random.pick(['a-z', '0-9', '\\w', '^,', '\\s_-'])}]+"`;
  }
  if (draw < 0.62) return `(${item}) => ${item}.${names.word('verbs')}(${simple(scope)})`;
  if (draw < 0.7)
    return `(${item}, ${other}) => ${item}.${names.word('numbers')} - ${other}.${names.word('numbers')}`;
  if (draw < 0.76) return `(${item}) => ${item} !== ${simple(scope)}`;
  if (draw < 0.8) return `() => ${names.word('verbs')}(${simple(scope)})`;
  if (draw < 0.84) return `([${item}, ${other}]) => ${other}`;
  if (draw < 0.94) return `{ ${names.word('texts')}: ${simple(scope)}, ${names.word('flags')} }`;
  return `/[${random.pick(['a-z', '0-9', '\\w', '^,', '\\s_-'])}]+/${random.pick(['', 'g', 'i', 'gi'])}`;
}

/** A variable, a number or a text. */
function simple(scope: Scope): string {
  const { random, names } = scope;
  const draw = random.float();
  if (draw < 0.6) {
    const found = random.pick(['record', 'text', 'number', 'records', 'texts', 'service'] as const);
    const value =
      scope.find(found)?.value ?? scope.need(random.pick(['record', 'text', 'number'] as const)).value;
    return printExpression(value, scope.style);
  }
  if (draw < 0.75) return String(names.number());
  if (draw < 0.85) return names.word('things');
  const text = printExpression(constantText(scope), scope.style);
  return text.includes('`') ? names.word('texts') : text;
}
