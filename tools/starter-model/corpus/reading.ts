import { operationOf } from './operations.ts';
import type { Reader } from './operations/operation.ts';
import { operatorPrecedence } from './precedence.ts';
import { printExpression } from './print.ts';
import { isPath, isQuoted, MAX_WORDED_OPERATIONS, quotable } from './quoting.ts';
import type { Style } from './style.ts';
import type { BinaryOperator, CompareOperator, Expression, Parameter } from './tree.ts';

/** Deeper parts are quoted or named by their kind, so that a sentence keeps its length. */
const MAX_DEPTH = 2;
const MAX_QUOTE_CHARS = 36;
/** An expression with more arithmetic than this is quoted: in words, nobody could follow it. */
const MAX_OPERATORS = 3;

const operatorWords: Readonly<Record<BinaryOperator, string>> = {
  '+': 'plus',
  '-': 'minus',
  '*': 'times',
  '/': 'divided by',
  '//': 'floor-divided by',
  '%': 'modulo',
  '**': 'to the power of',
  '>>': 'shifted right by',
  '<<': 'shifted left by',
  '&': 'bitwise and',
  '|': 'bitwise or',
  '^': 'bitwise xor',
};

/** For parts in parentheses; the others are quoted. */
const groupWords: Readonly<Partial<Record<BinaryOperator, string>>> = {
  '+': 'the sum of',
  '-': 'the difference of',
  '*': 'the product of',
  '/': 'the quotient of',
};

const compareWords: Readonly<Record<CompareOperator, string>> = {
  '==': 'is',
  '!=': 'is not',
  '<': 'is less than',
  '<=': 'is at most',
  '>': 'is greater than',
  '>=': 'is at least',
};

/**
 * Reads the expressions of one example in words, or quotes them where they are more than words can say: what is said
 * holds for any values of the parts.
 */
export class Reading implements Reader {
  readonly #style: Style;
  readonly #maxOperations: number;
  #depth = 0;

  constructor(style: Style, maxOperations = MAX_WORDED_OPERATIONS) {
    this.#style = style;
    this.#maxOperations = maxOperations;
  }

  get isPython(): boolean {
    return this.#style.language === 'python';
  }

  code(value: Expression): string {
    return `\`${printExpression(value, this.#style)}\``;
  }

