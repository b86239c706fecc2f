import { Environment, Interpreter, parse, tokenize } from '@huggingface/jinja';
import { assert } from '../base/assert.ts';
import { LlmError, messageOf } from '../base/errors.ts';
import { pythonText } from './pythonText.ts';
import { strftime } from './strftime.ts';

/*
 * Jinja under limits: a chat template comes with a model file, and is a program. @huggingface/jinja gives it no way out
 * of its own values (no JavaScript object, prototype or global is reachable), but any amount of time and memory.
 *
 * The limits here are counted, so they are the same on every machine, and they bound memory. They do not bound time
 * tightly: a single step may be long, and reading the source takes time too. Whoever runs an untrusted template also
 * runs `compileTemplate` and `render` under a clock. Both are plain synchronous functions, and V8 stops such a function
 * also when it was made outside the vm that calls it (seen on Node 20 and 24):
 *
 *   new vm.Script('run()').runInNewContext({ run: () => template.render(variables) }, { timeout: 500 })
 */

/** Characters of source. The longest templates known have some 40,000. */
const MAX_SOURCE = 2 ** 17;
/** Characters of one string, so also of the output: more than the tokens of any context. */
const MAX_STRING = 2 ** 22;
/** Characters of all strings that are made on the way; a real template makes some ten times its output. */
const MAX_STRINGS = 2 ** 28;
/** Items of one list. */
const MAX_LIST = 2 ** 17;
/** Nodes evaluated and list items made. A turn of a real template takes some hundred. */
const MAX_STEPS = 2 ** 20;
/** Nested nodes. A chain of `+` nests as deep as it is long; JavaScript's stack holds some thousands. */
const MAX_DEPTH = 500;

export interface CompiledTemplate {
  /**
   * The template's output. Throws an LlmError `template` with the template's own message where it calls
   * raise_exception, else saying what went wrong or which limit was met.
   */
  render(variables: Readonly<Record<string, unknown>>, now?: Date): string;
}

/** Throws an LlmError `template` for source that is no template. Strips and trims blocks, as the transformers library does. */
export function compileTemplate(source: string): CompiledTemplate {
  if (source.length > MAX_SOURCE) {
    throw new LlmError(
      'template',
      `the chat template has ${source.length} characters: at most ${MAX_SOURCE} are read`,
    );
  }
  const program = explained('the chat template cannot be read', () =>
    parse(tokenize(source, { lstrip_blocks: true, trim_blocks: true })),
  );
  return {
    render: (variables, now = new Date()) =>
      explained('the chat template failed', () => {
        const interpreter = new BoundedInterpreter(environment(variables, now));
        const { value } = interpreter.run(program);
        assert(typeof value === 'string', 'a template makes a text');
        return value;
      }),
  };
}

type Statement = Parameters<Interpreter['evaluate']>[0];
type Value = ReturnType<Interpreter['evaluate']>;

/** What the library's parser makes of `object.name(args)`. */
interface CallExpression {
  readonly callee: {
    readonly type: string;
    readonly object: Statement;
    readonly property?: { readonly value?: string };
    readonly computed?: boolean;
  };
  readonly args: readonly Statement[];
}

/** … and of `operand | filter`. */
interface FilterExpression {
  readonly operand: Statement;
  readonly filter: { readonly type: string; readonly value?: unknown };
}

interface Sides {
  readonly start: boolean;
  readonly end: boolean;
}

const strippedSides: ReadonlyMap<string, Sides> = new Map([
  ['strip', { start: true, end: true }],
  ['lstrip', { start: true, end: false }],
  ['rstrip', { start: false, end: true }],
]);

function strip(text: string, characters: string, sides: Sides): string {
  const set = new Set(characters);
  const points = Array.from(text);
  let first = 0;
  let end = points.length;
  while (sides.start && first < end && set.has(points[first]!)) first++;
  while (sides.end && end > first && set.has(points[end - 1]!)) end--;
  return points.slice(first, end).join('');
}

class BoundedInterpreter extends Interpreter {
  #steps = 0;
  #strings = 0;
  #depth = 0;

