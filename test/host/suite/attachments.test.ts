import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import { scriptedModel } from '../../support/scriptedModel.ts';
import { hidePanel, lastAnswer, newChat, openPanel, send, sendInVain } from './chatPanel.ts';
import { chooseModel, setSetting, writeModel } from './models.ts';
import { answerBox, waitForBox } from './quickPick.ts';
import { until } from './until.ts';
import { dragIntoPanel, needsWindow, panel, pressKey, screenshot, typeText, workbench } from './window.ts';

/** The model answers by what its question contains, so its answer tells what it was given. */
const answers = {
  file: 'I see the sum.',
  unsaved: 'I see what is not saved.',
  fix: 'I was asked to fix it.',
  explain: 'I was asked to explain it.',
  commit: 'I was asked for a commit message.',
  prompt: 'I was asked by the prompt file.',
  problem: 'I see the problem.',
  nothing: 'I see nothing.',
};

const model = scriptedModel({
  name: 'Reader',
  nCtx: 4096,
  answers: [
    { text: answers.nothing },
    { when: 'Fix this code from `sum.js`', text: answers.fix },
    { when: 'Explain this code from `sum.js`', text: answers.explain },
    { when: 'message of a git commit', text: answers.commit },
    { when: 'Say in the manner of pirates what sum.js does', text: answers.prompt },
    { when: 'error: not a number', text: answers.problem },
    { when: 'const unsaved = true', text: answers.unsaved },
    { when: 'return a + b', text: answers.file },
  ],
});

const promptFile = [
  '---',
  'description: Says it as a pirate',
  'mode: agent',
  '---',
  'Say in the manner of ${input:who:whose manner} what ${file} does.',
  '',
].join('\n');

interface Git {
  getAPI(version: 1): {
    readonly repositories: readonly { readonly state: { readonly indexChanges: readonly unknown[] } }[];
    openRepository(root: vscode.Uri): Promise<unknown>;
  };
}

const chips = '#composer .chip';
const options = '#completions [role=option]';

