import { listed, Reading } from './reading.ts';
import type { Style } from './style.ts';
import type { Expression, FunctionDefinition, Piece, Statement } from './tree.ts';

/** How an answer is laid out. */
export const voices = ['list', 'prose', 'sentence'] as const;
export type Voice = (typeof voices)[number];

/** One step of the code: what is done, or under which condition or how often its `steps` are. */
export type Step =
  | { readonly statement: Statement['kind']; readonly does: string }
  | {
      readonly statement: Statement['kind'] | 'method';
      readonly lead: string;
      readonly steps: readonly Step[];
      /** Steps that are not the code's own but follow from it, such as what an inner function does. */
      readonly isDefinition?: boolean;
    };

export interface Outline {
  /** "`total` is a function that takes `prices`." */
  readonly header: string;
  readonly steps: readonly Step[];
}

/** A piece of code read statement by statement; expressions of more than `maxOperations` are quoted. */
export function outline(piece: Piece, style: Style, maxOperations?: number): Outline {
  const reading = new Reading(style, maxOperations);
  switch (piece.kind) {
    case 'lines':
      return { header: 'These lines do the following.', steps: stepsOf(piece.body, reading) };
    case 'function':
      return {
        header: functionHeader(piece.definition, reading),
        steps: [
          ...(piece.definition.decorators ?? []).map((decorator): Step => ({
            statement: 'function',
            does: `has the decorator \`${decorator}\``,
          })),
          ...stepsOf([...(piece.definition.before ?? []), ...piece.definition.body], reading),
        ],
      };
    case 'class': {
      const { name, parent, initial: start, methods } = piece.definition;
      const extended = parent === undefined ? '' : ` that extends \`${parent}\``;
      const steps: Step[] = (piece.definition.fields ?? []).map((field) => ({
        statement: 'declare',
        does:
          field.value === undefined
            ? `has the field \`${field.name}\``
            : `has the field \`${field.name}\`, which starts as ${reading.noun(field.value)}`,
      }));
      if (start !== undefined) {
        steps.push({
          statement: 'method',
          lead: `the constructor ${reading.takes(start.parameters)}`,
          steps: stepsOf(start.body, reading),
          isDefinition: true,
        });
      }
      for (const method of methods) {
        steps.push({
          statement: 'method',
          lead: methodLead(method, reading),
          steps: stepsOf(method.body, reading),
          isDefinition: true,
        });
      }
      return { header: `\`${name}\` is a class${extended}.`, steps };
    }
  }
}

function functionHeader(definition: FunctionDefinition, reading: Reading): string {
  const { name, isAsync, isGenerator, parameters } = definition;
  const kind = isAsync === true ? 'an async ' : isGenerator === true ? 'a generator ' : 'a ';
  return `\`${name}\` is ${kind}function that ${reading.takes(parameters)}.`;
}

function methodLead(method: FunctionDefinition, reading: Reading): string {
  if (method.access === 'get') return `the property \`${method.name}\``;
  const kind =
    method.isAsync === true ? 'async method' : method.access === 'static' ? 'static method' : 'method';
  return `the ${kind} \`${method.name}\` ${reading.takes(method.parameters)}`;
}

export function stepsOf(body: readonly Statement[], reading: Reading): readonly Step[] {
  return body.flatMap((statement) => stepOf(statement, reading));
}

