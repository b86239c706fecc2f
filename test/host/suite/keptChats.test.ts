import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import { chatsFolder } from './chatFiles.ts';
import { ask, lastAnswer, newChat, openPanel } from './chatPanel.ts';
import { chooseModel, greeting, otherwise, talkingModel, writeModel } from './models.ts';
import { clearNotifications, pressNotificationButton, waitForNotification } from './notifications.ts';
import { answerBox, quickInput, rowOf, rows } from './quickPick.ts';
import { needsWindow, panel, pressKey, screenshot, workbench } from './window.ts';

const questions = '.turn[data-role="user"] > .markdown';
const answers = '.turn[data-role="assistant"] > .markdown';

const outputFolder = process.env['BURROW_OUTPUT'] ?? '';

async function until<T>(find: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    const found = await find();
    if (found !== undefined) return found;
    await setTimeout(50);
  }
  throw new Error('not in time');
}

/** Answers the editor's dialog for files, which asks for a path here; `done` is what waits for it. */
async function givePath(file: string, done: Thenable<unknown>): Promise<void> {
  const isDone = (): Promise<boolean> => Promise.race([done.then(() => true), setTimeout(500, false)]);
  // The dialog writes into its input itself, at first and after an Enter that only goes into the folder.
  for (let i = 0; i < 20; i++) {
    while ((await inputValue()) !== file) {
      await workbench.fill(quickInput, file);
      if (await isDone()) return;
    }
    await pressKey('Enter');
    if (await isDone()) return;
  }
}

async function inputValue(): Promise<unknown> {
  return workbench.evaluate(quickInput, '(input) => input.value');
}

async function exportTo(file: string): Promise<string> {
  const exported = vscode.commands.executeCommand('burrow.exportChat');
  await workbench.waitFor('.quick-input-widget .quick-input-title', { hasText: 'Export Chat' });
  await givePath(file, exported);
  await exported;
  return fs.readFileSync(file, 'utf8');
}

async function showChats(): Promise<void> {
  await vscode.commands.executeCommand('burrow.showChats');
  await workbench.waitFor(rows);
}

function chatFiles(): string[] {
  return fs.readdirSync(chatsFolder()).filter((name) => name.endsWith('.json'));
}