describe('attachments', () => {
  let folder: string;

  before(async function () {
    needsWindow(this);
    folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    const prompts = path.join(folder, '.github/prompts');
    fs.mkdirSync(prompts, { recursive: true });
    fs.writeFileSync(path.join(prompts, 'pirate.prompt.md'), promptFile);
    fs.writeFileSync(path.join(folder, 'looked-for.js'), 'return a + b;\n');
    await chooseModel(writeModel('reader.gguf', model.bytes));
    await openPanel();
    await openSum(); // starts the language server, which takes its time
    await vscode.commands.executeCommand('vscode.executeDocumentSymbolProvider', sumUri());
  });

  beforeEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await newChat();
    await panel.fill('#input', '');
    await removeAll();
  });

  function sumUri(): vscode.Uri {
    return vscode.Uri.file(path.join(folder, 'sum.js'));
  }

  /** With lines selected, counted from 0; or the cursor in one of them. */
  async function openSum(first = 0, last?: number): Promise<vscode.TextEditor> {
    const editor = await vscode.window.showTextDocument(sumUri());
    editor.selection = new vscode.Selection(first, 0, last ?? first, last === undefined ? 0 : 1);
    return editor;
  }

  async function questions(): Promise<string[]> {
    return (await panel.texts('.turn[data-role="user"] .markdown')).map((text) => text.trim());
  }

  async function focusInput(): Promise<void> {
    await vscode.commands.executeCommand('burrow.openChat');
    await panel.waitFor('#input:focus');
  }

  async function removeAll(): Promise<void> {
    // In one act: a chat that was opened just now may still change its chips.
    const removeLast = `(composer) => {
      const buttons = [...composer.querySelectorAll('.chip-remove')];
      buttons.at(-1)?.click();
      return buttons.length;
    }`;
    await until(async () => (await panel.evaluate('#composer', removeLast)) === 0, 'no chip is left');
  }

  it('completes # words, estimates a chip before a model is there, and sends what the file says', async () => {
    await openSum();
    await focusInput();
    await typeText('What is this? #fi');
    await panel.waitFor(options, { hasText: 'the open file' });
    await screenshot('completions');
    await pressKey('Enter');
    await panel.waitFor(chips, { hasText: 'sum.js' });
    assert.match((await panel.texts(`${chips} .chip-tokens`))[0] ?? '', /^≈ \d+ tokens$/);
    await send();
    assert.equal(await lastAnswer('finished'), answers.file);
    assert.deepEqual(await questions(), ['What is this?']);
    assert.deepEqual(await panel.texts('.turn[data-role="user"] .chip-name'), ['sum.js']);
    await panel.waitFor(chips, { state: 'hidden' }); // the next question begins without
    await screenshot('sent-chip');
  });

  it("has the model's own count once it is loaded, and reads what is not saved", async () => {
    const editor = await openSum();
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(3, 0), 'const unsaved = true;\n');
    });
    await focusInput();
    await typeText('#file');
    await panel.waitFor(options, { hasText: 'the open file' });
    await pressKey('Tab');
    await panel.waitFor(`${chips}:not(:has-text("≈")) .chip-tokens`, { hasText: 'tokens' });
    await typeText('And this?');
    await send();
    assert.equal(await lastAnswer('finished'), answers.unsaved);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('removes chips by their button and by Backspace, and keeps them when the panel is hidden', async () => {
    await openSum(0, 2);
    await focusInput();
    for (const word of ['#file', '#sel']) {
      await typeText(word);
      await panel.waitFor(options, { hasText: word });
      await pressKey('Enter');
      await panel.waitFor('#completions', { state: 'hidden' });
    }
    await panel.waitFor(chips, { hasText: 'sum.js:1-3' });
    await setTimeout(500); // the panel stores a draft when the keys pause
    await hidePanel();
    await openPanel();
    await panel.waitFor(chips, { hasText: 'sum.js:1-3' });
    assert.equal((await panel.texts(chips)).length, 2);
    await panel.waitFor('#input:focus');
    await pressKey('Backspace');
    await panel.waitFor(`${chips}:last-child .chip-open:focus`);
    await pressKey('Delete');
    await panel.waitFor(chips, { state: 'hidden', hasText: 'sum.js:1-3' });
    await panel.click(`${chips} .chip-remove`);
    await panel.waitFor(chips, { state: 'hidden' });
  });

  it('opens what a sent chip names, at its lines', async () => {
    await openSum(1, 1);
    await focusInput();
    await typeText('#sel');
    await panel.waitFor(options, { hasText: '#selection' });
    await panel.click(options, { hasText: '#selection' });
    await panel.waitFor(chips, { hasText: 'sum.js:2' });
    await typeText('Why?');
    await send();
    await lastAnswer('finished');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await panel.click('.turn[data-role="user"] .chip-open');
    await workbench.waitFor('.tab.active', { hasText: 'sum.js' });
    for (let i = 0; i < 50 && vscode.window.activeTextEditor?.selection.start.line !== 1; i++)
      await setTimeout(100);
    assert.equal(vscode.window.activeTextEditor?.selection.start.line, 1);
  });

  it('keeps what was sent for another answer, whatever becomes of the file', async () => {
    const file = path.join(folder, 'gone.js');
    fs.writeFileSync(file, 'return a + b;\n');
    await vscode.window.showTextDocument(vscode.Uri.file(file));
    await focusInput();
    await typeText('#file');
    await panel.waitFor(options, { hasText: 'gone.js' });
    await pressKey('Enter');
    await panel.waitFor(chips, { hasText: 'gone.js' });
    await typeText('What?');
    await send();
    assert.equal(await lastAnswer('finished'), answers.file);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    fs.rmSync(file);
    await panel.click('.turn[data-role="assistant"] [data-turn-action="regenerate"]');
    await panel.waitFor('.variants', { hasText: '2/2' });
    assert.equal(await lastAnswer('finished'), answers.file);
  });

  it('attaches from the list that the paperclip opens', async () => {
    await openSum(0, 1);
    await panel.click('#attach');
    await workbench.waitFor('.quick-input-widget .quick-input-title', { hasText: 'Attach to the Question' });
    await screenshot('attach-list');
    await workbench.click(
      '.quick-input-widget .monaco-list-row:has-text("The selection, sum.js lines 1 to 2")',
    );
    await panel.waitFor(chips, { hasText: 'sum.js:1-2' });
    await removeAll();
  });

  it('attaches a tab that is dropped on it with Shift held', async () => {
    await openSum();
    await dragIntoPanel('.tab.active', '#input');
    await panel.waitFor(chips, { hasText: 'sum.js' });
    await removeAll();
  });

  it('attaches problems', async () => {
    const diagnostics = vscode.languages.createDiagnosticCollection('test');
    const { document } = await openSum();
    diagnostics.set(document.uri, [new vscode.Diagnostic(new vscode.Range(1, 2, 1, 8), 'not a number')]);
    await focusInput();
    await typeText('#prob');
    await panel.waitFor(options, { hasText: '#problems' });
    await pressKey('Enter');
    await panel.waitFor(chips, { hasText: 'Problems' });
    await typeText('What is it?');
    await send();
    assert.equal(await lastAnswer('finished'), answers.problem);
    diagnostics.dispose();
  });

  it('attaches a file of the workspace by its name', async () => {
    await focusInput();
    await typeText('#file:looked');
    await panel.waitFor(options, { hasText: 'looked-for.js' });
    await pressKey('Enter');
    await panel.waitFor(chips, { hasText: 'looked-for.js' });
    await typeText('What is it?');
    await send();
    assert.equal(await lastAnswer('finished'), answers.file);
  });

  it('attaches what is selected in the terminal', async () => {
    const terminal = vscode.window.createTerminal({ name: 'Test', shellPath: '/bin/sh' });
    terminal.show();
    await workbench.waitFor('.terminal-wrapper.active .xterm');
    terminal.sendText("echo 'return a ''+ b'");
    await until(async () => {
      await vscode.commands.executeCommand('workbench.action.terminal.selectAll');
      await vscode.commands.executeCommand('workbench.action.terminal.copySelection');
      return (await vscode.env.clipboard.readText()).includes('\nreturn a + b');
    }, 'the command has run');
    await vscode.env.clipboard.writeText('what was copied before');
    await vscode.commands.executeCommand('workbench.action.terminal.selectAll');
    await screenshot('terminal');
    await focusInput();
    await typeText('#term');
    await panel.waitFor(options, { hasText: '#terminal' });
    await pressKey('Enter');
    await panel.waitFor(chips, { hasText: 'Terminal' });
    assert.equal(await vscode.env.clipboard.readText(), 'what was copied before');
    await typeText('What is it?');
    await send();
    assert.equal(await lastAnswer('finished'), answers.file);
    terminal.dispose();
  });

  it('lists a prompt file as soon as it is there, and as it is', async () => {
    const file = path.join(folder, '.github/prompts/parrot.prompt.md');
    const listed = async (word: string): Promise<string[]> => {
      await panel.fill('#input', '');
      await panel.click('#input');
      await typeText(word);
      await panel.waitFor(options, { hasText: '/pirate' });
      return panel.texts(options);
    };
    assert.ok(!(await listed('/p')).some((text) => text.includes('parrot')));
    fs.writeFileSync(file, '---\ndescription: Says it twice\n---\nSay it twice.');
    await until(
      async () => (await listed('/p')).some((text) => text.includes('Says it twice')),
      'it is listed',
    );
    fs.writeFileSync(file, '---\ndescription: Says it thrice\n---\nSay it thrice.');
    await until(
      async () => (await listed('/p')).some((text) => text.includes('Says it thrice')),
      'it is new',
    );
    fs.rmSync(file);
    await until(async () => !(await listed('/p')).some((text) => text.includes('parrot')), 'it is gone');
  });

  it('attaches a symbol by its name', async () => {
    await openSum();
    await focusInput();
    await typeText('#sym:su');
    await panel.waitFor(options, { hasText: 'sum' });
    await pressKey('Enter');
    await panel.waitFor(chips, { hasText: 'sum:1-3' });
    await removeAll();
  });

  it('runs /explain on the function around the cursor', async () => {
    await openSum(1);
    await focusInput();
    await typeText('/exp');
    await panel.waitFor(options, { hasText: '/explain' });
    await screenshot('slash');
    await pressKey('Enter');
    await send();
    assert.equal(await lastAnswer('finished'), answers.explain);
    assert.deepEqual(await questions(), ['/explain']);
    assert.deepEqual(await panel.texts('.turn[data-role="user"] .chip-name'), ['sum.js:1-3']);
  });

  it('runs a prompt file, whose inputs it asks for', async () => {
    await openSum();
    await focusInput();
    await typeText('/pir');
    await panel.waitFor(options, { hasText: 'Says it as a pirate · mode: not used here' });
    await pressKey('Enter');
    await panel.press('#input', 'Enter');
    await waitForBox('/pirate: who');
    await screenshot('prompt-input');
    await answerBox('/pirate: who', 'pirates');
    await panel.waitFor('.turn[data-role="assistant"]');
    assert.equal(await lastAnswer('finished'), answers.prompt);
    assert.deepEqual(await panel.texts('.turn[data-role="user"] .chip-name'), ['sum.js']);
  });

  it('says before it sends that it does not fit, and what can be done', async () => {
    const long = path.join(folder, 'long.js');
    fs.writeFileSync(long, Array.from({ length: 600 }, (_, i) => `const value${i} = ${i};`).join('\n'));
    await setSetting('contextSize', 1024);
    await openSum();
    await focusInput();
    await typeText('/explain');
    await panel.press('#input', 'Escape');
    await send();
    await lastAnswer('finished');
    await vscode.window.showTextDocument(vscode.Uri.file(long));
    await focusInput();
    await typeText('#file');
    await panel.waitFor(options, { hasText: 'long.js' });
    await pressKey('Enter');
    await typeText('What is this?');
    await panel.waitFor('#fit button', { hasText: 'Attach only the beginning of long.js' });
    await screenshot('does-not-fit');
    await sendInVain();
    await panel.waitFor('#fit button', { hasText: 'Remove long.js' });
    assert.equal((await panel.texts('.turn[data-role="user"]')).length, 1, 'nothing is sent');
    await panel.click('#fit button', { hasText: 'Attach only the beginning of long.js' });
    await panel.waitFor('#fit', { state: 'hidden' });
    await panel.waitFor(chips, { hasText: 'long.js:1-' });
    await panel.click('#context');
    await panel.waitFor('#context-details table');
    await screenshot('context-details');
    await pressKey('Escape');
    await panel.waitFor('#context:focus');
    await send();
    assert.equal(await lastAnswer('finished'), answers.nothing);
    await setSetting('contextSize', undefined);
    fs.rmSync(long);
  });

  it('attaches what is staged, and writes a commit message of it', async () => {
    const extension = vscode.extensions.getExtension<Git>('vscode.git');
    assert.ok(extension, 'this editor has its Git extension');
    const repository = path.join(folder, 'repository');
    fs.mkdirSync(repository);
    fs.writeFileSync(path.join(repository, 'new.js'), 'let isNew = true;\n');
    execFileSync('git', ['init', '-q'], { cwd: repository });
    execFileSync('git', ['add', 'new.js'], { cwd: repository });
    const api = (await extension.activate()).getAPI(1);
    await api.openRepository(vscode.Uri.file(repository));
    await until(
      () => api.repositories.some(({ state }) => state.indexChanges.length === 1),
      'the change is seen',
    );
    await focusInput();
    await typeText('#stag');
    await panel.waitFor(options, { hasText: '#staged' });
    await pressKey('Enter');
    await panel.waitFor(chips, { hasText: 'Staged changes' });
    await removeAll();
    await focusInput();
    await typeText('/commit');
    await panel.press('#input', 'Escape');
    await send();
    assert.equal(await lastAnswer('finished'), answers.commit);
    assert.deepEqual(await panel.texts('.turn[data-role="user"] .chip-name'), ['Staged changes']);
  });
});
