import { otherNumber, simpleText, constantText, textStep, template } from './expressions.ts';
import { comparisons, simpleNumberOrLiteral } from './conditions.ts';
import { objectOf } from './calls.ts';
import type { Kind, Scope } from './scope.ts';
import { binary, compare, lambda, literal, member, name, not, operation, type Expression } from './tree.ts';

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
