import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ask, lastAnswer, newChat, openPanel } from './chatPanel.ts';
import { chooseModel, greeting, talkingModel, writeModel } from './models.ts';
import { clearNotifications, waitForNotification } from './notifications.ts';
import { until } from './until.ts';
import { needsWindow, screenshot, typeText } from './window.ts';

describe('Show Rendered Prompt', () => {
  before(async function () {
    needsWindow(this);
    await chooseModel(writeModel('talking.gguf', talkingModel()));
    await openPanel();
    await newChat();
  });

  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('says so where nothing was asked', async () => {
    await clearNotifications();
    await vscode.commands.executeCommand('burrow.showRenderedPrompt');
    await waitForNotification('no question yet');
    await clearNotifications();
  });

  it('shows what the model was given, with its control tokens, and cannot be written to', async () => {
    await ask('Say hello');
    await lastAnswer('finished');
    await ask('And hello again');
    await lastAnswer('finished');
    await vscode.commands.executeCommand('burrow.showRenderedPrompt');
    await until(() => vscode.window.activeTextEditor?.document.uri.scheme === 'burrow-prompt');
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(
      document?.getText().replace(/<\|answer_\d+\|>/g, '<|answer|>'),
      '<|begin_of_text|>' + // the tokenizer's own, which no template wrote
        '<|system|>planted<|end|>' + // the workspace's instructions
        `<|user|>Say hello<|end|><|answer|>${greeting}<|end|><|user|>And hello again<|end|><|answer|>`,
    );
    const label = (): string => vscode.window.tabGroups.activeTabGroup.activeTab?.label ?? '';
    await until(() => /Say hello.*: \d+ tokens/.test(label()), 'its tab says how long it is');
    await screenshot('rendered-prompt');
    const text = document.getText();
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await typeText('x');
    assert.equal(document.getText(), text, 'it is only to be read');
  });
});
