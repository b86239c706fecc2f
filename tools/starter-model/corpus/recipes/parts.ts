import { anyVariable, externalCall } from '../calls.ts';
import { condition } from '../conditions.ts';
import {
  constantText,
  message,
  otherNumber,
  simpleNumber,
  simpleValue,
  template,
  value,
} from '../expressions.ts';
import { shortFunction } from '../itemFunctions.ts';
import type { Kind, Scope, Variable } from '../scope.ts';
import {
  assign,
  binary,
  declare,
  each,
  literal,
  logical,
  name,
  nothing,
  operation,
  perform,
  type Expression,
  type Statement,
} from '../tree.ts';
import { errorClasses } from '../words.ts';

const listKinds: readonly Kind[] = ['numbers', 'texts', 'records'];

export function needList(scope: Scope): Variable {
  const found = listKinds.flatMap((kind) => scope.find(kind) ?? []);
  if (found.length > 0 && scope.chance(0.8)) return scope.random.pick(found);
  return scope.need(scope.random.pick(['records', 'records', 'records', 'numbers', 'texts'] as const));
}

/** Another property than that one. */
export function otherProperty(scope: Scope, record: Expression, property: Expression): Expression {
  const made = scope.property(record, 'number');
  return JSON.stringify(made) === JSON.stringify(property) ? literal(scope.names.number()) : made;
}

/** The loop over a list, with its item in scope. */
export function loop(
  scope: Scope,
  list: Variable,
  build: (item: Variable) => readonly Statement[],
): Statement {
  const id = list.item ?? scope.names.take('item', 'entry', 'x');
  const kinds: Partial<Record<Kind, Kind>> = { numbers: 'number', texts: 'text', records: 'record' };
  const body = scope.inner(() => build(scope.add({ value: name(id), kind: kinds[list.kind] ?? 'record' })));
  return each(id, list.value, ...body);
}

export function local(scope: Scope, id: string, kind: Kind, item?: string): Expression {
  return scope.add({ value: name(id), kind, isChanged: true, ...(item === undefined ? {} : { item }) }).value;
}

/** A number about the item of a loop. */
export function itemNumber(scope: Scope, item: Variable): Expression {
  if (item.kind === 'number')
    return scope.chance(0.6)
      ? item.value
      : binary(scope.random.pick(['*', '+', '-']), item.value, otherNumber(scope, item.value));
  if (item.kind === 'text') return operation('length', item.value);
  const field = scope.property(item.value, 'number');
  return scope.chance(0.5)
    ? field
    : binary(
        scope.random.pick(['*', '*', '+', '-', '/']),
        field,
        scope.chance(0.5) ? otherProperty(scope, item.value, field) : otherNumber(scope, field),
      );
}

export function itemCondition(scope: Scope, item: Variable): Expression {
  const made = shortFunction(scope, 'flag', {
    kind: ({ number: 'numbers', text: 'texts', record: 'records' } as const)[item.kind as 'number'],
    item: (item.value as { id: string }).id,
  });
  const test = made.kind === 'lambda' ? made.body : made;
  return scope.chance(0.15) ? logical(scope.random.pick(['and', 'or']), test, condition(scope, 0)) : test;
}

export function throwing(scope: Scope): Statement {
  const className = scope.names.external(scope.isPython ? errorClasses.python : errorClasses.script);
  const said = scope.chance(0.3) ? template(scope) : literal(message(scope));
  return { kind: 'throw', className, args: [said] };
}

/** What an early exit gives back. */
export function fallback(scope: Scope): Expression {
  const { random } = scope;
  const draw = random.float();
  if (draw < 0.25) return nothing;
  if (draw < 0.4) return literal(random.pick([0, 0, 1, -1]));
  if (draw < 0.55) return literal(random.float() < 0.5);
  if (draw < 0.65) return { kind: 'list', items: [] };
  if (draw < 0.72) return literal('');
  if (draw < 0.85) return anyVariable(scope);
  return draw < 0.93 ? simpleNumber(scope) : constantText(scope);
}

/** One simple statement, for the inside of something. */
export function small(scope: Scope): Statement {
  const { random } = scope;
  const draw = random.float();
  if (draw < 0.5) return perform(externalCall(scope, 0));
  if (draw < 0.65) return perform(operation('print', simpleValue(scope)));
  if (draw < 0.8) {
    const target = scope.property((scope.find('record') ?? scope.need('record')).value, 'number');
    return assign(target, random.pick(['=', '+=', '-=']), otherNumber(scope, target));
  }
  if (draw < 0.9) return declare(scope.names.variable('things', ['result', 'next']), value(scope, 1));
  const list = scope.find('texts') ?? scope.find('records') ?? scope.need('texts');
  return perform(operation('push', list.value, simpleValue(scope)));
}
