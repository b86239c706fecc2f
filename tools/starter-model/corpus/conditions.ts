import { number, otherNumber, simpleText, constantText, pattern, simpleValue } from './expressions.ts';
import { externalCall, anyVariable } from './calls.ts';
import type { Scope } from './scope.ts';
import {
  compare,
  literal,
  logical,
  name,
  not,
  nothing,
  operation,
  type CompareOperator,
  type Expression,
} from './tree.ts';

export const comparisons: readonly CompareOperator[] = ['<', '<=', '>', '>=', '==', '!='];

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

export function simpleNumberOrLiteral(scope: Scope, beside: Expression): Expression {
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
