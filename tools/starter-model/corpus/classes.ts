import { args, methodName } from './calls.ts';
import { condition, missing } from './conditions.ts';
import { simpleNumber } from './expressions.ts';
import { returnType, wholeAnswer, withDefaults } from './functions.ts';
import { passage } from './passages.ts';
import { throwing } from './recipes/parts.ts';
import type { Kind, Scope } from './scope.ts';
import {
  assign,
  compare,
  declare,
  index,
  literal,
  member,
  name,
  not,
  nothing,
  operation,
  perform,
  returns,
  when,
  type ClassDefinition,
  type Expression,
  type FunctionDefinition,
  type Parameter,
  type Statement,
} from './tree.ts';

/** A class of a few fields and one or two methods about them. */
export function randomClass(scope: Scope): ClassDefinition {
  const { names, random } = scope;
  const own = name('this');
  const className = names.className();
  const fields: { readonly target: Expression; readonly kind: Kind }[] = [];
  const start: Statement[] = [];
  const parameters: Parameter[] = [];
  const isShort = scope.style.language === 'typescript' && scope.chance(0.3);
  const count = 1 + random.int(3);
  for (let i = 0; i < count; i++) {
    const kind = random.pick([
      'number',
      'text',
      'records',
      'map',
      'number',
      'text',
      'service',
      'store',
    ] as const);
    const { id, item } = scope.nameFor(kind);
    const target = member(own, id);
    scope.add({ value: target, kind, ...(item === undefined ? {} : { item }) });
    fields.push({ target, kind });
    if (kind === 'number' || kind === 'text' || kind === 'service') {
      const type = scope.isTyped ? scope.typeOf(kind, id) : undefined;
      const modifier = isShort
        ? { modifier: random.pick(['private', 'private readonly', 'readonly'] as const) }
        : {};
      parameters.push({ id, ...(type === undefined ? {} : { type }), ...modifier });
      if (!isShort) start.push(assign(target, '=', name(id)));
    } else {
      start.push(
        assign(
          target,
          '=',
          kind === 'records'
            ? { kind: 'list', items: [] }
            : kind === 'store' && !scope.isPython
              ? { kind: 'create', className: 'Map', args: [] }
              : { kind: 'object', entries: [] },
        ),
      );
    }
  }
  const methods = Array.from({ length: 1 + random.int(2) }, () => randomMethod(scope, fields));
  const extraField = scope.chance(0.25) ? classField(scope) : undefined;
  const isData = scope.isPython && extraField !== undefined && scope.chance(0.4);
  const hasConstructor = !isData && scope.chance(0.9);
  return {
    name: className,
    ...(isData ? { decorators: ['dataclass'] } : {}),
    ...(scope.chance(0.15) ? { parent: names.className() } : {}),
    ...(!scope.isPython && scope.chance(0.4) ? { isExported: true } : {}),
    ...(hasConstructor ? { initial: { parameters: withDefaults(scope, parameters), body: start } } : {}),
    ...(extraField === undefined ? {} : { fields: [extraField] }),
    methods,
  };
}

function classField(scope: Scope): {
  readonly name: string;
  readonly type: string;
  readonly value?: Expression;
} {
  const { names, random } = scope;
  const isNumber = scope.chance(0.5);
  const field = names.variable(isNumber ? 'numbers' : 'texts');
  const value: Expression = isNumber
    ? literal(names.number())
    : scope.chance(0.5)
      ? literal(names.word('texts'))
      : { kind: 'list', items: [] };
  if (scope.isPython)
    return { name: field, type: isNumber ? 'int' : value.kind === 'list' ? 'list' : 'str', value };
  const isPrivate = scope.chance(0.3);
  const made: Expression = scope.chance(0.3)
    ? { kind: 'create', className: random.pick(['Map', 'Set']), args: [] }
    : value;
  return { name: isPrivate ? `#${field}` : field, type: 'unknown', value: made };
}

