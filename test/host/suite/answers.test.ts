import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ask, lastAnswer, newChat, openPanel } from './chatPanel.ts';
import { chooseModel, endless, greeting, setSetting, slowModel, talkingModel, writeModel } from './models.ts';
import { until } from './until.ts';
import { needsWindow, panel, screenshot, workbench } from './window.ts';

const last = ':nth-last-child(1 of .turn)';
const running = `${last}[data-state="running"]`;

describe('an answer', () => {
  let good: string;
  let slow: string;

  before(async function () {
    needsWindow(this);
    good = writeModel('talking.gguf', talkingModel());
    slow = writeModel('slow.gguf', slowModel());
    await openPanel();
  });

  beforeEach(async () => {
    await chooseModel(good);
    await newChat();
  });

  it('says how fast it was', async () => {
    await ask('Say hello');
    await lastAnswer('finished');
    const [measures = ''] = await panel.texts(`${last} .measures`);
    assert.match(measures, /^[\d.]+ tokens\/s · first token after [\d.]+ s$/);
  });

  it('says how far the prompt is read', async () => {
    await chooseModel(slow);
    await ask(`count ${'these words '.repeat(400)}`);
    await panel.waitFor(`${running} .activity`, { hasText: 'Reading the prompt: ' });
    await screenshot('reading');
    await panel.click('#stop');
    await lastAnswer('stopped');
  });

  it('is copied as it is written, and its question as well', async () => {
    await ask('Say *hello*');
    await lastAnswer('finished');
    for (const [role, text] of Object.entries({ user: 'Say *hello*', assistant: greeting })) {
      await panel.click(`.turn[data-role="${role}"] [data-turn-action="copy"]`);
      await until(async () => (await vscode.env.clipboard.readText()) === text, `${role} is copied`);
    }
  });

  it('is followed to its end only by who is there, and a button leads back', async () => {
    await chooseModel(slow);
    await ask(`Say hello\n${'and a line of the question\n'.repeat(40)}`);
    await lastAnswer('finished');
    const rest = (): Promise<unknown> =>
      panel.evaluate(
        '#transcript',
        '(log) => Math.round(log.scrollHeight - log.clientHeight - log.scrollTop)',
      );
    await until(async () => Number(await rest()) < 2, 'the end is in sight');
    await ask('count for me');
    await panel.waitFor(running, { hasText: endless });
    await panel.evaluate('#transcript', '(log) => { log.scrollTop = 0; }');
    await panel.waitFor('#jump');
    const before = (await panel.texts(`${last} .markdown`))[0] ?? '';
    await panel.waitFor(running, { hasText: `${before.trim()} ` });
    assert.equal(
      await panel.evaluate('#transcript', '(log) => log.scrollTop'),
      0,
      'who reads is left in peace',
    );
    await screenshot('jump');
    await panel.click('#jump');
    await until(async () => Number(await rest()) < 2, 'the end is in sight again');
    await panel.waitFor('#jump', { state: 'hidden' });
    await panel.click('#stop');
    await lastAnswer('stopped');
  });

  it('that was cut off goes on exactly where it was', async () => {
    await setSetting('maxTokens', 4);
    await ask('Say hello');
    const begun = await lastAnswer('finished');
    assert.ok(greeting.startsWith(begun) && begun !== greeting, begun);
    await panel.waitFor('.measures', { hasText: 'token limit' });
    await screenshot('cut-off');
    await setSetting('maxTokens', undefined);
    await panel.click('.continue');
    await panel.waitFor(`${last} .markdown`, { hasText: greeting });
    assert.equal(await lastAnswer('finished'), greeting);
    assert.deepEqual(await panel.texts('.continue'), []);
    assert.equal((await panel.texts('.turn')).length, 2, 'in its own place');
  });

  it('that was stopped goes on, and is stopped again', async () => {
    await chooseModel(slow);
    await ask('count for me');
    await panel.waitFor(running, { hasText: endless });
    await panel.click('#stop');
    const begun = await lastAnswer('stopped');
    await panel.click('.continue');
    await panel.waitFor(running);
    await panel.waitFor(running, { hasText: `${begun} ` });
    await panel.click('#stop');
    const more = await lastAnswer('stopped');
    assert.ok(more.startsWith(begun) && more.length > begun.length, more);
    const round = `${endless} `;
    assert.ok(round.repeat(more.length).startsWith(more), 'nothing is said twice, and nothing left out');
  });

  it('ends with the model that began it, and the next one is of the model that was chosen meanwhile', async () => {
    await chooseModel(slow);
    await ask('count for me');
    await panel.waitFor(running, { hasText: endless });
    const before = (await panel.texts(`${last} .markdown`))[0] ?? '';
    await chooseModel(good);
    await panel.waitFor(running, { hasText: `${before.trim()} ` });
    await panel.click('#stop');
    await lastAnswer('stopped');
    await ask('Say hello');
    assert.equal(await lastAnswer('finished'), greeting);
    await workbench.waitFor('.statusbar-item', { hasText: 'Talking' });
  });

  it('is kept as far as it came when its model is unloaded', async () => {
    await chooseModel(slow);
    await ask('count for me');
    await panel.waitFor(running, { hasText: endless });
    await vscode.commands.executeCommand('burrow.unloadModel');
    assert.ok((await lastAnswer('stopped')).startsWith(endless));
    await workbench.waitFor('.statusbar-item[aria-label*="loads with the next question"]');
    await chooseModel(good);
    await ask('Say hello');
    assert.equal(await lastAnswer('finished'), greeting);
  });
});
