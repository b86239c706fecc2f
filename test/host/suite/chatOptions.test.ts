import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ask, lastAnswer, newChat, openPanel, renderedPrompt } from './chatPanel.ts';
import { chooseModel, greeting, talkingModel, writeModel } from './models.ts';
import { answerBox, pickRow, quickInput, rowOf, waitForBox } from './quickPick.ts';
import { needsWindow, panel, pressKey, screenshot, workbench } from './window.ts';

const presets = 'How Freely This Chat Answers';
const values = 'Values of This Chat';
const instructions = 'Instructions for This Chat';

/** The command's promise is returned within an object, since the list has to be answered before it resolves. */
async function opened(command: string, title: string): Promise<{ readonly done: Thenable<unknown> }> {
  const done = vscode.commands.executeCommand(command);
  await waitForBox(title);
  return { done };
}

async function expectCurrent(label: string): Promise<void> {
  const { done } = await opened('burrow.selectPreset', presets);
  await workbench.waitFor(rowOf(label), { hasText: 'current' });
  await pressKey('Escape');
  await done;
}

describe('a chat has its own', () => {
  before(async function () {
    needsWindow(this);
    await chooseModel(writeModel('talking.gguf', talkingModel()));
    await openPanel();
  });

  beforeEach(newChat);

  it('preset, which another chat does not have', async () => {
    await expectCurrent('As in the Settings');
    const { done } = await opened('burrow.selectPreset', presets);
    await screenshot('presets');
    await pickRow(presets, 'Precise');
    await done;
    await expectCurrent('Precise');
    await ask('Say hello');
    assert.equal(await lastAnswer('finished'), greeting);
    await newChat();
    await expectCurrent('As in the Settings');
  });

  it('values, which the answer shows', async () => {
    const { done } = await opened('burrow.selectPreset', presets);
    await pickRow(presets, 'Own Values…');
    await pickRow(values, 'Max tokens');
    await waitForBox('Max tokens');
    await workbench.fill(quickInput, 'many');
    await workbench.waitFor('.quick-input-widget .quick-input-message', {
      hasText: 'Expected a whole number',
    });
    await screenshot('own-values');
    await workbench.fill(quickInput, '4');
    await workbench.waitFor('.quick-input-widget .quick-input-message:not(:has-text("Expected"))');
    await pressKey('Enter');
    await waitForBox(values);
    await workbench.waitFor(rowOf('Max tokens'), { hasText: '4' });
    await pressKey('Escape');
    await done;
    await ask('Say hello');
    const cut = await lastAnswer('finished');
    assert.ok(greeting.startsWith(cut) && cut !== greeting, cut);
    await panel.waitFor('.measures', { hasText: 'Reached the token limit' });
    await expectCurrent('Own Values…');
    await newChat();
    await ask('Say hello');
    assert.equal(await lastAnswer('finished'), greeting);
  });

  it('instructions, which the model is given in the place of the settings’', async () => {
    await ask('Say hello');
    await lastAnswer('finished');
    assert.match(await renderedPrompt(), /<\|system\|>planted<\|end\|>/);
    const { done } = await opened('burrow.setSystemPrompt', instructions);
    await answerBox(instructions, 'Speak like a sailor.');
    await done;
    await ask('Say hello again');
    await lastAnswer('finished');
    assert.match(await renderedPrompt(), /<\|system\|>Speak like a sailor\.<\|end\|>/);
    await openPanel();
    await panel.click('#context');
    await panel.waitFor('#context-details tr[data-part="system"] th', { hasText: 'Instructions' });
    await screenshot('instructions');
    await newChat();
    await ask('Say hello');
    await lastAnswer('finished');
    assert.match(await renderedPrompt(), /<\|system\|>planted<\|end\|>/);
  });
});