  /** A thing: "the length of `items`". */
  noun(value: Expression): string {
    const quoted = this.#quote(value);
    if (quoted !== undefined) return quoted;
    if (this.#depth >= MAX_DEPTH) return this.#brief(value);
    this.#depth++;
    const text = this.#noun(value);
    this.#depth--;
    return text;
  }

  /** A clause: "`price` is greater than 10". */
  condition(value: Expression): string {
    const isName = isPath(value) && !(value.kind === 'verbatim' && /\W/.test(value.code));
    const quoted = isName ? undefined : this.#quote(value);
    if (quoted !== undefined) return quoted;
    if (value.kind === 'compare') {
      return `${this.noun(value.left)} ${compareWords[value.operator]} ${this.noun(value.right)}`;
    }
    if (value.kind === 'not') return this.#negated(value.value);
    if (value.kind === 'logical' && value.operator !== 'coalesce') {
      const [left, right] = [value.left, value.right].map((side) => {
        const mixes = value.operator === 'and' && side.kind === 'logical' && side.operator === 'or';
        return `${mixes ? 'either ' : ''}${this.condition(side)}`;
      });
      return `${left!} ${value.operator} ${right!}`;
    }
    if (value.kind === 'operation') {
      const { form, read } = operationOf(value.name);
      if (form === 'condition') return read(this, ...value.args);
    }
    return `${this.noun(value)} is truthy`;
  }

  /** "calls `save` with `user`": what an expression that stands alone does. */
  action(value: Expression): string {
    if (value.kind === 'await') {
      if (value.value.kind !== 'call' || this.#quote(value.value) !== undefined)
        return `waits for ${this.noun(value.value)}`;
      return `${this.action(value.value)} and waits for it`;
    }
    if (value.kind === 'operation') {
      const { form, read } = operationOf(value.name);
      if (form === 'action') return read(this, ...value.args);
      if (value.name === 'pop' || value.name === 'shift') {
        return `removes the ${value.name === 'pop' ? 'last' : 'first'} item of ${this.noun(value.args[0]!)}`;
      }
    }
    if (value.kind === 'verbatim')
      return `${value.code.endsWith(')') ? 'calls' : 'evaluates'} ${this.code(value)}`;
    if (value.kind === 'call') {
      const { callee, args } = value;
      const quoted = this.#quote(value);
      if (quoted !== undefined) return `calls ${quoted}`;
      if (isPath(callee)) return `calls ${this.code(callee)}${this.with(args)}`;
      if (callee.kind === 'member') {
        return `calls \`.${callee.property}\`${this.with(args)} on ${this.noun(callee.object)}`;
      }
    }
    return `evaluates ${this.noun(value)}`;
  }

  functionOf(value: Expression): { readonly parameter: string; readonly body?: Expression } {
    if (value.kind === 'lambda') return { parameter: value.parameters.join(', '), body: value.body };
    return { parameter: printExpression(value, this.#style) };
  }

  /** " with `a`, `b` and 3" */
  with(args: readonly Expression[]): string {
    return args.length === 0 ? '' : ` with ${listed(args.map((arg) => this.noun(arg)))}`;
  }

  /** "takes `a` and `b` (2 by default)" */
  takes(parameters: readonly Parameter[]): string {
    if (parameters.length === 0) return 'takes nothing';
    const texts = parameters.map(({ id, fields, initial, isRest, isKeywords }) => {
      if (fields !== undefined) return `an object with ${listed(fields.map((field) => `\`${field}\``))}`;
      if (isRest === true) return `any number of \`${id}\``;
      if (isKeywords === true) return `any named \`${id}\``;
      return initial === undefined ? `\`${id}\`` : `\`${id}\` (${this.noun(initial)} by default)`;
    });
    return `takes ${listed(texts)}`;
  }

  /** As it stands in the code: what is a name, and what would take too many words. */
  #quote(value: Expression): string | undefined {
    if (isPath(value)) return this.code(value);
    if (!isQuoted(value, this.#maxOperations)) return undefined;
    const text = quotable(printExpression(value, this.#style));
    return text === undefined ? undefined : `\`${text}\``;
  }

  #negated(value: Expression): string {
    if (value.kind === 'operation') {
      const { form, readNot } = operationOf(value.name);
      if (form === 'condition' && readNot !== undefined) return readNot(this, ...value.args);
    }
    if (value.kind === 'compare' || value.kind === 'logical')
      return `it is not so that ${this.condition(value)}`;
    return `${this.noun(value)} is falsy`;
  }

  #noun(value: Expression): string {
    switch (value.kind) {
      case 'literal':
        if (value.value === '') return 'an empty string';
        return typeof value.value === 'number' ? String(value.value) : this.code(value);
      case 'name':
      case 'verbatim':
      case 'member':
        if (value.kind === 'member') return `\`.${value.property}\` of ${this.noun(value.object)}`;
        return this.code(value);
      case 'index':
        return `the item of ${this.noun(value.object)} at ${this.noun(value.index)}`;
      case 'binary':
        return operators(value) > MAX_OPERATORS ? this.#brief(value) : this.#arithmetic(value);
      case 'compare':
      case 'not':
        return `whether ${this.condition(value)}`;
      case 'logical': {
        if (value.operator === 'and') return `whether ${this.condition(value)}`;
        if (isTest(value.left)) return `whether ${this.condition(value)}`;
        const missing = value.operator === 'or' ? 'falsy' : 'null or undefined';
        return `${this.noun(value.left)}, or ${this.noun(value.right)} if that is ${missing}`;
      }
      case 'conditional':
        return `${this.noun(value.yes)} if ${this.condition(value.test)}, else ${this.noun(value.no)}`;
      case 'call':
        if (value.callee.kind === 'member' && !isPath(value.callee)) {
          const { object, property } = value.callee;
          return `${this.noun(object)}, then \`.${property}\`${this.with(value.args)}`;
        }
        return `the result of ${this.noun(value.callee)}${this.with(value.args)}`;
      case 'create':
        return `a new \`${value.className}\`${this.with(value.args)}`;
      case 'operation': {
        const { form, read } = operationOf(value.name);
        if (form === 'condition') return `whether ${read(this, ...value.args)}`;
        if (form !== 'phrase') return read(this, ...value.args);
        const [first] = value.args;
        const isChain = first!.kind === 'operation' && operationOf(first.name).form === 'phrase';
        // A chain is read in its own order and is not deeper for each of its links.
        if (isChain) this.#depth--;
        const start = this.noun(first!);
        if (isChain) this.#depth++;
        return `${start}${isChain ? ',' : ''} ${read(this, ...value.args)}`;
      }
      case 'lambda': {
        const body = this.noun(value.body);
        const names = listed(value.parameters.map((id) => `\`${id}\``));
        return value.parameters.length === 0
          ? `a function that gives ${body}`
          : `a function from ${names} to ${body}`;
      }
      case 'closure': {
        const wait = value.isAsync === true ? 'an async function' : 'a function';
        return value.parameters.length === 0 ? wait : `${wait} that ${this.takes(value.parameters)}`;
      }
      case 'template': {
        const parts = value.parts.filter((part) => typeof part !== 'string');
        return `a text built from ${listed(parts.map((part) => this.noun(part)))}`;
      }
      case 'list':
        if (value.items.length === 0) return 'an empty list';
        return `a list of ${listed(value.items.map((item) => this.noun(item)))}`;
      case 'object': {
        const noun = this.isPython ? 'dictionary' : 'object';
        if (value.entries.length === 0 && value.spread === undefined) return `an empty ${noun}`;
        const entries = value.entries.map((entry) =>
          entry.value === undefined
            ? `\`${entry.key}\``
            : `\`${entry.key}\` set to ${this.noun(entry.value)}`,
        );
        if (value.spread !== undefined) entries.unshift(`everything in ${this.noun(value.spread)}`);
        return `${noun === 'object' ? 'an' : 'a'} ${noun} with ${listed(entries)}`;
      }
      case 'spread':
        return `the items of ${this.noun(value.value)}`;
      case 'keyword':
        return `\`${value.name}\` set to ${this.noun(value.value)}`;
      case 'tuple':
        return listed(value.items.map((item) => this.noun(item)));
      case 'cast':
        return this.noun(value.value);
      case 'await': {
        const inner = this.noun(value.value);
        return `the awaited ${inner.replace(/^(the|an?) /, '')}`;
      }
    }
  }

  #arithmetic(value: Extract<Expression, { kind: 'binary' }>): string {
    const own = operatorPrecedence(value.operator);
    const left = this.#side(value.left, own, false);
    const right = this.#side(value.right, own, true);
    // "`a` times 9, plus 32": the comma says what belongs together.
    const isTighter = value.left.kind === 'binary' && operatorPrecedence(value.left.operator) > own;
    return `${left}${isTighter ? ',' : ''} ${operatorWords[value.operator]} ${right}`;
  }

  #side(side: Expression, own: number, isRight: boolean): string {
    if (side.kind !== 'binary') return this.noun(side);
    const precedence = operatorPrecedence(side.operator);
    if (precedence > own || (precedence === own && !isRight)) return this.#arithmetic(side);
    const group = groupWords[side.operator];
    if (group === undefined) return this.#brief(side);
    return `${group} ${this.noun(side.left)} and ${this.noun(side.right)}`;
  }

