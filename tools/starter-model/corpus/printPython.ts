import { operationOf } from './operations.ts';
import { operatorPrecedence, precedence, quoted, receivers } from './precedence.ts';
import type { Style } from './style.ts';
import type { ClassDefinition, Expression, FunctionDefinition, Parameter, Piece, Statement } from './tree.ts';

const LINE_CHARS = 84;

export function printPython(piece: Piece, style: Style): string {
  switch (piece.kind) {
    case 'function':
      return functionText(piece.definition, style, 0).join('\n');
    case 'class':
      return classText(piece.definition, style).join('\n');
    case 'lines':
      return statementsText(piece.body, style, 0).join('\n');
  }
}

/** One expression on one line. */
export function pythonExpression(value: Expression, style: Style): string {
  return expression(value, style, precedence.any);
}

function expression(value: Expression, style: Style, minimum: number): string {
  const [text, binding] = bound(value, style);
  return binding < minimum ? `(${text})` : text;
}

function bound(value: Expression, style: Style): [string, number] {
  const print = (part: Expression, minimum: number = precedence.any): string =>
    expression(part, style, minimum);
  switch (value.kind) {
    case 'name':
      return [value.id === 'this' ? 'self' : value.id, precedence.postfix];
    case 'verbatim':
      return [value.code, precedence.postfix];
    case 'literal':
      return [literalText(value.value, style), precedence.postfix];
    case 'member':
      return [`${print(value.object, precedence.postfix)}.${value.property}`, precedence.postfix];
    case 'index':
      return [`${print(value.object, precedence.postfix)}[${print(value.index)}]`, precedence.postfix];
    case 'binary': {
      const own = operatorPrecedence(value.operator);
      const inner = own < precedence.add ? precedence.unary : own;
      return [`${print(value.left, inner)} ${value.operator} ${print(value.right, inner + 1)}`, own];
    }
    case 'compare': {
      const isNothing = value.right.kind === 'literal' && value.right.value === null;
      const operator = isNothing ? (value.operator === '==' ? 'is' : 'is not') : value.operator;
      return [
        `${print(value.left, precedence.compare + 1)} ${operator} ${print(value.right, precedence.compare + 1)}`,
        precedence.compare,
      ];
    }
    case 'logical': {
      const own = value.operator === 'and' ? precedence.and : precedence.or;
      return [
        `${print(value.left, own)} ${value.operator === 'and' ? 'and' : 'or'} ${print(value.right, own)}`,
        own,
      ];
    }
    case 'not': {
      const { value: inner } = value;
      if (inner.kind === 'operation' && operationOf(inner.name).binding?.python === 'compare') {
        // `x not in y`
        return [print(inner).replace(' in ', ' not in '), precedence.compare];
      }
      return [`not ${print(inner, precedence.not)}`, precedence.not];
    }
    case 'conditional':
      return [
        `${print(value.yes, precedence.or)} if ${print(value.test, precedence.or)} else ${print(value.no, precedence.conditional)}`,
        precedence.conditional,
      ];
    case 'call':
    case 'create': {
      const callee = value.kind === 'create' ? value.className : print(value.callee, precedence.postfix);
      return [`${callee}(${argumentsText(value.args, style)})`, precedence.postfix];
    }
    case 'operation': {
      const { python, binding } = operationOf(value.name);
      if (python === undefined) throw new Error(`operation: no Python for ${value.name}`);
      const needs = receivers(value.name, 'python');
      const args = value.args.map((arg, i) => print(arg, needs[i] === true ? precedence.postfix : 0));
      return [python(...args), binding?.python === 'compare' ? precedence.compare : precedence.postfix];
    }
    case 'lambda':
      return [
        `lambda ${value.parameters.join(', ')}: ${print(value.body, precedence.conditional)}`,
        precedence.lambda,
      ];
    case 'closure':
      throw new Error('closure: not in Python');
    case 'template': {
      // Within the braces of an f-string, the other quote.
      const inner: Style = { ...style, quote: style.quote === "'" ? '"' : "'" };
      const parts = value.parts.map((part) =>
        typeof part === 'string'
          ? part
          : `{${expression(part, inner, precedence.or)}${part.kind === 'cast' ? part.type : ''}}`,
      );
      return [`f${style.quote}${parts.join('')}${style.quote}`, precedence.postfix];
    }
    case 'list':
      return [`[${value.items.map((item) => print(item)).join(', ')}]`, precedence.postfix];
    case 'object':
      return [`{${objectEntries(value, style).join(', ')}}`, precedence.postfix];
    case 'keyword':
      return [`${value.name}=${print(value.value)}`, precedence.any];
    case 'tuple':
      return [value.items.map((item) => print(item, precedence.conditional)).join(', '), precedence.any];
    case 'cast':
      return bound(value.value, style);
    case 'spread':
      return [
        `${value.isKeywords === true ? '**' : '*'}${print(value.value, precedence.postfix)}`,
        precedence.lambda,
      ];
    case 'await':
      return [`await ${print(value.value, precedence.postfix)}`, precedence.unary];
  }
}

