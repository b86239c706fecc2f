import { LlmError } from '../../base/errors.ts';

/*
 * A prompt that the person keeps in a file, as other chats in VS Code read it:
 *
 *   ---
 *   description: Explains a file to a newcomer
 *   ---
 *   Explain ${file} to ${input:reader:who reads it}.
 *
 * Between the `---` lines stand `key: value` pairs of YAML. What chooses models, tools or modes there means nothing here.
 */

export interface PromptFile {
  /** What is typed after `/`. */
  readonly name: string;
  readonly description: string;
  readonly body: string;
  /** Keys of its head that mean nothing here: `mode`, `tools`. */
  readonly ignored: readonly string[];
}

/** Characters of a prompt file: a fifth of a context of 8 Ki tokens, or it is no prompt. */
export const MAX_PROMPT_FILE_CHARS = 100_000;
const MAX_DESCRIPTION_CHARS = 300;

/** `fileName` is `review.prompt.md`. Throws `file` for a head without an end, and for what is too long. */
export function parsePromptFile(fileName: string, source: string): PromptFile {
  if (source.length > MAX_PROMPT_FILE_CHARS) {
    throw new LlmError(
      'file',
      `${fileName} has ${source.length} characters; at most ${MAX_PROMPT_FILE_CHARS} are read`,
    );
  }
  const text = source.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const { head, body } = splitHead(fileName, text);
  const values = new Map<string, string>();
  for (const line of head) {
    const pair = /^([\w-]+)\s*:\s*(.*)$/.exec(line); // indented lines belong to a list or map that means nothing here
    if (pair !== null) values.set(pair[1] ?? '', unquoted(pair[2] ?? ''));
  }
  const given = (values.get('name') ?? '').replace(/[^\w.-]+/g, '-').replace(/^-+|-+$/g, '');
  return {
    name: given === '' ? fileName.replace(/\.prompt\.md$/i, '').replace(/[^\w.-]+/g, '-') : given,
    description: (values.get('description') ?? '').slice(0, MAX_DESCRIPTION_CHARS),
    body: body.trim(),
    ignored: [...values.keys()].filter((key) => !['name', 'description', 'argument-hint'].includes(key)),
  };
}

function splitHead(fileName: string, text: string): { head: readonly string[]; body: string } {
  const lines = text.split('\n');
  if (lines[0]?.trimEnd() !== '---') return { head: [], body: text };
  const end = lines.findIndex((line, i) => i > 0 && line.trimEnd() === '---');
  if (end < 0) throw new LlmError('file', `${fileName}: expected a line --- that ends its head, found none`);
  return { head: lines.slice(1, end), body: lines.slice(end + 1).join('\n') };
}

function unquoted(value: string): string {
  const quoted = /^(["'])(.*)\1\s*(?:#.*)?$/.exec(value);
  if (quoted === null) return value.replace(/\s+#.*$/, '').trim();
  return quoted[1] === '"'
    ? (quoted[2] ?? '').replace(/\\(["\\])/g, '$1')
    : (quoted[2] ?? '').replace(/''/g, "'");
}

const variable = /\$\{(\w+)(?::([\w-]+))?(?::([^}\n]*))?\}/g;

/** Something that a prompt's `${…}` asks for; undefined where it is none that is known. */
export interface PromptVariable {
  /** `selection`, `file`, `input`, … */
  readonly kind: string;
  /** Of an input: what it is called, and what its box says. */
  readonly name: string;
  readonly placeholder: string;
}

/** What a body asks for, each once. */
export function variablesOf(body: string): PromptVariable[] {
  const found = [...body.matchAll(variable)].map(([, kind = '', name = '', placeholder = '']) => ({
    kind,
    name,
    placeholder,
  }));
  return [...new Map(found.map((entry) => [`${entry.kind}:${entry.name}`, entry])).values()];
}

/** The body with what `valueOf` knows in the place of its variables; the others stay as they are written. */
export function expandPrompt(body: string, valueOf: (asked: PromptVariable) => string | undefined): string {
  return body.replace(
    variable,
    (written: string, kind: string, name: string | undefined, placeholder: string | undefined) =>
      valueOf({ kind, name: name ?? '', placeholder: placeholder ?? '' }) ?? written,
  );
}

/** Files that a body's Markdown links name, relative to it: `[the rules](../../docs/rules.md)`. */
export function linksOf(body: string): string[] {
  return [...body.matchAll(/(?<!!)\[[^\]\n]*\]\(([^()\s]+)\)/g)].flatMap(([, target = '']) =>
    /^[\w+.-]+:|^#|^\//.test(target) ? [] : [target.replace(/#.*$/, '')],
  );
}
