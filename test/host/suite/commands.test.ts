import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { lastAnswer, newChat, openPanel } from './chatPanel.ts';
import {
  chooseModel,
  endless,
  explanation,
  greeting,
  slowModel,
  talkingModel,
  writeModel,
} from './models.ts';
import { quickInput, rows } from './quickPick.ts';
import { needsWindow, panel, pressKey, screenshot, workbench } from './window.ts';

async function openPalette(command: string): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.showCommands');
  await workbench.fill(quickInput, `>${command}`);
  await workbench.waitFor(`${rows}.focused`, { hasText: command }); // the one that Enter takes
}

async function selectFirstFunction(): Promise<vscode.TextEditor> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  const document = await vscode.workspace.openTextDocument(path.join(folder.uri.fsPath, 'sum.js'));
  const editor = await vscode.window.showTextDocument(document);
  editor.selection = new vscode.Selection(0, 0, 2, 1);
  return editor;
}

describe('commands', () => {
  let good: string;
  let slow: string;

  before(async function () {
    needsWindow(this);
    good = writeModel('talking.gguf', talkingModel());
    slow = writeModel('slow.gguf', slowModel());
    await chooseModel(good);
    await openPanel();
  });

  beforeEach(async () => {
    await newChat();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('Explain Selection explains the selected code', async () => {
    await selectFirstFunction();
    await openPalette('Burrow: Explain Selection');
    await pressKey('Enter');
    assert.equal(await lastAnswer('finished'), explanation);
    assert.deepEqual(await panel.texts('.turn[data-role="user"] .markdown'), ['/explain']);
    assert.deepEqual(await panel.texts('.turn[data-role="user"] .chip-name'), ['sum.js:1-3']);
    await screenshot('explain-selection');
  });

  it('Explain Selection stands in the context menu of a selection', async () => {
    await selectFirstFunction();
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await vscode.commands.executeCommand('editor.action.showContextMenu');
    await workbench.waitFor('.monaco-menu .action-label', { hasText: 'Explain Selection' });
    await screenshot('context-menu');
    await workbench.click('.monaco-menu .action-item:has-text("Explain Selection")');
    assert.equal(await lastAnswer('finished'), explanation);
  });

  it('Explain Selection is not offered without a selection', async () => {
    const editor = await selectFirstFunction();
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await vscode.commands.executeCommand('editor.action.showContextMenu');
    await workbench.waitFor('.monaco-menu .action-label', { hasText: 'Command Palette' });
    const labels = await workbench.texts('.monaco-menu .action-label');
    await pressKey('Escape');
    // The focus goes back with the menu, and would close whatever asks for a word by then.
    await workbench.waitFor('.monaco-menu', { state: 'hidden' });
    assert.deepEqual(
      labels.filter((label) => label.includes('Explain Selection')),
      [],
    );
  });

  it('Ask… takes a question from the palette', async () => {
    await openPalette('Burrow: Ask…');
    await pressKey('Enter');
    await workbench.waitFor('.quick-input-widget .quick-input-title', { hasText: 'Ask Burrow' });
    await workbench.fill(quickInput, 'Please say hello');
    await screenshot('ask');
    await pressKey('Enter');
    assert.equal(await lastAnswer('finished'), greeting);
  });

  it('Stop stops from the palette', async () => {
    await chooseModel(slow);
    // Not awaited: it resolves when the answer has ended.
    const asked = vscode.commands.executeCommand('burrow.ask', 'count for me');
    await panel.waitFor('.turn[data-state="running"]', { hasText: endless });
    await vscode.commands.executeCommand('burrow.stop');
    await asked;
    assert.ok((await lastAnswer('stopped')).startsWith(endless));
    await chooseModel(good);
  });

  it('Unload Model gives the memory back, and the next question loads the model again', async () => {
    await vscode.commands.executeCommand('burrow.ask', 'Say hello');
    await vscode.commands.executeCommand('burrow.unloadModel');
    await workbench.waitFor('.statusbar-item[aria-label*="loads with the next question"]');
    await newChat();
    await vscode.commands.executeCommand('burrow.ask', 'Say hello');
    assert.equal(await lastAnswer('finished'), greeting);
  });
});