describe('kept chats', () => {
  before(async function () {
    needsWindow(this);
    await chooseModel(writeModel('talking.gguf', talkingModel()));
    await openPanel();
    await newChat();
    await ask('Say hello to *export*');
    await lastAnswer('finished');
    await ask('And more');
    await lastAnswer('finished');
  });

  it('are exported as Markdown', async () => {
    const text = await exportTo(path.join(outputFolder, 'exported.md'));
    assert.equal(
      text,
      `# Say hello to *export*\n\n## You\n\nSay hello to *export*\n\n## Burrow\n\n${greeting}\n\n` +
        `## You\n\nAnd more\n\n## Burrow\n\n${otherwise}\n`,
    );
  });

  it('are exported as JSON, and imported as a chat of its own', async () => {
    const file = path.join(outputFolder, 'exported.json');
    const exported = JSON.parse(await exportTo(file)) as { version: number; id: string };
    assert.equal(exported.version, 1);
    const before = chatFiles().length;
    await newChat();
    const imported = vscode.commands.executeCommand('burrow.importChat');
    await workbench.waitFor('.quick-input-widget .quick-input-title', { hasText: 'Import Chat' });
    await givePath(file, imported);
    await imported;
    await panel.waitFor(questions, { hasText: 'And more' });
    assert.deepEqual(await panel.texts(answers), [greeting, otherwise]);
    assert.equal(chatFiles().length, before + 1, 'the other one is still there');
  });

  it('are renamed', async () => {
    const renamed = vscode.commands.executeCommand('burrow.renameChat');
    await workbench.waitFor('.quick-input-widget .quick-input-title', { hasText: 'Rename Chat' });
    await workbench.fill(quickInput, 'The better name');
    await pressKey('Enter');
    await renamed;
    await workbench.waitFor('.pane-header, .title-label', { hasText: 'The better name' });
    await showChats();
    await workbench.waitFor(rows, { hasText: 'The better name' });
    await screenshot('chats');
    await pressKey('Escape');
  });

  it('are renamed from their list, which stays open', async () => {
    await showChats();
    await workbench.click(`${rowOf('The better name')} [aria-label="Rename…"]`);
    await answerBox('Rename Chat', 'The best name');
    await workbench.waitFor(rowOf('The best name'));
    await pressKey('Escape');
  });

  it('are deleted, and brought back by Undo', async () => {
    await clearNotifications();
    const before = chatFiles().length;
    await vscode.commands.executeCommand('burrow.deleteChat');
    await panel.waitFor('.turn', { state: 'hidden' });
    await until(() => (chatFiles().length === before - 1 ? true : undefined));
    await waitForNotification('The chat “The best name” is deleted.');
    await screenshot('deleted');
    await pressNotificationButton('Undo');
    await panel.waitFor(questions, { hasText: 'And more' });
    assert.equal(chatFiles().length, before);
    assert.deepEqual(await panel.texts(answers), [greeting, otherwise]);
  });

  it('are deleted from their list, which stays open', async () => {
    await clearNotifications();
    await showChats();
    await workbench.click(`${rowOf('The best name')} [aria-label="Delete"]`);
    await workbench.waitFor(rowOf('The best name'), { state: 'hidden' });
    await workbench.waitFor(rows); // the other chats
    await pressKey('Escape');
    await panel.waitFor('.turn', { state: 'hidden' });
    await clearNotifications();
  });

  describe('whose file is damaged', () => {
    const damaged: Readonly<
      Record<string, { readonly change: (whole: string) => string; readonly says: RegExp }>
    > = {
      cut: { change: (whole) => whole.slice(0, whole.length / 2), says: /cut off/ },
      newer: {
        change: (whole) => whole.replace('"version": 1', '"version": 99'),
        says: /newer version.*expected format 1, found 99/,
      },
      edited: { change: (whole) => whole.replace('"parent": 1', '"parent": 77'), says: /wrong parent: 77/ },
      emptied: { change: () => '', says: /cut off/ },
      foreign: { change: () => '{"not": "a chat"}\n', says: /does not hold a chat/ },
    };

    before(async () => {
      await newChat();
      await ask('Say hello to the damage');
      await lastAnswer('finished');
      const source = await until(() =>
        chatFiles()
          .map((name) => fs.readFileSync(path.join(chatsFolder(), name), 'utf8'))
          .find((text) => text.includes('hello to the damage') && text.includes('"finished"')),
      );
      for (const [name, { change }] of Object.entries(damaged)) {
        fs.writeFileSync(path.join(chatsFolder(), `${name}.json`), change(source));
      }
    });

    after(() => {
      for (const name of Object.keys(damaged)) fs.rmSync(path.join(chatsFolder(), `${name}.json`));
    });

    for (const [name, { says }] of Object.entries(damaged)) {
      it(`says what is wrong: ${name}`, async () => {
        const file = path.join(chatsFolder(), `${name}.json`);
        const before = fs.readFileSync(file, 'utf8');
        await showChats();
        await workbench.fill(quickInput, 'nothing that anybody said'); // the list draws only what is in sight
        // In one look: a row of the list is drawn anew for another chat part by part.
        const parts = [new RegExp(`/${name}\\.json`), /A chat that cannot be read/, says];
        await until(async () =>
          (await workbench.texts(rows)).find((text) => parts.every((part) => part.test(text))),
        );
        await screenshot(`damaged-${name}`);
        await workbench.click(rows, { hasText: `${name}.json` });
        await until(() => (vscode.window.activeTextEditor?.document.uri.fsPath === file ? true : undefined));
        await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
        assert.equal(fs.readFileSync(file, 'utf8'), before, 'nothing is changed in it');
      });
    }

    it('leaves the others readable', async () => {
      await showChats();
      await workbench.waitFor(rows, { hasText: 'hello to the damage' });
      await pressKey('Escape');
    });
  });
});