/** What is done with a `Map` or a dictionary by key. */
function storeSteps(scope: Scope, store: Expression): readonly Statement[] {
  const key = scope.addParameter('text').value;
  const set = (value: Expression): Statement =>
    scope.isPython ? assign(index(store, key), '=', value) : perform(operation('mapSet', store, key, value));
  const found = scope.names.take('found', 'value', 'existing', 'entry');
  const size: Expression = scope.isPython ? operation('length', store) : member(store, 'size');
  switch (scope.random.int(5)) {
    case 0:
      return [returns(operation('mapGet', store, key))];
    case 1:
      return [set(scope.addParameter('record').value), returns(scope.chance(0.5) ? name('this') : size)];
    case 2:
      return [
        when(not(operation('mapHas', store, key)), scope.chance(0.5) ? throwing(scope) : returns(nothing)),
        perform(operation('mapDelete', store, key)),
      ];
    case 3:
      return [
        declare(found, operation('mapGet', store, key)),
        when(
          compare('==', name(found), missing(scope)),
          returns(scope.chance(0.5) ? nothing : literal(false)),
        ),
        returns(name(found)),
      ];
    default:
      return [
        when(compare('>', size, simpleNumber(scope)), perform(operation('mapDelete', store, key))),
        set(scope.addParameter('record').value),
      ];
  }
}

function randomMethod(
  scope: Scope,
  fields: readonly { readonly target: Expression; readonly kind: Kind }[],
): FunctionDefinition {
  const { names, random } = scope;
  return scope.inner(() => {
    const before = scope.parameters.length;
    const { target, kind } = random.pick(fields);
    const body: Statement[] = [];
    let isProperty = false;
    const draw = random.float();
    if (draw < 0.15) {
      isProperty = true;
      body.push(
        returns(
          kind === 'records' ? operation('length', target) : scope.chance(0.5) ? target : condition(scope, 0),
        ),
      );
    } else if (kind === 'records' && draw < 0.6) {
      const added = scope.addParameter('record').value;
      if (scope.chance(0.3))
        body.push(when(compare('>', operation('length', target), literal(names.number())), throwing(scope)));
      body.push(perform(operation('push', target, added)));
      if (scope.chance(0.4)) body.push(returns(operation('length', target)));
    } else if (kind === 'map' && draw < 0.6) {
      const key = scope.addParameter('text').value;
      if (scope.chance(0.5)) {
        body.push(assign(index(target, key), '=', scope.addParameter('number').value));
      } else {
        body.push(
          when({ kind: 'not', value: operation('hasKey', target, key) }, returns(nothing)),
          returns(index(target, key)),
        );
      }
    } else if (kind === 'store' && draw < 0.85) {
      body.push(...storeSteps(scope, target));
    } else if (kind === 'service' && draw < 0.7) {
      const made: Expression = {
        kind: 'call',
        callee: member(target, methodName(scope)),
        args: args(scope, 0),
      };
      body.push(scope.chance(0.5) ? perform(made) : returns(made));
    } else if (kind === 'number' && draw < 0.6) {
      const amount = scope.addParameter('number').value;
      if (scope.chance(0.4))
        body.push(
          when(
            compare(random.pick(['<', '<=', '>']), amount, scope.chance(0.6) ? literal(0) : target),
            throwing(scope),
          ),
        );
      body.push(assign(target, random.pick(['+=', '-=', '=', '*=']), amount));
      if (scope.chance(0.4)) body.push(returns(target));
    } else if (draw < 0.8) {
      body.push(returns(wholeAnswer(scope)));
    } else {
      const made = passage(scope, { isAsync: false, inFunction: true });
      body.push(...made.body);
      if (made.isEnd !== true && made.result !== undefined) body.push(returns(made.result));
    }
    const parameters = scope.parameters.splice(before);
    const isPlain = !isProperty;
    const method = isPlain
      ? scope.chance(0.5)
        ? names.take(names.word('verbs'))
        : names.functionName()
      : names.property('numbers');
    return {
      name: method,
      parameters: isPlain ? parameters : [],
      body,
      ...(isPlain ? {} : { access: 'get' as const }),
      ...(scope.isTyped && scope.chance(0.4) ? { returns: returnType(body, false, scope) } : {}),
    };
  });
}
