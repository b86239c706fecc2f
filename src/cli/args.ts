import { parseArgs, type ParseArgsConfig } from 'node:util';
import { messageOf } from '../base/errors.ts';
import { type KvType, kvTypes } from '../base/kvType.ts';
import type { GenerateOptions, TemplateVariables } from '../protocol/engine.ts';

/** The command line makes no sense: the usage is worth showing, and the exit code is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface ChatArguments {
  readonly command: 'chat';
  /** Undefined: the built-in model. */
  readonly model: string | undefined;
  /** Undefined: interactive. */
  readonly prompt: string | undefined;
  readonly raw: boolean;
  /** Print what the model would read, and do not ask it. */
  readonly showPrompt: boolean;
  readonly system: string | undefined;
  readonly templateVariables: TemplateVariables;
  readonly sampling: Readonly<Partial<Record<SamplingOption, number>>>;
  readonly seed: number | undefined;
  readonly maxTokens: number | undefined;
  readonly nThreads: number;
  readonly nCtx: number;
  readonly kvType: KvType;
  readonly json: boolean;
}

export interface TokenizeArguments {
  readonly command: 'tokenize';
  /** Undefined: the built-in model. */
  readonly model: string | undefined;
  readonly addSpecial: boolean;
  readonly parseSpecial: boolean;
  readonly json: boolean;
}

export interface InspectArguments {
  readonly command: 'inspect';
  readonly file: string;
  readonly nCtx: number;
  readonly kvType: KvType;
  readonly json: boolean;
}

export type Arguments =
  ChatArguments | TokenizeArguments | InspectArguments | { readonly command: 'help'; readonly text: string };

interface NumberRule {
  readonly min: number;
  readonly max: number;
  readonly integer?: true;
}

const count = { min: 1, max: 2 ** 31 - 1, integer: true } as const;

/** The sampling options by their name in SamplingParams. */
const samplingOptions = {
  temperature: ['temp', { min: 0, max: 100 }],
  topK: ['top-k', { min: 0, max: 2 ** 31 - 1, integer: true }],
  topP: ['top-p', { min: 0, max: 1 }],
  minP: ['min-p', { min: 0, max: 1 }],
  repeatPenalty: ['repeat-penalty', { min: 0.01, max: 100 }],
} as const satisfies { readonly [K in keyof GenerateOptions['sampling']]: readonly [string, NumberRule] };

type SamplingOption = keyof typeof samplingOptions;

const help = {
  chat: `Usage: cli.js [chat] [--model FILE] [options]
Talks with a GGUF model; without --prompt line by line, until Ctrl-D. Ctrl-C stops an answer.

  --model FILE          the GGUF file (the first part of a split one; default: the small built-in model)
  --prompt TEXT         answer this and end
  --raw                 feed the text as it is, without the model's chat template
  --show-prompt         print what the model would read, and do not ask it
  --system TEXT         system message
  --template-vars JSON  variables of the chat template, such as {"enable_thinking": false}
  --temp N              temperature; 0 always takes the likeliest token
  --top-k N             keep the N likeliest tokens; 0: all
  --top-p N             keep the likeliest tokens that together have this probability
  --min-p N             drop tokens less likely than this share of the likeliest
  --repeat-penalty N    divide the logits of recent tokens by this; 1: off
  --seed N              the same seed gives the same answer
  --max-tokens N        end the answer after so many tokens
  --threads N           compute threads (default: all cores but one)
  --ctx N               context size in tokens (default: the model's, at most 8192)
  --kv-type TYPE        how the context is held: ${kvTypes.join(', ')} (default: ${kvTypes[0]})
  --json                print one JSON object: promptTokens, tokens, text, stopReason, timings, …
`,
  tokenize: `Usage: cli.js tokenize [--model FILE] [options] < text
Prints the tokens of standard input: an id and the token's text a line. A file with a vocabulary alone will do.

  --no-special          add neither BOS nor EOS
  --no-parse-special    read the text of control tokens as text
  --json                print an array of ids
`,
  inspect: `Usage: cli.js inspect FILE [options]
Prints whether a GGUF file will work here, and what its header says: metadata, tensors, the memory it needs.

  --ctx N               for a context of so many tokens (default: the model's, at most 8192)
  --kv-type TYPE        held as ${kvTypes.join(', ')} (default: ${kvTypes[0]})
  --json                print one JSON object
`,
};

const general = `${help.chat}
${help.tokenize}
${help.inspect}`;

/** What the words after `node cli.js` ask for; throws a UsageError. */
export function parseArguments(argv: readonly string[]): Arguments {
  const [first = '', ...rest] = argv;
  switch (first) {
    case 'tokenize':
      return parseTokenize(rest);
    case 'inspect':
      return parseInspect(rest);
    case 'chat':
      return parseChat(rest);
    case 'help':
    case '--help':
    case '-h':
      return { command: 'help', text: general };
    default:
      if (first !== '' && !first.startsWith('-')) {
        throw new UsageError(`unknown command '${first}': expected chat, tokenize or inspect`);
      }
      return parseChat(argv);
  }
}

