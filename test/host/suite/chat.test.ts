import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import { ask, hidePanel, lastAnswer, newChat, openPanel, send } from './chatPanel.ts';
import { chooseModel, endless, greeting, otherwise, slowModel, talkingModel, writeModel } from './models.ts';
import { until } from './until.ts';
import { needsWindow, panel, pressKey, screenshot, typeText, workbench } from './window.ts';

describe('chat panel', () => {
  let model: string;
  let slow: string;

  before(async function () {
    needsWindow(this);
    model = writeModel('talking.gguf', talkingModel());
    slow = writeModel('slow.gguf', slowModel());
    await chooseModel('');
    await openPanel();
  });

  it('has the built-in model while none is chosen, also where the workspace names one', async () => {
    const configuration = vscode.workspace.getConfiguration('burrow');
    assert.equal(configuration.get('systemPrompt'), 'planted', "the workspace's settings are read");
    assert.equal(configuration.get('modelPath'), '');
    await panel.waitFor('#built-in button', { hasText: 'Choose a larger model' });
    await workbench.waitFor('.statusbar-item', { hasText: 'Built-in model' });
    await screenshot('built-in');
  });

  it('takes the file that Select Model… is given', async () => {
    await panel.click('#built-in button');
    await workbench.click('.quick-input-widget .monaco-list-row:has-text("Browse for a GGUF File")');
    await workbench.waitFor('.quick-input-widget .monaco-list-row', { hasText: 'sum.js' }); // it has opened the folder
    await workbench.fill('.quick-input-widget input', model);
    await workbench.waitFor('.quick-input-widget .monaco-list-row', { hasText: 'talking.gguf' });
    await workbench.press('.quick-input-widget input', 'Enter');
    const chosen = (): unknown =>
      vscode.workspace.getConfiguration('burrow').inspect('modelPath')?.globalValue;
    await until(() => chosen() === model, 'the file is chosen');
    await workbench.waitFor('.statusbar-item[aria-label*="loads with the next question"]', {
      hasText: 'talking',
    });
  });

  it('shows the exact answer of the model', async () => {
    await ask('Say hello');
    assert.equal(await lastAnswer('finished'), greeting);
    assert.deepEqual(await panel.texts('.turn[data-role="user"] .markdown'), ['Say hello']);
    await workbench.waitFor('.statusbar-item', { hasText: 'Talking' });
    await screenshot('answer');
  });

  it('answers a second question in the same conversation', async () => {
    await ask('And now?');
    assert.equal(await lastAnswer('finished'), otherwise);
  });

  it('streams, and Stop keeps what is there', async () => {
    await chooseModel(slow);
    await ask('count for me');
    await panel.waitFor('.turn[data-state="running"]', { hasText: endless });
    await screenshot('streaming');
    await panel.click('#stop');
    const kept = await lastAnswer('stopped');
    assert.ok(kept.startsWith(endless), kept);
    await screenshot('stopped');
  });

  it('answers after a stop', async () => {
    await ask('Say hello');
    assert.equal(await lastAnswer('finished'), greeting);
    const answers = await panel.texts('.turn[data-role="assistant"] .markdown');
    assert.ok(answers.at(-2)?.trim().startsWith(endless), 'the stopped answer is still there');
  });

  it('shows the conversation again after it was hidden', async () => {
    const before = await panel.texts('.turn .markdown');
    await hidePanel();
    await openPanel();
    await panel.waitFor('.turn[data-role="assistant"]');
    assert.deepEqual(await panel.texts('.turn .markdown'), before);
  });

  it('goes on with an answer that came while it was hidden', async () => {
    await newChat();
    await ask('count for me');
    await panel.waitFor('.turn[data-state="running"]', { hasText: endless });
    await hidePanel();
    await openPanel();
    await panel.waitFor('.turn[data-state="running"]', { hasText: endless });
    await panel.click('#stop');
    assert.ok((await lastAnswer('stopped')).startsWith(endless));
  });

  it('shows the conversation again after a reload of its page', async () => {
    const before = await panel.texts('.turn .markdown');
    await panel.setAttribute('body', 'data-page', 'old');
    await vscode.commands.executeCommand('workbench.action.webview.reloadWebviewAction');
    await panel.waitFor('body:not([data-page])');
    await panel.waitFor('.turn[data-role="assistant"]');
    assert.deepEqual(await panel.texts('.turn .markdown'), before);
  });

  it('keeps what was typed when it is hidden', async () => {
    await panel.fill('#input', 'a draft');
    await setTimeout(500); // the panel stores a draft when the keys pause
    await hidePanel();
    await openPanel();
    await panel.waitFor('#input:focus'); // the view takes the cursor there
    await pressKey('End');
    await typeText(', continued');
    await send();
    assert.equal(
      (await panel.texts('.turn[data-role="user"] .markdown')).at(-1)?.trim(),
      'a draft, continued',
    );
  });

  it('starts anew with New Chat', async () => {
    await newChat();
    assert.deepEqual(await panel.texts('.turn'), []);
    await ask('Say hello');
    assert.equal(await lastAnswer('finished'), greeting);
  });

  it('runs nothing but its own script', async () => {
    const policy = await panel.attribute('meta[http-equiv="Content-Security-Policy"]', 'content');
    assert.ok(policy);
    const directives = new Map(
      policy.split(';').map((directive) => {
        const [name = '', ...sources] = directive.trim().split(/\s+/);
        return [name, sources] as const;
      }),
    );
    assert.deepEqual(directives.get('default-src'), ["'none'"]);
    const [script = '', ...others] = directives.get('script-src') ?? [];
    assert.match(script, /^'nonce-[\w+/=]{16,}'$/);
    assert.deepEqual(others, []);
    assert.doesNotMatch(policy, /unsafe/);
  });
});