  /** Short enough for the inside of a sentence. */
  #brief(value: Expression): string {
    const code = printExpression(value, this.#style);
    if (value.kind === 'literal') return this.#noun(value);
    if (code.length <= MAX_QUOTE_CHARS && !/[`\n]/.test(code)) return `\`${code}\``;
    if (value.kind === 'call') {
      return isPath(value.callee) ? `the result of ${this.code(value.callee)}` : 'the result of a call';
    }
    if (value.kind === 'create') return `a new \`${value.className}\``;
    if (value.kind === 'object') return this.isPython ? 'a dictionary' : 'an object';
    return briefNouns[value.kind] ?? 'the result of an expression';
  }
}

const briefNouns: Readonly<Partial<Record<Expression['kind'], string>>> = {
  lambda: 'a function',
  closure: 'a function',
  list: 'a list',
  template: 'a text',
};

/** "`a`, `b` and `c`" */
export function listed(texts: readonly string[], word = 'and'): string {
  if (texts.length < 2) return texts.join('');
  return `${texts.slice(0, -1).join(', ')} ${word} ${texts.at(-1)!}`;
}

function isTest(value: Expression): boolean {
  if (value.kind === 'operation') return operationOf(value.name).form === 'condition';
  if (value.kind === 'logical') return isTest(value.left);
  return value.kind === 'compare' || value.kind === 'not';
}

function operators(value: Expression): number {
  return value.kind === 'binary' ? 1 + operators(value.left) + operators(value.right) : 0;
}