function stepOf(statement: Statement, reading: Reading): readonly Step[] {
  const { kind } = statement;
  const does = (text: string): readonly Step[] => [{ statement: kind, does: text }];
  const under = (lead: string, body: readonly Statement[], isDefinition = false): Step => ({
    statement: kind,
    lead,
    steps: stepsOf(body, reading),
    ...(isDefinition ? { isDefinition } : {}),
  });
  switch (statement.kind) {
    case 'comment':
    case 'blank':
      return [];
    case 'declare': {
      const { id, value } = statement;
      if (value === undefined) return does(`declares \`${id}\``);
      return withClosure(statement.kind, `sets \`${id}\` to ${reading.noun(value)}`, value, reading);
    }
    case 'unpack': {
      const { value } = statement;
      if (value.kind === 'tuple') {
        const parts = value.items.map((item, i) => `\`${statement.ids[i]!}\` to ${reading.noun(item)}`);
        return does(`sets ${listed(parts)}`);
      }
      const ids = listed(statement.ids.map((id) => `\`${id}\``));
      return does(`takes ${ids} from ${reading.noun(value)}`);
    }
    case 'assign':
      return withClosure(statement.kind, assignment(statement, reading), statement.value, reading);
    case 'swap':
      return does(`swaps ${reading.noun(statement.left)} and ${reading.noun(statement.right)}`);
    case 'perform':
      return withClosure(statement.kind, reading.action(statement.value), statement.value, reading);
    case 'return':
      if (statement.value === undefined) return does('returns');
      return withClosure(
        statement.kind,
        `returns ${reading.noun(statement.value)}`,
        statement.value,
        reading,
      );
    case 'yield':
      return does(`yields ${reading.noun(statement.value)}`);
    case 'throw': {
      const verb = reading.isPython ? 'raises' : 'throws';
      const article = reading.isPython ? 'a' : 'a new';
      return does(`${verb} ${article} \`${statement.className}\`${reading.with(statement.args)}`);
    }
    case 'rethrow':
      return does(reading.isPython ? 'raises the error again' : `throws \`${statement.id}\` again`);
    case 'break':
      return does('leaves the loop');
    case 'continue':
      return does('goes on with the next round');
    case 'assert':
      return does(`makes sure that ${reading.condition(statement.test)}`);
    case 'import': {
      const ids = listed(statement.ids.map((id) => `\`${id}\``));
      return does(
        statement.ids.length === 0
          ? `imports \`${statement.module}\``
          : `imports ${ids} from \`${statement.module}\``,
      );
    }
    case 'interface': {
      const fields = listed(statement.fields.map(([field]) => `\`${field}\``));
      return does(`declares the type \`${statement.name}\` with ${fields}`);
    }
    case 'delete':
      return does(`deletes ${reading.noun(statement.target)}`);
    case 'if': {
      const { branches, otherwise } = statement;
      const steps = branches.map(({ test, body }, i) =>
        under(`${i === 0 ? '' : 'otherwise, '}if ${reading.condition(test)}`, body),
      );
      return otherwise === undefined ? steps : [...steps, under('otherwise', otherwise)];
    }
    case 'each': {
      const wait = statement.isAwaited === true ? 'awaited ' : '';
      return [
        under(`for each ${wait}\`${statement.id}\` of ${reading.noun(statement.source)}`, statement.body),
      ];
    }
    case 'pairs': {
      const [first, second] = statement.ids;
      if (statement.of === 'both') {
        const sources = reading.noun(statement.source);
        return [under(`for each \`${first}\` and \`${second}\` of ${sources} side by side`, statement.body)];
      }
      const what = statement.of === 'list' ? ['position', 'item'] : ['key', 'value'];
      const source = reading.noun(statement.source);
      return [
        under(`for each ${what[0]!} \`${first}\` and ${what[1]!} \`${second}\` of ${source}`, statement.body),
      ];
    }
    case 'count':
      return [under(counting(statement, reading), statement.body)];
    case 'while':
      return [
        under(
          `${statement.isLate === true ? 'once and then ' : ''}while ${reading.condition(statement.test)}`,
          statement.body,
        ),
      ];
    case 'try': {
      const { body, error, finally: last } = statement;
      const steps = [under('in a try block', body)];
      if (error !== undefined) {
        const kindOf = error.className === undefined ? 'an error' : `\`${error.className}\``;
        const named = error.id === undefined ? '' : ` as \`${error.id}\``;
        steps.push(under(`on ${kindOf}${named}`, error.body));
      }
      return last === undefined ? steps : [...steps, under('finally', last)];
    }
    case 'with': {
      const named = statement.id === undefined ? '' : ` as \`${statement.id}\``;
      return [under(`with ${reading.noun(statement.value)}${named}`, statement.body)];
    }
    case 'switch': {
      const { value, cases, otherwise } = statement;
      const subject = reading.noun(value);
      const steps = cases.map((entry) => under(`if ${subject} is ${reading.noun(entry.value)}`, entry.body));
      return otherwise === undefined ? steps : [...steps, under('otherwise', otherwise)];
    }
    case 'function': {
      const { definition } = statement;
      const wait = definition.isAsync === true ? 'the async function ' : '';
      const lead = `defines ${wait}\`${definition.name}\`, which ${reading.takes(definition.parameters)}`;
      return [under(lead, definition.body, true)];
    }
  }
}

