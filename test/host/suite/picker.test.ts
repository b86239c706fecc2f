import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { newChat, openPanel } from './chatPanel.ts';
import { chooseModel, talkingModel, writeModel } from './models.ts';
import { clearNotifications, waitForNotification } from './notifications.ts';
import { until } from './until.ts';
import { needsWindow, panel, pressKey, screenshot, workbench } from './window.ts';

const row = '.quick-input-widget .monaco-list-row';

/** By its label: a row that the editor uses again may still hold the hidden text of another item. */
function rowOf(name: string): string {
  return `${row}[aria-label^="${name}"]`;
}

function chosenModel(): unknown {
  return vscode.workspace.getConfiguration('burrow').inspect('modelPath')?.globalValue;
}

/** Through the file dialog, as a person does it the first time. */
async function browseTo(file: string): Promise<void> {
  const selected = vscode.commands.executeCommand('burrow.selectModel');
  await workbench.click(`${row}:has-text("Browse for a GGUF File")`);
  await workbench.waitFor(row, { hasText: 'sum.js' }); // it has opened the folder
  await workbench.fill('.quick-input-widget input', file);
  await workbench.waitFor(row, { hasText: path.basename(file) });
  await workbench.press('.quick-input-widget input', 'Enter');
  await selected;
}

/** Until all are there in one look: each changes the list. */
async function waitForVerdicts(): Promise<void> {
  const verdicts = [
    /found-by-name.*LM Studio.*parameters.*needs .* of .* free/,
    /cut-short.*(?:Cannot run|cut|lies at)/,
  ];
  await until(async () => {
    const texts = await workbench.texts(row);
    return verdicts.every((verdict) => texts.some((text) => verdict.test(text)));
  }, 'all headers are read');
}

describe('Select Model…', () => {
  let good: string;
  let home: string | undefined;

  before(async function () {
    needsWindow(this);
    good = writeModel('chosen.gguf', talkingModel());
    writeModel('home/.lmstudio/models/ada/tiny/found-by-name.gguf', talkingModel());
    const cut = talkingModel();
    writeModel('home/.lmstudio/models/ada/tiny/cut-short.gguf', cut.subarray(0, cut.length - 5000));
    home = process.env['HOME'];
    process.env['HOME'] = path.resolve(path.dirname(good), 'home');
    mkdirSync(process.env['HOME'], { recursive: true });
    await chooseModel('');
    await openPanel();
    await newChat();
    await panel.waitFor('#input:focus'); // which would close a list that is open already
  });

  after(() => {
    if (home !== undefined) process.env['HOME'] = home;
  });

  it('takes a file of the dialog that runs', async () => {
    await browseTo(good);
    assert.equal(chosenModel(), good);
  });

  it('says of each model what its header tells, those of other apps too', async () => {
    await panel.click('#model');
    await workbench.waitFor(row, { hasText: /*recent*/ 'chosen' });
    await workbench.waitFor(row, { hasText: 'llama · ' });
    await workbench.waitFor(row, { hasText: 'found-by-name' });
    await waitForVerdicts();
    await screenshot('picker');
  });

  it('refuses what cannot run, and keeps the list open for another', async () => {
    await clearNotifications();
    await workbench.click(rowOf('cut-short'));
    await waitForNotification('cut-short.gguf');
    await screenshot('picker-refused');
    await vscode.commands.executeCommand('notifications.hideList');
    assert.equal(chosenModel(), good, 'nothing is chosen');
    await pressKey('Escape');
  });

  it('uses the model of another app where it is', async () => {
    const selected = vscode.commands.executeCommand('burrow.selectModel');
    await waitForVerdicts();
    await workbench.click(rowOf('found-by-name'));
    assert.equal(await selected, true);
    await until(() => /\.lmstudio.*found-by-name\.gguf$/.test(String(chosenModel())), 'it is in use');
  });

  it('goes back to the built-in model', async () => {
    const selected = vscode.commands.executeCommand('burrow.selectModel');
    const last = /cut-short.*(?:Cannot run|cut|lies at)/; // after it the list stays as it is
    await until(
      async () => (await workbench.texts(row)).some((text) => last.test(text)),
      'all headers are read',
    );
    await screenshot('picker-built-in');
    await workbench.click(rowOf('Built-in model'));
    assert.equal(await selected, true);
    await until(() => chosenModel() === undefined, 'nothing is chosen');
    await workbench.waitFor('.statusbar-item', { hasText: 'Built-in model' });
    await panel.waitFor('#model', { hasText: 'Built-in model' });
    await chooseModel(good);
  });
});
