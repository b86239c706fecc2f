import * as vscode from 'vscode';
import type { AttachmentSource } from '../../protocol/attachments.ts';
import { activeCode, type CodeSource, hasProblems, linesSource } from '../attachments/question.ts';
import type { Command, Context } from './context.ts';

/** Code in a document, as a lightbulb's action names it. */
export interface CodeTarget {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
}

export const explainSelection = commandFor('explain');
export const fixSelection = commandFor('fix');
export const writeTests = commandFor('tests');
export const addDocumentation = commandFor('doc');
export const reviewSelection = commandFor('review');

export const refactorSelection: Command = (context) => async (given) => {
  const wish = await vscode.window.showInputBox({
    title: vscode.l10n.t('Refactor'),
    placeHolder: vscode.l10n.t('What should be different? Empty: whatever makes it clearer'),
  });
  if (wish !== undefined) await askAbout(context, `/refactor ${wish}`.trim(), [await codeOf(given)]);
};

/** As `/explain` with the problems attached. */
export const explainProblem: Command = (context) => async (given) => {
  const code = await codeOf(given);
  const { uri, first, last } = code.kind === 'selection' ? code : { ...code, first: 0, last: 0 };
  const problems = hasProblems(uri, first, last) ? [{ kind: 'problems', uri, first, last } as const] : [];
  await askAbout(context, '/explain', [code, ...problems]);
};

function commandFor(name: string): Command {
  return (context) => async (given) => askAbout(context, `/${name}`, [await codeOf(given)]);
}

/** Asks in the chat as the person would: with a `/` command, and the code attached to it. */
async function askAbout(
  { composer, model, view }: Context,
  words: string,
  sources: readonly AttachmentSource[],
): Promise<void> {
  // The panel opens, the model loads and the language servers answer at the same time.
  await model.whileLoading(() => Promise.all([view.reveal(), composer.ask(words, sources)]));
}

export function isTarget(given: unknown): given is CodeTarget {
  return typeof given === 'object' && given !== null && 'document' in given && 'range' in given;
}

/** The code that a lightbulb names, that is selected, or that surrounds the cursor. */
async function codeOf(given: unknown): Promise<CodeSource> {
  if (!isTarget(given)) return activeCode();
  const { document, range } = given;
  const isWhole = range.start.line === 0 && range.end.line >= document.lineCount - 1;
  return isWhole ? { kind: 'file', uri: document.uri.toString() } : linesSource(document, range);
}
