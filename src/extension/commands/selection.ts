import * as vscode from 'vscode';
import { LlmError } from '../../base/errors.ts';
import { codeQuestion, type CodeTaskDetails, type CodeTaskName, type Problem } from '../codeTasks.ts';
import { enclosingSymbol } from '../context/symbols.ts';
import type { Command, Context } from './context.ts';

/** Code in a document, as a lightbulb's action names it. */
export interface CodeTarget {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
}

export const explainSelection = commandFor('explain');
export const explainProblem = commandFor('explainProblem');
export const fixSelection = commandFor('fix');
export const writeTests = commandFor('tests');
export const addDocumentation = commandFor('document');
export const reviewSelection = commandFor('review');

export const refactorSelection: Command = (context) => async (given) => {
  const wish = await vscode.window.showInputBox({
    title: vscode.l10n.t('Refactor'),
    placeHolder: vscode.l10n.t('What should be different? Empty: whatever makes it clearer'),
  });
  if (wish !== undefined) await askAbout(context, 'refactor', given, { wish });
};

function commandFor(task: CodeTaskName): Command {
  return (context) => (given) => askAbout(context, task, given);
}

/** Asks in the chat about the code that a lightbulb names, that is selected, or that surrounds the cursor. */
async function askAbout(
  context: Context,
  task: CodeTaskName,
  given: unknown,
  details: CodeTaskDetails = {},
): Promise<void> {
  const { document, range } = isTarget(given) ? given : await activeTarget();
  // The panel opens, the model loads and the language servers answer at the same time.
  await context.model.whileLoading(() =>
    Promise.all([context.view.reveal(), ask(context, task, { document, range }, details)]),
  );
}

async function ask(
  { chat, model }: Context,
  task: CodeTaskName,
  { document, range }: CodeTarget,
  details: CodeTaskDetails,
): Promise<void> {
  const context = await model.contextOf(document, range);
  const question = codeQuestion(
    task,
    {
      code: document.getText(range),
      languageId: document.languageId,
      fileName: vscode.workspace.asRelativePath(document.uri),
      firstLine: range.start.line + 1,
      lastLine: lastLine(range) + 1,
    },
    { ...details, context, problems: wantsProblems(task) ? problemsIn(document, range) : [] },
  );
  await chat.ask(question);
}

function wantsProblems(task: CodeTaskName): boolean {
  return task === 'fix' || task === 'explainProblem';
}

export function isTarget(given: unknown): given is CodeTarget {
  return typeof given === 'object' && given !== null && 'document' in given && 'range' in given;
}

async function activeTarget(): Promise<CodeTarget> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined)
    throw new LlmError('request', vscode.l10n.t('Open a file and select some code first.'));
  const { document, selection } = editor;
  if (!selection.isEmpty) return { document, range: selection };
  const range = await enclosingSymbol(document, selection.active);
  if (range === undefined) throw new LlmError('request', vscode.l10n.t('Select some code first.'));
  return { document, range };
}

function problemsIn(document: vscode.TextDocument, range: vscode.Range): Problem[] {
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter((diagnostic) => diagnostic.range.intersection(range) !== undefined)
    .map(({ range: { start }, message, source }) => ({
      line: start.line + 1,
      message,
      source: source ?? '',
    }));
}

/** A selection that ends before the first character of a line does not hold that line. */
function lastLine({ start, end }: vscode.Range): number {
  return end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
}
