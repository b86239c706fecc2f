import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ask, lastAnswer, newChat, openPanel } from './chatPanel.ts';
import { chooseModel, explanation, greeting, otherwise, talkingModel, writeModel } from './models.ts';
import { rows } from './quickPick.ts';
import { needsWindow, panel, pressKey, screenshot, workbench } from './window.ts';

const questions = '.turn[data-role="user"] > .markdown';
const answers = '.turn[data-role="assistant"] > .markdown';

describe('chats', () => {
  before(async function () {
    needsWindow(this);
    await chooseModel(writeModel('talking.gguf', talkingModel()));
    await openPanel();
  });

  beforeEach(newChat);

  it('are listed by their first question, found by their words, and opened again', async () => {
    await ask('Say hello to the burrow');
    await lastAnswer('finished');
    await newChat();
    await ask('Something else');
    await lastAnswer('finished');
    await vscode.commands.executeCommand('burrow.showChats');
    await workbench.waitFor(rows, { hasText: 'Something else' });
    await screenshot('chats');
    await workbench.fill('.quick-input-widget input', 'arithmetic burrow'); // in the answer, and in the question
    await workbench.waitFor(rows, { hasText: 'Something else', state: 'hidden' });
    await workbench.waitFor(`${rows}.focused`, { hasText: 'Say hello to the burrow' }); // the one that Enter takes
    await pressKey('Enter');
    await panel.waitFor(questions, { hasText: 'Say hello to the burrow' });
    assert.equal(await lastAnswer('finished'), greeting);
  });

  it('keep an answer beside the one that was asked for again', async () => {
    await ask('hello?');
    await lastAnswer('finished');
    await panel.click('[data-turn-action="regenerate"]');
    await panel.waitFor('.variants', { hasText: '2/2' });
    assert.equal(await lastAnswer('finished'), greeting);
    await panel.click('[data-turn-action="fork-1"]');
    await panel.waitFor('.variants', { hasText: '1/2' });
    await screenshot('variants');
  });

  it('ask an edited question beside the first one', async () => {
    await ask('hello?');
    await lastAnswer('finished');
    await panel.click('.turn[data-role="user"] [data-turn-action="edit"]');
    await screenshot('editing');
    await panel.fill('.question-editor textarea', 'Something new');
    await panel.press('.question-editor textarea', 'Enter');
    await panel.waitFor(questions, { hasText: 'Something new' });
    assert.equal(await lastAnswer('finished'), otherwise);
    await panel.click('.turn[data-role="user"] [data-turn-action="fork-1"]');
    await panel.waitFor(answers, { hasText: greeting });
    assert.deepEqual(await panel.texts(questions), ['hello?']);
  });

  it('answer about code from the submenu of the editor', async () => {
    assert.notEqual(explanation, otherwise);
    const document = await vscode.workspace.openTextDocument({ content: 'let a;\n', language: 'javascript' });
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(0, 0, 0, 6);
    await vscode.commands.executeCommand('burrow.reviewSelection');
    assert.equal(await lastAnswer('finished'), otherwise);
    assert.deepEqual(await panel.texts(questions), ['/review']);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});