/** Arguments by name come last. */
function argumentsText(args: readonly Expression[], style: Style): string {
  const named = args.filter((arg) => arg.kind === 'keyword');
  const placed = args.filter((arg) => arg.kind !== 'keyword');
  return [...placed, ...named].map((arg) => expression(arg, style, precedence.any)).join(', ');
}

function literalText(value: number | string | boolean | null, style: Style): string {
  if (typeof value === 'string') return quoted(value, style.quote);
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return String(value);
}

function objectEntries(value: Extract<Expression, { kind: 'object' }>, style: Style): readonly string[] {
  const entries = value.entries.map(({ key, value: entry }) => {
    const text = entry === undefined ? key : expression(entry, style, precedence.conditional);
    return `${quoted(key, style.quote)}: ${text}`;
  });
  if (value.spread === undefined) return entries;
  return [`**${expression(value.spread, style, precedence.postfix)}`, ...entries];
}

function broken(value: Expression, style: Style, depth: number, before: number): string {
  const line = expression(value, style, precedence.any);
  if (value.kind === 'object' && value.entries.length > 1 && before + line.length + depth * 4 > LINE_CHARS) {
    const inner = style.indent.repeat(depth + 1);
    const entries = objectEntries(value, style).map((entry) => `${inner}${entry},`);
    return ['{', ...entries, `${style.indent.repeat(depth)}}`].join('\n');
  }
  return line;
}

function parametersText(
  parameters: readonly Parameter[],
  style: Style,
  own: readonly string[],
  typed: boolean,
): string {
  const texts = parameters.map(({ id, type, initial, isRest, isKeywords }) => {
    const typeText = typed && type !== undefined ? `: ${type.python}` : '';
    const equals = typeText === '' ? '=' : ' = ';
    const start = initial === undefined ? '' : equals + expression(initial, style, precedence.any);
    return `${isKeywords === true ? '**' : isRest === true ? '*' : ''}${id}${isRest === true ? '' : typeText}${start}`;
  });
  return `(${[...own, ...texts].join(', ')})`;
}

function functionText(
  definition: FunctionDefinition,
  style: Style,
  depth: number,
  inClass = false,
): string[] {
  const { name, parameters, body, returns, isAsync, access, comment, decorators = [] } = definition;
  const pad = style.indent.repeat(depth);
  const lines = statementsText(definition.before ?? [], style, depth);
  if (lines.length > 0) lines.push('', '');
  lines.push(...decorators.map((decorator) => `${pad}@${decorator}`));
  if (access === 'get') lines.push(`${pad}@property`);
  if (access === 'static') lines.push(`${pad}@staticmethod`);
  const own = inClass && access !== 'static' ? ['self'] : [];
  // Types are on all of a person's parameters or on none.
  const head = parametersText(parameters, style, own, returns !== undefined);
  const arrow = returns === undefined ? '' : ` -> ${returns.python}`;
  lines.push(`${pad}${isAsync === true ? 'async ' : ''}def ${name}${head}${arrow}:`);
  if (comment !== undefined) lines.push(`${pad}${style.indent}"""${comment}"""`);
  return [...lines, ...blockText(body, style, depth)];
}

function classText(definition: ClassDefinition, style: Style): string[] {
  const { name, parent, methods, initial: start } = definition;
  const lines = [
    ...(definition.decorators ?? []).map((decorator) => `@${decorator}`),
    `class ${name}${parent === undefined ? '' : `(${parent})`}:`,
  ];
  const nHead = lines.length;
  for (const field of definition.fields ?? []) {
    const value = field.value === undefined ? '' : ` = ${expression(field.value, style, precedence.any)}`;
    lines.push(`${style.indent}${field.name}: ${field.type}${value}`);
  }
  if (lines.length > nHead) lines.push('');
  if (start !== undefined) {
    const typed = start.parameters.some((parameter) => parameter.type !== undefined);
    const head = parametersText(start.parameters, style, ['self'], typed);
    const parentCall = parent === undefined ? [] : [`${style.indent.repeat(2)}super().__init__()`];
    lines.push(`${style.indent}def __init__${head}:`, ...parentCall, ...blockText(start.body, style, 1));
  }
  for (const method of methods) {
    if (lines.length > nHead && lines.at(-1) !== '') lines.push('');
    lines.push(...functionText(method, style, 1, true));
  }
  return lines;
}

