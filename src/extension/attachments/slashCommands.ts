import { l10n } from 'vscode';
import { type CodeTaskName, codeTasks } from '../codeTasks.ts';
import { commitQuestion } from '../git/commitMessage.ts';

/** What a word after `/` stands for: a task on code, the commit's message, or a new chat. */
export type SlashCommand =
  | { readonly kind: 'task'; readonly task: CodeTaskName }
  | { readonly kind: 'commit' }
  | { readonly kind: 'clear' };

export const slashCommands: Readonly<Record<string, SlashCommand>> = {
  explain: { kind: 'task', task: 'explain' },
  fix: { kind: 'task', task: 'fix' },
  tests: { kind: 'task', task: 'tests' },
  doc: { kind: 'task', task: 'document' },
  refactor: { kind: 'task', task: 'refactor' },
  review: { kind: 'task', task: 'review' },
  commit: { kind: 'commit' },
  clear: { kind: 'clear' },
  new: { kind: 'clear' },
};

/** In the person's language, by the command's name. */
export function slashDescriptions(): Readonly<Record<string, string>> {
  return {
    explain: l10n.t('Explain the code'),
    fix: l10n.t('Fix the code and the problems in it'),
    tests: l10n.t('Write tests for the code'),
    doc: l10n.t('Add documentation comments'),
    refactor: l10n.t('Refactor the code'),
    review: l10n.t('Review the code'),
    commit: l10n.t('Write a commit message for the changes'),
    clear: l10n.t('Start a new chat'),
    new: l10n.t('Start a new chat'),
  };
}

/** `/fix as a loop` is the word `fix` and the wish `as a loop`; undefined for what begins otherwise. */
export function parseSlash(text: string): { readonly name: string; readonly rest: string } | undefined {
  const found = /^\s*\/([\w.-]+)(?:\s+([\s\S]*))?$/.exec(text);
  return found === null ? undefined : { name: found[1] ?? '', rest: (found[2] ?? '').trim() };
}

/**
 * What the model reads before the attached code and after it, as `codeQuestion` says it. It is the model that is spoken
 * to, so the words are not translated.
 */
export function taskPrompt(
  name: CodeTaskName,
  wish: string,
): { readonly lead: string; readonly prompt: string } {
  const task: { readonly ask: (place: string) => string; readonly answer?: string } = codeTasks[name];
  const parts = [wish, task.answer ?? ''].filter((part) => part !== '');
  return { lead: task.ask('{0}'), prompt: parts.join('\n\n') };
}

/** As the Source Control view asks it, of changes that are attached. */
export function commitPrompt(wish: string): string {
  const ask = commitQuestion({ text: '', cut: [], untracked: [], earlier: [] }).replace(/:\n/, '.\n');
  return wish === '' ? ask : `${ask}\n\n${wish}`;
}
