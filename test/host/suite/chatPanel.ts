// What a person does in the chat panel, and what they read there.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from './until.ts';
import { panel } from './window.ts';

export const extensionId = 'burrow.burrow';

const questions = '.turn[data-role="user"]';
const answer = '.turn[data-role="assistant"]';
type AnswerState = 'finished' | 'stopped' | 'failed';

export async function openPanel(): Promise<void> {
  await vscode.commands.executeCommand('burrow.openChat');
  await panel.waitFor('#input');
}

/** Shows another view in its place; the editor then throws the panel's page away. */
export async function hidePanel(): Promise<void> {
  await vscode.commands.executeCommand('workbench.view.explorer');
  await panel.waitFor('body', { state: 'hidden' });
}

export async function newChat(): Promise<void> {
  await vscode.commands.executeCommand('burrow.newChat');
  await panel.waitFor(answer, { state: 'hidden' });
}

export async function ask(question: string): Promise<void> {
  await panel.fill('#input', question);
  await send();
}

/** What is written in the input. */
export async function draft(): Promise<string> {
  return (await panel.evaluate('#input', '(input) => input.value')) as string;
}

/** Sends what the host is to give back; resolves when it has. */
export async function sendInVain(): Promise<void> {
  const written = await draft();
  await panel.press('#input', 'Enter');
  await until(async () => (await draft()) === written, 'the question is given back');
}

/** Resolves when the question is in the transcript: until then the last answer is an earlier question's. */
export async function send(): Promise<void> {
  const asked = await panel.texts(questions);
  await panel.press('#input', 'Enter');
  await panel.waitFor(`:nth-child(${asked.length + 1} of ${questions})`);
}

/** Waits until the last answer has ended, as `state` says it should, and gives its text. */
export async function lastAnswer(state: AnswerState): Promise<string> {
  const last = ':nth-last-child(1 of .turn)[data-role="assistant"]';
  await panel.waitFor(`${last}:not([data-state="running"])`);
  const found = await panel.attribute(last, 'data-state');
  const errors = await panel.texts(`${last} .error`);
  assert.equal(found, state, errors.join());
  const [text] = await panel.texts(`${last} > .markdown`);
  assert.ok(text !== undefined, 'the answer has a text');
  return text.trim();
}

/** What the model was given for the last answer, as the editor shows it. */
export async function renderedPrompt(): Promise<string> {
  await vscode.commands.executeCommand('burrow.showRenderedPrompt');
  const shown = (): vscode.TextDocument | undefined => vscode.window.activeTextEditor?.document;
  await until(() => shown()?.uri.scheme === 'burrow-prompt', 'the prompt is shown');
  const text = shown()?.getText() ?? '';
  await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  await until(() => shown()?.uri.scheme !== 'burrow-prompt', 'it is closed');
  return text;
}
