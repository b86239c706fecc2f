import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { scriptedModel } from '../../support/scriptedModel.ts';
import { ask, lastAnswer, newChat, openPanel, send, sendInVain } from './chatPanel.ts';
import { chooseModel, setSetting, writeModel } from './models.ts';
import { pickRow } from './quickPick.ts';
import { needsWindow, panel, pressKey, screenshot, typeText } from './window.ts';

const answer = 'I read it.';
const chips = '#composer .chip';
const questions = '.turn[data-role="user"]';
const nCtx = 1024;
/** Some 430 tokens: two of them and the room for an answer are more than the context. */
const long = 'a long story '.repeat(50);

async function waitForTurns(count: number): Promise<void> {
  await panel.waitFor(`:nth-child(${count} of ${questions})`);
}

describe('a question that does not fit', () => {
  let file: string;

  before(async function () {
    needsWindow(this);
    const { bytes } = scriptedModel({ name: 'Small', nCtx: 4096, answers: [{ text: answer }] });
    await chooseModel(writeModel('small.gguf', bytes));
    await setSetting('contextSize', nCtx);
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    file = path.join(folder.uri.fsPath, 'long.js');
    fs.writeFileSync(file, Array.from({ length: 200 }, (_, i) => `const value${i} = ${i};`).join('\n'));
    await openPanel();
  });

  after(async () => {
    await setSetting('contextSize', undefined);
    fs.rmSync(file);
  });

  beforeEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await newChat();
    await panel.fill('#input', '');
  });

  async function attachFile(): Promise<void> {
    await vscode.window.showTextDocument(vscode.Uri.file(file));
    await vscode.commands.executeCommand('burrow.addToChat');
    await panel.waitFor(chips, { hasText: 'long.js' });
  }

  it('goes without the oldest messages, once the person says so', async () => {
    await ask(`first ${long}`);
    assert.equal(await lastAnswer('finished'), answer);
    await panel.fill('#input', `second ${long}`);
    await sendInVain();
    await panel.waitFor('#fit [data-fit="leaveOut"]', { hasText: 'Send without the oldest messages (2)' });
    await screenshot('fit-leave-out');
    assert.equal((await panel.texts(questions)).length, 1, 'nothing is sent');
    await panel.click('#fit [data-fit="leaveOut"]');
    await waitForTurns(2);
    assert.equal(await lastAnswer('finished'), answer);
    await panel.waitFor('.notice', { hasText: 'Oldest messages left out: 2' });
  });

  it('goes once what is too large is removed', async () => {
    await attachFile();
    await panel.fill('#input', 'What is this?');
    await sendInVain();
    await panel.waitFor('#fit [data-fit="remove"]', { hasText: 'Remove long.js' });
    await panel.click('#fit [data-fit="remove"]');
    await panel.waitFor('#fit', { state: 'hidden' });
    await panel.waitFor(chips, { state: 'hidden' });
    await send();
    assert.equal(await lastAnswer('finished'), answer);
  });

  it('goes in a larger context, and the gauge counts each part of it', async () => {
    await attachFile();
    await panel.fill('#input', 'What is this?');
    await sendInVain();
    await panel.click('#fit [data-fit="enlarge"]');
    await pickRow('Context Size', '4,096 tokens');
    await panel.waitFor('#fit', { state: 'hidden' });
    await panel.waitFor('#context[title*="of 4,096 tokens"]:enabled');
    await panel.click('#context');
    await panel.waitFor('#context-details caption', { hasText: 'of 4,096 tokens' });
    const parts = await panel.evaluate(
      '#context-details',
      `(details) => [...details.querySelectorAll('tr')].map((row) => Number(row.querySelector('td').textContent.replaceAll(',', '')))`,
    );
    assert.ok(Array.isArray(parts) && parts.length === 6 && parts.every((tokens) => tokens >= 0));
    assert.equal(
      (parts as number[]).reduce((sum, tokens) => sum + tokens, 0),
      4096,
      'what is used and what is free are all of it',
    );
    await screenshot('gauge');
    await pressKey('Escape');
    await send();
    assert.equal(await lastAnswer('finished'), answer);
    await panel.click('#context');
    await panel.waitFor('#context-details p', { hasText: 'the oldest goes first: “What is this?”' });
    await pressKey('Escape');
    await setSetting('contextSize', nCtx);
  });

  it('comes back with its chips from a command of the editor, too', async () => {
    await ask('Hello');
    await lastAnswer('finished');
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(file));
    editor.selection = new vscode.Selection(0, 0, 199, 5);
    await vscode.commands.executeCommand('burrow.explainSelection');
    await panel.waitFor(chips, { hasText: 'long.js:1-200' });
    await panel.waitFor('#fit [data-fit="head"]', { hasText: 'Attach only the beginning of long.js:1-200' });
    assert.equal(await panel.evaluate('#input', '(input) => input.value'), '/explain');
    assert.equal((await panel.texts(questions)).length, 1, 'nothing is sent');
    await screenshot('fit-command');
    await panel.click('#fit [data-fit="head"]');
    await panel.waitFor('#fit', { state: 'hidden' });
    await send();
    assert.equal(await lastAnswer('finished'), answer);
    assert.match((await panel.texts(`${questions} .chip-name`)).join(), /^long\.js:1-\d{2,3}$/);
  });

  it('is said of what is typed before it is sent', async () => {
    await ask('Hello');
    await lastAnswer('finished');
    await panel.click('#input');
    await typeText('And now? ');
    await panel.fill('#input', long.repeat(3));
    await panel.waitFor('#fit', { hasText: 'This does not fit' });
    await panel.fill('#input', '');
    await panel.waitFor('#fit', { state: 'hidden' });
  });
});
