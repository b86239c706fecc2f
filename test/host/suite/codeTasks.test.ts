import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { scriptedModel } from '../../support/scriptedModel.ts';
import { lastAnswer, newChat, openPanel, send } from './chatPanel.ts';
import { chooseModel, writeModel } from './models.ts';
import { answerBox } from './quickPick.ts';
import { needsWindow, panel, screenshot, typeText } from './window.ts';

/** By the word after `/`: the command of the editor, and what the model must read. */
const tasks = {
  explain: { command: 'burrow.explainSelection', reads: 'Explain this code from `tasks.js`, lines 1 to 3:' },
  fix: { command: 'burrow.fixSelection', reads: 'Fix this code from `tasks.js`, lines 1 to 3:' },
  tests: {
    command: 'burrow.writeTests',
    reads: 'Write unit tests for this code from `tasks.js`, lines 1 to 3:',
  },
  doc: {
    command: 'burrow.addDocumentation',
    reads: 'Add documentation comments to this code from `tasks.js`, lines 1 to 3:',
  },
  refactor: {
    command: 'burrow.refactorSelection',
    reads: 'Refactor this code from `tasks.js`, lines 1 to 3:',
  },
  review: { command: 'burrow.reviewSelection', reads: 'Review this code from `tasks.js`, lines 1 to 3:' },
};

const model = scriptedModel({
  name: 'Tasks',
  nCtx: 4096,
  answers: [
    { text: 'I was asked something else.' },
    ...Object.entries(tasks).map(([name, { reads }]) => ({ when: reads, text: `I was asked to ${name}.` })),
  ],
});

describe('a task on code', () => {
  before(async function () {
    needsWindow(this);
    await chooseModel(writeModel('tasks.gguf', model.bytes));
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const file = path.join(folder.uri.fsPath, 'tasks.js');
    await writeFile(file, 'export function twice(n) {\n  return n + n;\n}\n\ntwice(2);\n');
    await openPanel();
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(file));
    editor.selection = new vscode.Selection(0, 0, 2, 1);
  });

  beforeEach(newChat);

  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  for (const [name, { command }] of Object.entries(tasks)) {
    it(`/${name} is written in the chat, or asked from the editor`, async () => {
      await panel.click('#input');
      await typeText(`/${name}`);
      await panel.press('#input', 'Escape');
      await send();
      assert.equal(await lastAnswer('finished'), `I was asked to ${name}.`);
      const asked = vscode.commands.executeCommand(command);
      if (name === 'refactor') await answerBox('Refactor', 'shorter');
      await asked;
      await panel.waitFor(':nth-child(2 of .turn[data-role="user"])');
      await panel.waitFor(':nth-child(2 of .turn[data-role="assistant"])');
      assert.equal(await lastAnswer('finished'), `I was asked to ${name}.`);
      const questions = await panel.texts('.turn[data-role="user"] > .markdown');
      assert.deepEqual(questions, [`/${name}`, name === 'refactor' ? '/refactor shorter' : `/${name}`]);
      assert.deepEqual(await panel.texts('.turn[data-role="user"] .chip-name'), [
        'tasks.js:1-3',
        'tasks.js:1-3',
      ]);
      if (name === 'review') await screenshot('tasks');
    });
  }
});