function parseChat(argv: readonly string[]): Arguments {
  const { values } = parse(argv, {
    model: { type: 'string' },
    prompt: { type: 'string' },
    raw: { type: 'boolean' },
    'show-prompt': { type: 'boolean' },
    system: { type: 'string' },
    'template-vars': { type: 'string' },
    temp: { type: 'string' },
    'top-k': { type: 'string' },
    'top-p': { type: 'string' },
    'min-p': { type: 'string' },
    'repeat-penalty': { type: 'string' },
    seed: { type: 'string' },
    'max-tokens': { type: 'string' },
    threads: { type: 'string' },
    ctx: { type: 'string' },
    'kv-type': { type: 'string' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help === true) return { command: 'help', text: help.chat };
  if (values.json === true && values.prompt === undefined) throw new UsageError('--json needs --prompt');
  if (values.raw === true && values.system !== undefined) {
    throw new UsageError('--raw feeds the text alone: it cannot be combined with --system');
  }
  if (values['show-prompt'] === true && (values.prompt === undefined || values.raw === true)) {
    throw new UsageError('--show-prompt needs --prompt, and a template: it cannot be combined with --raw');
  }
  const sampling: Partial<Record<SamplingOption, number>> = {};
  for (const key of Object.keys(samplingOptions) as SamplingOption[]) {
    const [option, rule] = samplingOptions[key];
    const value = number(option, values[option], rule);
    if (value !== undefined) sampling[key] = value;
  }
  return {
    command: 'chat',
    model: file('model', values.model),
    prompt: values.prompt,
    raw: values.raw ?? false,
    showPrompt: values['show-prompt'] ?? false,
    system: values.system,
    templateVariables: templateVariables(values['template-vars']),
    sampling,
    seed: number('seed', values.seed, { min: 0, max: 2 ** 32 - 1, integer: true }),
    maxTokens: number('max-tokens', values['max-tokens'], { ...count, min: 0 }),
    nThreads: number('threads', values.threads, { min: 1, max: 1024, integer: true }) ?? 0,
    nCtx: number('ctx', values.ctx, count) ?? 0,
    kvType: kvType(values['kv-type']),
    json: values.json ?? false,
  };
}

function kvType(text: string = kvTypes[0]): KvType {
  const found = kvTypes.find((type) => type === text);
  if (found === undefined) {
    throw new UsageError(`--kv-type: expected one of ${kvTypes.join(', ')}, found '${text}'`);
  }
  return found;
}

function templateVariables(text = '{}'): TemplateVariables {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`--template-vars: expected JSON, found '${text}': ${messageOf(error)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError(`--template-vars: expected an object, found '${text}'`);
  }
  return value as TemplateVariables;
}

function parseTokenize(argv: readonly string[]): Arguments {
  const { values } = parse(argv, {
    model: { type: 'string' },
    'no-special': { type: 'boolean' },
    'no-parse-special': { type: 'boolean' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help === true) return { command: 'help', text: help.tokenize };
  return {
    command: 'tokenize',
    model: file('model', values.model),
    addSpecial: values['no-special'] !== true,
    parseSpecial: values['no-parse-special'] !== true,
    json: values.json ?? false,
  };
}

function parseInspect(argv: readonly string[]): Arguments {
  const { values, positionals } = parse(
    argv,
    {
      ctx: { type: 'string' },
      'kv-type': { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
    true,
  );
  if (values.help === true) return { command: 'help', text: help.inspect };
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    throw new UsageError(`inspect: expected one file, found ${positionals.length}`);
  }
  return {
    command: 'inspect',
    file,
    nCtx: number('ctx', values.ctx, count) ?? 0,
    kvType: kvType(values['kv-type']),
    json: values.json ?? false,
  };
}

function parse<T extends NonNullable<ParseArgsConfig['options']>>(
  argv: readonly string[],
  options: T,
  allowPositionals = false,
) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals, strict: true });
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

function file(name: string, value: string | undefined): string | undefined {
  if (value === '') throw new UsageError(`--${name}: expected a file`);
  return value;
}

function number(name: string, text: string | undefined, rule: NumberRule): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  const { min, max, integer = false } = rule;
  if (text.trim() === '' || !(value >= min && value <= max) || (integer && !Number.isInteger(value))) {
    const kind = integer ? 'a whole number' : 'a number';
    throw new UsageError(`--${name}: expected ${kind} from ${min} to ${max}, found '${text}'`);
  }
  return value;
}