/** What is done, and, if a function with a body is a part of it, what that function does. */
function withClosure(
  kind: Statement['kind'],
  does: string,
  value: Expression,
  reading: Reading,
): readonly Step[] {
  const inner = closuresIn(value).map(({ key, closure }): Step => ({
    statement: kind,
    lead: key === undefined ? 'in that function' : `in \`${key}\``,
    steps: stepsOf(closure.body, reading),
    isDefinition: true,
  }));
  return [{ statement: kind, does }, ...inner];
}

type Closure = Extract<Expression, { kind: 'closure' }>;

/** Functions with a body in an expression; those of an object have a key. */
function closuresIn(value: Expression): readonly { readonly key?: string; readonly closure: Closure }[] {
  if (value.kind === 'closure') return [{ closure: value }];
  if (value.kind === 'await') return closuresIn(value.value);
  if (value.kind === 'object') {
    return value.entries.flatMap(({ key, value: entry }) =>
      entry?.kind === 'closure' ? [{ key, closure: entry }] : [],
    );
  }
  return 'args' in value ? value.args.flatMap((arg) => closuresIn(arg)) : [];
}

function assignment(statement: Extract<Statement, { kind: 'assign' }>, reading: Reading): string {
  const target = reading.noun(statement.target);
  const value = reading.noun(statement.value);
  switch (statement.operator) {
    case '=':
      return `sets ${target} to ${value}`;
    case '+=':
      return `adds ${value} to ${target}`;
    case '-=':
      return `subtracts ${value} from ${target}`;
    case '*=':
      return `multiplies ${target} by ${value}`;
    case '/=':
      return `divides ${target} by ${value}`;
    case '??=':
      return `sets ${target} to ${value} if it is null or undefined`;
    case '||=':
      return `sets ${target} to ${value} if it is falsy`;
  }
}

function counting(statement: Extract<Statement, { kind: 'count' }>, reading: Reading): string {
  const { id, from, to, isInclusive, step = 1 } = statement;
  const end =
    isInclusive === true ? 'to' : step < 0 ? 'down to but not including' : 'up to but not including';
  const steps = step === 1 || step === -1 ? '' : ` in steps of ${Math.abs(step)}`;
  const down = step < 0 && isInclusive === true ? 'down ' : '';
  return `for each \`${id}\` from ${reading.noun(from)} ${down}${end} ${reading.noun(to)}${steps}`;
}

/** An answer and its sentences, each of which holds for the code. */
export function render(read: Outline, voice: Voice): readonly string[] {
  switch (voice) {
    case 'list':
      return [read.header, ...listLines(read.steps, 0)];
    case 'prose':
      return [read.header, ...read.steps.map((step) => `${capital(clause(step))}.`)];
    case 'sentence':
      return [inOneSentence(read)];
  }
}

/** The lines or sentences of `render` as one text. */
export function joined(sentences: readonly string[], voice: Voice): string {
  return sentences.join(voice === 'list' ? '\n' : ' ');
}