function blockText(body: readonly Statement[], style: Style, depth: number): string[] {
  const lines = statementsText(body, style, depth + 1);
  return lines.some((line) => !/^\s*(#|$)/.test(line))
    ? lines
    : [...lines, `${style.indent.repeat(depth + 1)}pass`];
}

function statementsText(body: readonly Statement[], style: Style, depth: number): string[] {
  return body.flatMap((statement) => statementText(statement, style, depth));
}

function statementText(statement: Statement, style: Style, depth: number): string[] {
  const pad = style.indent.repeat(depth);
  const print = (value: Expression): string => expression(value, style, precedence.any);
  const block = (body: readonly Statement[]): string[] => blockText(body, style, depth);
  const line = (start: string, value: Expression): string[] => [
    `${pad}${start}${broken(value, style, depth, start.length)}`,
  ];
  switch (statement.kind) {
    case 'declare': {
      const type = statement.type === undefined ? '' : `: ${statement.type.python}`;
      return line(`${statement.id}${type} = `, statement.value ?? { kind: 'literal', value: null });
    }
    case 'unpack':
      return line(`${statement.ids.join(', ')} = `, statement.value);
    case 'assign':
      return line(`${print(statement.target)} ${statement.operator} `, statement.value);
    case 'swap': {
      const [left, right] = [print(statement.left), print(statement.right)];
      return [`${pad}${left}, ${right} = ${right}, ${left}`];
    }
    case 'perform':
      return line('', statement.value);
    case 'return':
      return statement.value === undefined ? [`${pad}return`] : line('return ', statement.value);
    case 'yield':
      return line('yield ', statement.value);
    case 'throw':
      return line('raise ', { kind: 'create', className: statement.className, args: statement.args });
    case 'rethrow':
      return [`${pad}raise`];
    case 'break':
      return [`${pad}break`];
    case 'continue':
      return [`${pad}continue`];
    case 'delete':
      return [`${pad}del ${print(statement.target)}`];
    case 'assert':
      return line('assert ', statement.test);
    case 'import':
      return [
        statement.ids.length === 0
          ? `${pad}import ${statement.module}`
          : `${pad}from ${statement.module} import ${statement.ids.join(', ')}`,
      ];
    case 'interface':
      throw new Error('interface: TypeScript only');
    case 'comment':
      return [`${pad}# ${statement.text}`];
    case 'blank':
      return [''];
    case 'if': {
      const lines = statement.branches.flatMap(({ test, body }, i) => [
        `${pad}${i === 0 ? 'if' : 'elif'} ${print(test)}:`,
        ...block(body),
      ]);
      if (statement.otherwise !== undefined) lines.push(`${pad}else:`, ...block(statement.otherwise));
      return lines;
    }
    case 'each': {
      const wait = statement.isAwaited === true ? 'async ' : '';
      return [`${pad}${wait}for ${statement.id} in ${print(statement.source)}:`, ...block(statement.body)];
    }
    case 'pairs': {
      const source = pairsText(statement, style);
      return [`${pad}for ${statement.ids.join(', ')} in ${source}:`, ...block(statement.body)];
    }
    case 'count':
      return [`${pad}for ${statement.id} in ${rangeText(statement, style)}:`, ...block(statement.body)];
    case 'while':
      return [`${pad}while ${print(statement.test)}:`, ...block(statement.body)];
    case 'try': {
      const { body, error, finally: last } = statement;
      const lines = [`${pad}try:`, ...block(body)];
      if (error !== undefined) {
        const named = error.id === undefined ? '' : ` as ${error.id}`;
        lines.push(`${pad}except ${error.className ?? 'Exception'}${named}:`, ...block(error.body));
      }
      if (last !== undefined) lines.push(`${pad}finally:`, ...block(last));
      return lines;
    }
    case 'with': {
      const named = statement.id === undefined ? '' : ` as ${statement.id}`;
      return [`${pad}with ${print(statement.value)}${named}:`, ...block(statement.body)];
    }
    case 'switch': {
      const lines = [`${pad}match ${print(statement.value)}:`];
      const inner = pad + style.indent;
      for (const { value, body } of statement.cases) {
        lines.push(`${inner}case ${print(value)}:`, ...blockText(body, style, depth + 1));
      }
      if (statement.otherwise !== undefined) {
        lines.push(`${inner}case _:`, ...blockText(statement.otherwise, style, depth + 1));
      }
      return lines;
    }
    case 'function':
      return functionText(statement.definition, style, depth);
  }
}

function pairsText({ of, source }: Extract<Statement, { kind: 'pairs' }>, style: Style): string {
  if (of === 'object') return `${expression(source, style, precedence.postfix)}.items()`;
  return `${of === 'list' ? 'enumerate' : 'zip'}(${expression(source, style, precedence.any)})`;
}

/** `range` excludes its end. */
function rangeText(statement: Extract<Statement, { kind: 'count' }>, style: Style): string {
  const { from, to, isInclusive, step = 1 } = statement;
  const end: Expression =
    isInclusive === true
      ? { kind: 'binary', operator: step < 0 ? '-' : '+', left: to, right: { kind: 'literal', value: 1 } }
      : to;
  const parts = [expression(end, style, precedence.any)];
  const isFromZero = from.kind === 'literal' && from.value === 0;
  if (!isFromZero || step !== 1) parts.unshift(expression(from, style, precedence.any));
  if (step !== 1) parts.push(String(step));
  return `range(${parts.join(', ')})`;
}