  override evaluate(statement: Statement, environment: Environment): Value {
    this.#steps = within('steps', this.#steps + 1, MAX_STEPS);
    this.#depth = within('nested expressions', this.#depth + 1, MAX_DEPTH);
    const value =
      this.#strip(statement, environment) ??
      this.#string(statement, environment) ??
      super.evaluate(statement, environment);
    this.#depth--;
    this.#account(statement, value.value);
    return value;
  }

  /** `text.strip(characters)`, as Python has it: the library strips white space, whatever it is given. */
  #strip(statement: Statement, environment: Environment): Value | undefined {
    if (statement?.type !== 'CallExpression') return undefined;
    const { callee, args } = statement as typeof statement & CallExpression;
    const side = strippedSides.get(callee.property?.value ?? '');
    if (side === undefined || callee.type !== 'MemberExpression' || callee.computed) return undefined;
    if (args.length !== 1) return undefined;
    const { value: text } = this.evaluate(callee.object, environment);
    const { value: characters } = this.evaluate(args[0], environment);
    if (typeof text !== 'string' || typeof characters !== 'string') return undefined;
    // An environment is the library's way to make a value of its own.
    return new Environment().set('text', strip(text, characters, side));
  }

  /** `value | string`, as Python has it: the library has JSON for some values, and nothing for others. */
  #string(statement: Statement, environment: Environment): Value | undefined {
    if (statement?.type !== 'FilterExpression') return undefined;
    const { operand, filter } = statement as typeof statement & FilterExpression;
    if (filter.type !== 'Identifier' || filter.value !== 'string') return undefined;
    const text = pythonText(this.evaluate(operand, environment));
    return text === undefined ? undefined : new Environment().set('text', text);
  }

  #account(statement: Statement, value: unknown): void {
    if (typeof value === 'string') {
      within('characters in one text', value.length, MAX_STRING);
      // A variable's text is not a new one.
      if (statement?.type !== 'Identifier') {
        this.#strings = within('characters in all', this.#strings + value.length, MAX_STRINGS);
      }
    } else if (Array.isArray(value)) {
      within('items in a list', value.length, MAX_LIST);
      if (statement?.type !== 'Identifier') {
        this.#steps = within('steps', this.#steps + value.length, MAX_STEPS);
      }
    }
  }
}

/** The globals are ours: the library's range has no limit, and its month names follow the machine's language. */
function environment(variables: Readonly<Record<string, unknown>>, now: Date): Environment {
  const environment = new Environment();
  const globals = {
    true: true,
    false: false,
    none: null,
    True: true,
    False: false,
    None: null,
    range,
    raise_exception: (message: unknown) => {
      throw new RaisedByTemplate(String(message));
    },
    strftime_now: (format: unknown) => strftime(now, String(format)),
    ...variables,
  };
  for (const [name, value] of Object.entries(globals)) environment.set(name, value);
  return environment;
}

/** Python's range. */
function range(first: number, second?: number, step = 1): number[] {
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  const length = Math.max(0, Math.ceil((stop - start) / step));
  if (!Number.isFinite(length)) throw new Error(`range(${start}, ${stop}, ${step}) has no end`);
  within('items in a list', length, MAX_LIST);
  return Array.from({ length }, (_, i) => start + i * step);
}

/** Thrown by a template on purpose: for what it cannot express, such as a system message. */
class RaisedByTemplate extends Error {}

class LimitReached extends Error {}

/** The value itself, unless it is over the limit. */
function within(what: string, value: number, limit: number): number {
  if (value > limit) throw new LimitReached(`it takes more than ${limit} ${what}`);
  return value;
}

function explained<T>(what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof RaisedByTemplate) {
      throw new LlmError('template', `the chat template says: ${error.message}`, { cause: error });
    }
    if (error instanceof RangeError) {
      throw new LlmError('template', `${what}: it nests too deeply or makes too much text`, { cause: error });
    }
    throw new LlmError('template', `${what}: ${messageOf(error) || 'a loop control outside of a loop'}`, {
      cause: error,
    });
  }
}