function listLines(steps: readonly Step[], depth: number): readonly string[] {
  const bullet = `${'  '.repeat(depth)}- `;
  return steps.flatMap((step) => {
    if ('does' in step) return [`${bullet}${capital(step.does)}.`];
    const only = step.steps.length === 1 ? step.steps[0]! : undefined;
    // One thing done under one condition is one line.
    if (only !== undefined && 'does' in only && step.isDefinition !== true) {
      return [`${bullet}${capital(step.lead)}, ${only.does}.`];
    }
    if (step.steps.length === 0) {
      return [`${bullet}${capital(step.lead)}${step.isDefinition === true ? '' : ', does nothing'}.`];
    }
    return [`${bullet}${capital(step.lead)}:`, ...listLines(step.steps, depth + 1)];
  });
}

function clause(step: Step): string {
  if ('does' in step) return `it ${step.does}`;
  if (step.steps.length === 0) {
    return step.isDefinition === true ? step.lead : `${step.lead}, it does nothing`;
  }
  const inner = clauses(step.steps);
  const isVerb = step.lead.startsWith('defines');
  const mark = step.isDefinition === true ? ':' : ',';
  return `${isVerb ? 'it ' : ''}${step.lead}${mark} ${inner}`;
}

/** What is done in a row is joined by "and"; what comes after a condition or a loop begins anew. */
function clauses(steps: readonly Step[]): string {
  let text = '';
  steps.forEach((step, i) => {
    const before = steps[i - 1];
    const follows = before !== undefined && 'does' in before && 'does' in step;
    if (i > 0) text += follows ? ' and ' : '; then ';
    text += follows ? step.does : clause(step);
  });
  return text.replaceAll('; then otherwise', '; otherwise');
}

/** The most that one sentence says. */
const MAX_PHRASES = 3;
/** A value that takes longer to say is left out of the one sentence. */
const MAX_PHRASE_CHARS = 70;

function inOneSentence({ header, steps }: Outline): string {
  const start = header.replace(/\.$/, '').replace(/ is an? (async |generator )?function that /, ' ');
  if (header.includes('is a class')) {
    const methods = steps.flatMap((step) =>
      'lead' in step ? (/^the (?:\w+ )?(?:method|property) `([\w#]+)`/.exec(step.lead)?.[1] ?? []) : [],
    );
    return methods.length === 0
      ? header
      : `${start} with ${listed(methods.map((method) => `\`${method}\``))}.`;
  }
  const phrases = steps.flatMap((step) => brief(step) ?? []);
  // The end says what comes of it, so the middle is left out.
  const kept =
    phrases.length <= MAX_PHRASES ? phrases : [...phrases.slice(0, MAX_PHRASES - 1), phrases.at(-1)!];
  const isLines = header.startsWith('These lines');
  if (kept.length === 0) return header;
  return `${isLines ? 'This code ' : `${start}, `}${listed(kept)}.`;
}

/** What a step is in few words; nothing for those that can be left out. */
function brief(step: Step): string | undefined {
  if ('does' in step) {
    const isLong = step.does.length > MAX_PHRASE_CHARS && step.statement === 'declare';
    return isLong ? step.does.replace(/ to .*/, '') : step.does;
  }
  if (step.lead.startsWith('otherwise') || step.isDefinition === true) {
    return step.lead.startsWith('defines') ? step.lead.replace(/, which .*/, '') : undefined;
  }
  if (step.lead.startsWith('if ')) {
    const only = step.steps.length === 1 ? step.steps[0]! : undefined;
    if (only !== undefined && 'does' in only && /^(returns|throws|raises)/.test(only.does)) {
      return `${only.does} ${step.lead}`;
    }
    return `checks whether ${step.lead.slice('if '.length)}`;
  }
  if (step.lead.startsWith('for each ')) return `goes through ${step.lead.slice('for '.length)}`;
  if (step.lead.startsWith('while ')) return `repeats its loop ${step.lead}`;
  if (step.lead === 'in a try block') return step.steps[0] === undefined ? undefined : brief(step.steps[0]);
  if (step.lead.startsWith('on ')) return 'handles an error';
  return undefined;
}

/** With an upper-case letter at the start, unless code is there. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
