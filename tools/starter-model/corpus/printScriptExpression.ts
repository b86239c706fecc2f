import { operationOf } from './operations.ts';
import { operatorPrecedence, precedence, quoted, receivers } from './precedence.ts';
import { blockText, parametersText } from './printScript.ts';
import type { Style } from './style.ts';
import type { Expression } from './tree.ts';

/** Longer lines are broken at their calls or entries. */
const LINE_CHARS = 84;

/** One expression on one line (closures aside). */
export function scriptExpression(value: Expression, style: Style, depth = 0): string {
  return expression(value, style, depth, precedence.any);
}

export function expression(value: Expression, style: Style, depth: number, minimum: number): string {
  const [text, binding] = bound(value, style, depth);
  return binding < minimum ? `(${text})` : text;
}

/** The text and how tightly it binds. */
function bound(value: Expression, style: Style, depth: number): [string, number] {
  const print = (part: Expression, minimum: number = precedence.any): string =>
    expression(part, style, depth, minimum);
  switch (value.kind) {
    case 'name':
      return [value.id, precedence.postfix];
    case 'verbatim':
      return [value.code, precedence.postfix];
    case 'literal':
      if (typeof value.value === 'string') return [quoted(value.value, style.quote), precedence.postfix];
      return [String(value.value), isNegative(value.value) ? precedence.unary : precedence.postfix];
    case 'member':
      return [
        `${print(value.object, precedence.postfix)}${value.optional === true ? '?.' : '.'}${value.property}`,
        precedence.postfix,
      ];
    case 'index':
      return [`${print(value.object, precedence.postfix)}[${print(value.index)}]`, precedence.postfix];
    case 'binary': {
      const own = operatorPrecedence(value.operator);
      // Bits and arithmetic in one expression are told apart by parentheses, as linters want it.
      const inner = own < precedence.add ? precedence.unary : own;
      return [`${print(value.left, inner)} ${value.operator} ${print(value.right, inner + 1)}`, own];
    }
    case 'compare': {
      const strict = style.strictEquality && /[=!]=$/.test(value.operator) && !/[<>]/.test(value.operator);
      const operator = value.operator + (strict ? '=' : '');
      return [
        `${print(value.left, precedence.compare + 1)} ${operator} ${print(value.right, precedence.compare + 1)}`,
        precedence.compare,
      ];
    }
    case 'logical': {
      const own = value.operator === 'and' ? precedence.and : precedence.or;
      const operator = { and: '&&', or: '||', coalesce: '??' }[value.operator];
      const side = (part: Expression): string => {
        // `??` may not stand beside `||` or `&&` without parentheses.
        const mixes =
          part.kind === 'logical' && (part.operator === 'coalesce') !== (value.operator === 'coalesce');
        return print(part, mixes ? precedence.compare : own);
      };
      return [`${side(value.left)} ${operator} ${side(value.right)}`, own];
    }
    case 'not':
      return [`!${print(value.value, precedence.unary)}`, precedence.unary];
    case 'conditional':
      return [
        `${print(value.test, precedence.or)} ? ${print(value.yes, precedence.or)} : ${print(value.no, precedence.conditional)}`,
        precedence.conditional,
      ];
    case 'call':
      return [
        `${print(value.callee, precedence.postfix)}(${value.args.map((arg) => print(arg)).join(', ')})`,
        precedence.postfix,
      ];
    case 'create':
      return [
        `new ${value.className}(${value.args.map((arg) => print(arg)).join(', ')})`,
        precedence.postfix,
      ];
    case 'operation': {
      const { javascript, binding } = operationOf(value.name);
      if (javascript === undefined) throw new Error(`operation: no JavaScript for ${value.name}`);
      const needs = receivers(value.name, 'javascript');
      const args = value.args.map((arg, i) => print(arg, needs[i] === true ? precedence.postfix : 0));
      const own = binding?.javascript === 'compare' ? precedence.compare : precedence.postfix;
      return [javascript(...args), own];
    }
    case 'lambda': {
      const { parameters, body } = value;
      const bare = parameters.length === 1 && !style.arrowParentheses && /^\w+$/.test(parameters[0]!);
      const head = bare ? parameters[0]! : `(${parameters.join(', ')})`;
      const text = print(body, precedence.lambda);
      return [`${head} => ${body.kind === 'object' ? `(${text})` : text}`, precedence.lambda];
    }
    case 'closure': {
      const head = parametersText(value.parameters, style, depth);
      const bare = /^\(\w+\)$/.test(head) && !style.arrowParentheses ? head.slice(1, -1) : head;
      return [
        `${value.isAsync === true ? 'async ' : ''}${bare} => ${blockText(value.body, style, depth)}`,
        precedence.lambda,
      ];
    }
    case 'template': {
      const parts = value.parts.map((part) =>
        typeof part === 'string' ? part.replaceAll('`', '\\`') : `\${${print(part)}}`,
      );
      return [`\`${parts.join('')}\``, precedence.postfix];
    }
    case 'list':
      return [`[${value.items.map((item) => print(item)).join(', ')}]`, precedence.postfix];
    case 'object': {
      const entries = objectEntries(value, style, depth);
      return [entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`, precedence.postfix];
    }
    case 'keyword':
    case 'tuple':
      throw new Error(`${value.kind}: Python only`);
    case 'cast': {
      if (style.language !== 'typescript') return bound(value.value, style, depth);
      if (value.type === '!') return [`${print(value.value, precedence.postfix)}!`, precedence.postfix];
      return [`${print(value.value, precedence.unary)} as ${value.type}`, precedence.compare];
    }
    case 'spread':
      return [`...${print(value.value, precedence.lambda)}`, precedence.lambda];
    case 'await':
      return [`await ${print(value.value, precedence.unary)}`, precedence.unary];
  }
}

function isNegative(value: number | boolean | null): boolean {
  return typeof value === 'number' && value < 0;
}

function objectEntries(
  value: Extract<Expression, { kind: 'object' }>,
  style: Style,
  depth: number,
): readonly string[] {
  const entries = value.entries.map((entry) =>
    entry.value === undefined
      ? entry.key
      : entry.value.kind === 'closure' && style.methodShorthand
        ? methodText(entry.key, entry.value, style, depth)
        : `${entry.key}: ${expression(entry.value, style, depth, precedence.lambda)}`,
  );
  if (value.spread === undefined) return entries;
  return [`...${expression(value.spread, style, depth, precedence.postfix)}`, ...entries];
}

/** `key(a) { … }` */
function methodText(
  key: string,
  { parameters, body, isAsync }: Extract<Expression, { kind: 'closure' }>,
  style: Style,
  depth: number,
): string {
  const head = parametersText(parameters, style, depth);
  return `${isAsync === true ? 'async ' : ''}${key}${head} ${blockText(body, style, depth)}`;
}

/** The expression at the end of a statement: on one line if it fits, else broken where people break it. */
export function broken(value: Expression, style: Style, depth: number, before: number): string {
  const line = expression(value, style, depth, precedence.any);
  const inner = style.indent.repeat(depth + 1);
  const isLong = before + line.length + depth * 2 > LINE_CHARS && !line.includes('\n');
  const hasBodies = value.kind === 'object' && value.entries.some((entry) => entry.value?.kind === 'closure');
  if (value.kind === 'object' && (isLong || hasBodies || value.entries.length > 3)) {
    const entries = objectEntries(value, style, depth + 1).map((entry) => `${inner}${entry},`);
    return ['{', ...entries, `${style.indent.repeat(depth)}}`].join('\n');
  }
  if (isLong) {
    const calls = chain(value);
    if (calls.length > 2) {
      const [receiver, ...links] = calls;
      return [receiver!, ...links.map((link) => inner + link)].join('\n');
    }
  }
  return line;

  /** `a`, `.b(c)`, `.d(e)`, where the outermost parts are method calls of operations. */
  function chain(part: Expression): string[] {
    if (part.kind === 'operation') {
      const receiver = part.args[0];
      const text = expression(part, style, depth + 1, precedence.any);
      if (receiver !== undefined) {
        const start = expression(receiver, style, depth + 1, precedence.postfix);
        if (text.startsWith(`${start}.`)) return [...chain(receiver), text.slice(start.length)];
      }
    }
    return [expression(part, style, depth + 1, precedence.postfix)];
  }
}
