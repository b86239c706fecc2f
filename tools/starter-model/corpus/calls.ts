import { constantText, simpleValue, value } from './expressions.ts';
import { shortFunction } from './itemFunctions.ts';
import type { Kind, Scope } from './scope.ts';
import { call, literal, member, name, type Expression } from './tree.ts';
import { externalCalls, externalMethods, builtIns, keywords } from './words.ts';

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
  if (scope.chance(depth > 0 ? 0.32 : 0.1)) {
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
    if (!keywords.has(made) && !builtIns.has(made)) return made;
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
