import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { chooseModel, greeting, talkingModel, writeModel } from './models.ts';
import { givenAnswers, startedEngines } from './workers.ts';

// Needs no window, and so runs in every editor: Electron has a V8 of its own.
describe('engine', () => {
  it('starts with the first question and answers exactly', async () => {
    await chooseModel(writeModel('talking.gguf', talkingModel()));
    assert.equal(startedEngines().length, 0);
    await vscode.commands.executeCommand('burrow.ask', 'Say hello');
    assert.equal(startedEngines().length, 1);
    assert.deepEqual(givenAnswers(), [greeting]);
    await vscode.commands.executeCommand('burrow.newChat');
  });
});
