import { alienType } from './alien.ts';
import { anyVariable, externalCall, objectOf } from './calls.ts';
import { condition } from './conditions.ts';
import { number, text, value } from './expressions.ts';
import { capital } from './names.ts';
import { passage } from './passages.ts';
import type { Place } from './recipes/recipe.ts';
import type { Kind, Scope } from './scope.ts';
import {
  innerStatements,
  literal,
  nothing,
  returns,
  type Expression,
  type FunctionDefinition,
  type Parameter,
  type Statement,
} from './tree.ts';

const firstParameters: readonly Kind[] = [
  'number',
  'text',
  'records',
  'record',
  'numbers',
  'texts',
  'callback',
  'flag',
];

export function randomFunction(scope: Scope): FunctionDefinition {
  const { random } = scope;
  const fn = scope.names.functionName();
  const isAsync = scope.chance(0.16);
  const mayYield = !isAsync && scope.chance(0.04);
  const place: Place = { isAsync, isGenerator: mayYield, inFunction: true };
  const given = random.pick([0, 1, 1, 2]);
  for (let i = 0; i < given; i++) scope.addParameter(random.pick(firstParameters));
  const body = scope.chance(0.14) && !mayYield ? [returns(wholeAnswer(scope))] : functionBody(scope, place);
  // Python has no other sign of a generator.
  const isGenerator = mayYield && (!scope.isPython || yields(body));
  const form =
    scope.isPython || isGenerator
      ? 'function'
      : scope.heldOutChance(0.25)
        ? 'expression'
        : random.pick(['function', 'function', 'arrow'] as const);
  return {
    name: fn,
    parameters: withDefaults(scope, usedParameters(scope, body)),
    body: scope.style.isAiry ? aired(scope, body) : body,
    form,
    ...(isAsync ? { isAsync } : {}),
    ...(isGenerator ? { isGenerator } : {}),
    ...(!scope.isPython && scope.chance(0.4) ? { isExported: true } : {}),
    ...(scope.chance(0.1) ? { comment: remark(scope) } : {}),
    ...(scope.isTyped && !isGenerator && scope.chance(0.5)
      ? { returns: returnType(body, isAsync, scope) }
      : {}),
    ...(scope.style.language === 'typescript' && scope.chance(0.2)
      ? {
          typeParameters: random.pick([
            '<T>',
            '<K, V>',
            '<T extends object>',
            '<T, R = T>',
            '<T extends { id: string }>',
            `<T extends ${alienType(scope)}>`,
            `<T, K extends ${alienType(scope)}>`,
          ]),
        }
      : {}),
    ...linesBefore(scope),
    ...(scope.isPython && scope.chance(0.06) ? { decorators: [decorator(scope)] } : {}),
  };
}

/** Imports and types, as they are selected along with a function. */
function linesBefore(scope: Scope): { readonly before?: readonly Statement[] } {
  const { names, random } = scope;
  if (scope.style.language === 'typescript' && scope.chance(0.05)) {
    const types = ['string', 'number', 'boolean', 'string[]', 'Date', 'unknown'];
    const keys = new Set<string>();
    while (keys.size < 2 + random.int(2))
      keys.add(names.property(random.pick(['numbers', 'texts', 'flags'] as const)));
    const fields = [...keys].map((key) => [key, random.pick(types)] as const);
    return { before: [{ kind: 'interface', name: names.className(), fields }] };
  }
  if (!scope.chance(0.05)) return {};
  const place = names.word('places');
  if (scope.isPython && scope.chance(0.6)) {
    return {
      before: [{ kind: 'import', ids: [], module: random.pick(['re', 'os', 'json', 'math', 'time', place]) }],
    };
  }
  const ids = [names.functionName(), ...(scope.chance(0.3) ? [names.className()] : [])];
  const module = scope.isPython
    ? place
    : random.pick(['node:fs', 'node:path', `./${place}.ts`, `../${place}`, place]);
  return { before: [{ kind: 'import', ids, module }] };
}

/** Those that the body uses; people leave one unused at times. */
function usedParameters(scope: Scope, body: readonly Statement[]): readonly Parameter[] {
  const used = new Set(JSON.stringify(body).match(/[\w$]+/g));
  return scope.parameters
    .filter(({ id }) => used.has(id) || scope.chance(0.12))
    .map((parameter) => {
      const { type } = parameter;
      if (type === undefined || scope.isPython || !scope.chance(0.35)) return parameter;
      return { ...parameter, type: { ...type, typescript: alienType(scope) } };
    });
}

/** A function of one line. */
export function wholeAnswer(scope: Scope): Expression {
  const draw = scope.random.float();
  if (draw < 0.28) return number(scope);
  if (draw < 0.5) return text(scope);
  if (draw < 0.68) return condition(scope);
  if (draw < 0.79) return objectOf(scope);
  if (draw < 0.95) return externalCall(scope, 1);
  return value(scope, 2);
}

