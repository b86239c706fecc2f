import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { extensionId, lastAnswer, newChat, openPanel } from './chatPanel.ts';
import { chooseModel, talkingModel, writeModel } from './models.ts';
import { until } from './until.ts';
import { needsWindow, panel, screenshot, workbench } from './window.ts';

const themes = { light: 'Default Light Modern', dark: 'Default Dark Modern' };

async function useTheme(theme: string | undefined): Promise<void> {
  await vscode.workspace
    .getConfiguration('workbench')
    .update('colorTheme', theme, vscode.ConfigurationTarget.Global);
}

describe('first run', () => {
  before(async function () {
    needsWindow(this);
    await chooseModel(writeModel('talking.gguf', talkingModel()));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  after(async () => {
    await useTheme(undefined);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('has a walkthrough of four steps, each with its picture and its command', async () => {
    await vscode.commands.executeCommand('workbench.action.openWalkthrough', `${extensionId}#start`);
    const steps = '.getting-started-step .step-title';
    await workbench.waitFor(steps, { hasText: 'Choose a model' });
    await until(async () => (await workbench.texts(steps)).length === 4, 'there are four steps');
    await vscode.commands.executeCommand('workbench.action.closeSidebar'); // the pictures need room
    for (const [kind, theme] of Object.entries(themes)) {
      await useTheme(theme);
      await workbench.waitFor(kind === 'dark' ? '.monaco-workbench.vs-dark' : '.monaco-workbench.vs');
      await workbench.waitFor('.getting-started-step .monaco-button', { hasText: 'Select Model…' });
      await new Promise((resolve) => setTimeout(resolve, 1000)); // the picture is a page of its own
      await screenshot(`walkthrough-${kind}`);
    }
    await workbench.click('.getting-started-step:has-text("Have code changed")');
    await workbench.waitFor('.getting-started-step.expanded', { hasText: 'Edit Selection…' });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await screenshot('walkthrough-edit');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('an empty chat offers three things to try, in general and on the open file', async () => {
    await openPanel();
    await newChat();
    await panel.waitFor('.starter', { hasText: 'regular expression' });
    await until(async () => (await panel.texts('.starter')).length === 3, 'there are three');
    await screenshot('starters-general');
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const document = await vscode.workspace.openTextDocument(path.join(folder.uri.fsPath, 'sum.js'));
    await vscode.window.showTextDocument(document);
    await panel.waitFor('.starter', { hasText: 'Explain sum.js' });
    assert.deepEqual(await panel.texts('.starter'), [
      'Explain sum.js',
      'Find bugs in sum.js',
      'Write tests for sum.js',
    ]);
    for (const [kind, theme] of Object.entries(themes)) {
      await useTheme(theme);
      await until(async () => (await panel.attribute('body', 'class'))?.includes(`vscode-${kind}`) === true);
      await screenshot(`starters-${kind}`);
    }
    await panel.click('[data-starter="explainFile"]');
    await lastAnswer('finished');
    assert.deepEqual(await panel.texts('.turn[data-role="user"] .markdown'), ['/explain']);
    assert.deepEqual(await panel.texts('.turn[data-role="user"] .chip-name'), ['sum.js']);
  });
});
