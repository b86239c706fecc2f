import { fenceFor } from '../base/fence.ts';

/** About 5,000 tokens: with it, a context of 8,192 still has room for the answer. */
export const MAX_CODE_CHARS = 16_000;

export interface CodeSelection {
  readonly code: string;
  /** The editor's language id, such as `typescript`. */
  readonly languageId: string;
  /** Relative to the workspace, or a bare name. */
  readonly fileName: string;
  /** 1-based. */
  readonly firstLine: number;
  readonly lastLine: number;
}

/** What is wrong with the code, as the editor's own tools say. */
export interface Problem {
  /** 1-based. */
  readonly line: number;
  readonly message: string;
  /** Whose word it is: `ts`, `eslint`. */
  readonly source: string;
}

interface CodeTask {
  /** What is asked of the code at a place, such as "`sum.ts`, lines 3 to 5". */
  readonly ask: (place: string) => string;
  /** How the answer should look; small models need it said in few words. */
  readonly answer?: string;
}

/**
 * What can be asked about code. It is the model that is spoken to, so the words are not translated, and they are few:
 * on a processor each of them takes its time before the first word of the answer.
 */
export const codeTasks = {
  explain: { ask: (place) => `Explain this code from ${place}:` },
  explainProblem: {
    ask: (place) => `Explain what is wrong in this code from ${place}, and how to solve it:`,
  },
  fix: {
    ask: (place) => `Fix this code from ${place}:`,
    answer:
      'Answer with the whole corrected code in one code block, then say in one sentence what was wrong.',
  },
  tests: {
    ask: (place) => `Write unit tests for this code from ${place}:`,
    answer: 'Cover the usual case, the edges and the errors. Answer with one code block.',
  },
  document: {
    ask: (place) => `Add documentation comments to this code from ${place}:`,
    answer: 'Change nothing else. Answer with the whole code in one code block.',
  },
  refactor: {
    ask: (place) => `Refactor this code from ${place}:`,
    answer: 'Keep what it does. Answer with the whole code in one code block.',
  },
  edit: {
    ask: (place) => `Change this code from ${place}:`,
    answer: 'Answer with the whole changed code in one code block, and nothing else.',
  },
  review: {
    ask: (place) => `Review this code from ${place}:`,
    answer:
      'List bugs, risks and unclear parts, the worst first, each with its line. Say so if there are none.',
  },
} satisfies Readonly<Record<string, CodeTask>>;

export type CodeTaskName = keyof typeof codeTasks;

/** More of them tell a model nothing that the first ones did not. */
const MAX_PROBLEMS = 10;
const MAX_PROBLEM_CHARS = 500;

/** What the person adds to a task, and what the editor knows about the code. */
export interface CodeTaskDetails {
  readonly wish?: string;
  readonly problems?: readonly Problem[];
  /** What the code leans on: a part of the prompt, in markdown. */
  readonly context?: string;
}

/**
 * The question of a task. Code beyond the bound is cut at a line's end, which the question says, where model and person
 * both read it.
 */
export function codeQuestion(
  name: CodeTaskName,
  selection: CodeSelection,
  { wish = '', problems = [], context = '' }: CodeTaskDetails = {},
): string {
  const task: CodeTask = codeTasks[name];
  const { firstLine, lastLine } = selection;
  const code = selection.code.replace(/\r\n?/g, '\n').replace(/\n+$/, '');
  const shown = cutAtLine(code, MAX_CODE_CHARS);
  const fence = fenceFor(shown);
  const lines = firstLine === lastLine ? `line ${firstLine}` : `lines ${firstLine} to ${lastLine}`;
  const parts = [
    task.ask(`${inlineCode(selection.fileName)}, ${lines}`),
    `${fence}${selection.languageId.replace(/[^\w#+.-]/g, '')}\n${shown}\n${fence}`,
  ];
  if (shown.length < code.length) {
    parts.push(`The selection is longer: these are its first ${shown.length} of ${code.length} characters.`);
  }
  if (context !== '') parts.push(context);
  if (problems.length > 0) parts.push(problemList(problems));
  if (wish.trim() !== '') parts.push(wish.trim());
  if (task.answer !== undefined) parts.push(task.answer);
  return parts.join('\n\n');
}

export function problemList(problems: readonly Problem[]): string {
  const lines = problems.slice(0, MAX_PROBLEMS).map(({ line, message, source }) => {
    const text = message.replace(/\s+/g, ' ').slice(0, MAX_PROBLEM_CHARS);
    return `- line ${line}: ${text}${source === '' ? '' : ` (${source})`}`;
  });
  return ['Problems reported:', ...lines].join('\n');
}

export function inlineCode(name: string): string {
  return `\`${name.replace(/[`\s\p{C}]+/gu, ' ').trim()}\``;
}

function cutAtLine(code: string, maxChars: number): string {
  if (code.length <= maxChars) return code;
  const lineEnd = code.lastIndexOf('\n', maxChars);
  if (lineEnd > 0) return code.slice(0, lineEnd);
  // One enormous line: cut it between characters, not within a surrogate pair.
  const isPairCut = /[\uD800-\uDBFF]$/.test(code.slice(0, maxChars));
  return code.slice(0, isPairCut ? maxChars - 1 : maxChars);
}