function functionBody(scope: Scope, place: Place): readonly Statement[] {
  const body: Statement[] = [];
  const count = scope.random.pick([1, 1, 2, 2, 2, 3, 3, 4]);
  let result: Expression | undefined;
  for (let i = 0; i < count; i++) {
    const made = passage(scope, place);
    body.push(...made.body);
    result = made.result ?? result;
    if (made.isEnd === true || size(body) > MAX_STATEMENTS) {
      if (made.isEnd === true) return body;
      break;
    }
  }
  if (place.isGenerator === true) {
    const made = passage(scope, place);
    return made.isEnd === true
      ? [...body, ...made.body]
      : [...body, { kind: 'yield', value: result ?? anyVariable(scope) }];
  }
  if (result !== undefined) {
    return [...body, returns(scope.chance(0.85) ? result : finalAnswer(scope, result))];
  }
  if (scope.chance(0.3)) return body;
  return [...body, returns(wholeAnswer(scope))];
}

function yields(body: readonly Statement[]): boolean {
  return body.some((statement) => statement.kind === 'yield' || yields(innerStatements(statement)));
}

/** Enough for one answer: more than that is seldom selected, and takes long to explain. */
const MAX_STATEMENTS = 10;

function size(body: readonly Statement[]): number {
  return body.reduce((sum, statement) => sum + 1 + size(innerStatements(statement)), 0);
}

function finalAnswer(scope: Scope, result: Expression): Expression {
  if (scope.chance(0.5)) {
    const key = scope.names.property('texts');
    const entry = result.kind === 'name' && !scope.isPython ? { key: result.id } : { key, value: result };
    return {
      kind: 'object',
      entries: [entry, { key: scope.names.take('ok', 'success', 'done', 'size'), value: literal(true) }],
    };
  }
  return { kind: 'conditional', test: condition(scope, 0), yes: result, no: nothing };
}

/** Defaults for the last parameters, a rest parameter, or one object taken apart. */
export function withDefaults(scope: Scope, parameters: readonly Parameter[]): readonly Parameter[] {
  const { random } = scope;
  const made = [...parameters];
  const last = made.at(-1);
  if (last === undefined) return made;
  if (scope.chance(0.22)) {
    const type = last.type?.typescript;
    const initial =
      type === 'number' || (type === undefined && scope.chance(0.5))
        ? literal(scope.names.number())
        : type === 'string' || type === undefined
          ? literal(scope.chance(0.3) ? '' : scope.names.word('texts'))
          : type === 'boolean'
            ? literal(scope.chance(0.5))
            : scope.isPython
              ? nothing
              : type.endsWith('[]')
                ? ({ kind: 'list', items: [] } as const)
                : undefined;
    if (initial !== undefined) made[made.length - 1] = { ...last, initial };
  } else if (scope.style.language === 'typescript' && scope.chance(0.08)) {
    made[made.length - 1] = { ...last, isOptional: true };
  } else if (made.length > 1 && scope.chance(0.04) && !scope.isTyped) {
    made[made.length - 1] = { ...last, isRest: true };
  } else if (scope.style.language === 'javascript' && made.length > 1 && scope.chance(0.12)) {
    return [{ id: 'options', fields: made.map(({ id }) => id) }];
  }
  // An unused parameter is what people leave behind, too.
  if (made.length === 1 && scope.chance(0.05) && made[0]!.initial === undefined) {
    made.unshift({
      id: scope.names.variable(random.pick(['things', 'texts'] as const)),
      ...(scope.isTyped ? { type: { typescript: 'unknown', python: 'Any' } } : {}),
    });
  }
  return made;
}

export function returnType(
  body: readonly Statement[],
  isAsync: boolean,
  scope: Scope,
): { typescript: string; python: string } {
  const last = body.at(-1);
  let type = { typescript: 'unknown', python: 'Any' };
  if (last?.kind === 'return' && last.value !== undefined) {
    const { value: answer } = last;
    if (answer.kind === 'binary') type = { typescript: 'number', python: 'float' };
    else if (answer.kind === 'template') type = { typescript: 'string', python: 'str' };
    else if (answer.kind === 'compare' || answer.kind === 'not')
      type = { typescript: 'boolean', python: 'bool' };
    else if (scope.chance(0.6)) type = { typescript: alienType(scope), python: 'dict' };
  } else if (!JSON.stringify(body).includes('"return"')) {
    type = { typescript: 'void', python: 'None' };
  }
  return isAsync ? { typescript: `Promise<${type.typescript}>`, python: type.python } : type;
}

/** What a comment says, which need not be about the code. */
function remark(scope: Scope): string {
  const { names, random } = scope;
  const verb = names.word('verbs');
  return random.pick([
    `${capital(verb)} the ${names.word('things')}.`,
    `${capital(verb)}s a ${names.word('things')} by its ${names.word('texts')}`,
    `${names.word('things')} ${names.word('texts')}, see ${names.word('places')}`,
    `${capital(names.word('adjectives'))} ${names.word('things')} first`,
  ]);
}

function aired(scope: Scope, body: readonly Statement[]): readonly Statement[] {
  return body.flatMap((statement, i): readonly Statement[] => {
    const before: Statement[] = i > 0 && scope.chance(0.3) ? [{ kind: 'blank' }] : [];
    if (scope.chance(0.2)) before.push({ kind: 'comment', text: remark(scope).toLowerCase() });
    return [...before, statement];
  });
}

function decorator(scope: Scope): string {
  const { names, random } = scope;
  return random.pick([
    `${names.word('places')}.${names.word('verbs')}('/${names.word('things')}')`,
    names.word('verbs'),
    'functools.lru_cache',
    'pytest.fixture',
  ]);
}
