import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { scriptedModel, type ScriptedModelOptions } from '../../support/scriptedModel.ts';
import { chooseModel, writeModel } from './models.ts';
import { clearNotifications, waitForNotification } from './notifications.ts';
import { until } from './until.ts';
import { needsWindow, pressKey, screenshot, typeText, workbench } from './window.ts';

const original = [
  'class Box {',
  '\topen(lid) {',
  '\t\treturn lid.lift();',
  '\t}',
  '}',
  '',
  'function sum(a, b) {',
  '\treturn a + b;',
  '}',
  '',
].join('\n');

/** As models do: some words, and spaces where the file has tabs. */
const reply =
  '<think>\nThey want three.\n```js\nnot this\n```\n</think>\n\nSure, here it is:\n\n```js\nfunction sum(a, b, c) {\n    return a + b + c;\n}\n```\n\nNow it adds three numbers.';
const boxReply = '```js\nopen(lid) {\n  if (!lid) return;\n  return lid.lift();\n}\n```';

function editingModel(options: Partial<ScriptedModelOptions> = {}): Uint8Array {
  return scriptedModel({
    name: 'Editor',
    answers: [
      { text: 'I would rather talk about the weather.' },
      { when: 'three numbers', text: reply },
      { when: 'missing lid', text: boxReply },
      { when: 'forever', text: '```js\nfunction sum() {\n  // and on\n', endless: true },
    ],
    ...options,
  }).bytes;
}

function shownDiff(): vscode.TabInputTextDiff | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputTextDiff ? input : undefined;
}

async function previewText(): Promise<string> {
  const diff = shownDiff();
  assert.ok(diff !== undefined, 'a comparison is shown');
  return (await vscode.workspace.openTextDocument(diff.modified)).getText();
}

/** Grows with each change that the preview shows. */
function previewVersion(): number {
  const shown = shownDiff()?.modified.toString();
  return vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === shown)?.version ?? 0;
}

/** Through the context menu's submenu, the input box and Enter, as a person goes. */
async function edit(wish: string): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
  const asked = vscode.commands.executeCommand('burrow.editSelection');
  await workbench.waitFor('.quick-input-widget .quick-input-title', { hasText: 'Edit' });
  await typeText(wish);
  await workbench.waitFor('.quick-input-widget .monaco-list-row', { hasText: wish });
  await pressKey('Enter');
  await asked;
}

describe('Edit Selection…', () => {
  let editor: vscode.TextEditor;
  let quick: string;
  let fileCount = 0;

  before(async function () {
    needsWindow(this);
    quick = writeModel('editing.gguf', editingModel());
    await chooseModel(quick);
  });

  beforeEach(async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const file = path.join(folder.uri.fsPath, `edited-${fileCount++}.js`); // a file for each: no editor is reused
    await writeFile(file, original);
    editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
    editor.options = { insertSpaces: false, tabSize: 4 };
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('burrow.stop');
    await editor.document.save(); // or closing asks
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('stands first in the menu of the editor', async () => {
    editor.selection = new vscode.Selection(6, 0, 8, 1);
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await vscode.commands.executeCommand('editor.action.showContextMenu');
    await workbench.click('.monaco-menu .action-item:has-text("Burrow")');
    await workbench.waitFor('.monaco-menu .action-label', { hasText: 'Edit Selection…' });
    await screenshot('edit-menu');
    await pressKey('Escape');
    await pressKey('Escape');
  });

  it('asks what to change, shows it as a change, and makes it in one step once accepted', async () => {
    editor.selection = new vscode.Selection(6, 0, 9, 0);
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    const asked = vscode.commands.executeCommand('burrow.editSelection');
    await workbench.waitFor('.quick-input-widget .quick-input-title', { hasText: 'lines 7 to 9' });
    await typeText('Take three numbers');
    await screenshot('edit-ask');
    await pressKey('Enter');
    await asked;
    const changed = original.replace('(a, b)', '(a, b, c)').replace('a + b;', 'a + b + c;');
    await until(
      async () => (await previewText()) === changed,
      'the code is shown, without words and in tabs',
    );
    assert.equal(editor.document.getText(), original, 'nothing is replaced unseen');
    await workbench.waitFor('.editor-actions [aria-label^="Accept Changes"]');
    await workbench.waitFor('.modified .char-insert'); // the editor has found the differences
    await screenshot('edit-preview');
    await workbench.click('.editor-actions [aria-label^="Accept Changes"]');
    await until(() => editor.document.getText() === changed, 'the change is made');
    await until(() => vscode.window.activeTextEditor?.document === editor.document, 'the file is shown');
    await vscode.commands.executeCommand('undo');
    await until(() => editor.document.getText() === original, 'one step takes it back');
  });

  it('takes the lines around the selection whole, at the depth where they stand', async () => {
    editor.selection = new vscode.Selection(1, 3, 3, 2);
    await edit('Bear a missing lid');
    const changed = original.replace('\t\treturn lid', '\t\tif (!lid) return;\n\t\treturn lid');
    await until(async () => (await previewText()) === changed);
    await workbench.click('.editor-actions [aria-label^="Discard Changes"]');
    await until(() => shownDiff() === undefined);
    assert.equal(editor.document.getText(), original);
  });

  it('writes again when asked to', async () => {
    editor.selection = new vscode.Selection(6, 0, 8, 1);
    await edit('Take three numbers');
    await workbench.waitFor('.editor-actions [aria-label^="Write the Changes Again"]');
    const version = previewVersion();
    await workbench.click('.editor-actions [aria-label^="Write the Changes Again"]');
    await until(
      async () => previewVersion() > version && (await previewText()).includes('return a + b + c;'),
      'it is written anew',
    );
  });

  it('grows while the model writes, and stops', async () => {
    await chooseModel(
      writeModel(
        'editing-slowly.gguf',
        editingModel({ nLayer: 4, nEmbd: 1024, nFf: 4096, layerType: 'Q4_0', nCtx: 8192 }),
      ),
    );
    editor.selection = new vscode.Selection(6, 0, 8, 1);
    await edit('Go on forever');
    await until(async () => /and on[^]*and on/.test(await previewText()), 'it comes piece by piece');
    assert.match(await previewText(), /class Box[^]*open\(lid\)/, 'what is around it stays');
    await screenshot('edit-writing');
    await workbench.click('.editor-actions [aria-label^="Stop"]');
    await workbench.waitFor('.editor-actions [aria-label^="Write the Changes Again"]');
    await new Promise((resolve) => setTimeout(resolve, 500)); // the editor shows a little late what was written
    const stopped = await previewText();
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(await previewText(), stopped, 'nothing comes after Stop');
    assert.equal(editor.document.getText(), original);
    await chooseModel(quick);
  });

  it('follows lines that moved meanwhile, and says so when they changed', async () => {
    editor.selection = new vscode.Selection(6, 0, 8, 1);
    await edit('Take three numbers');
    await workbench.waitFor('.editor-actions [aria-label^="Accept Changes"]');
    await until(async () => (await previewText()).includes('a + b + c'));
    const change = new vscode.WorkspaceEdit();
    change.insert(editor.document.uri, new vscode.Position(0, 0), '// a note\n');
    await vscode.workspace.applyEdit(change);
    await vscode.commands.executeCommand('burrow.acceptChanges');
    const moved = `// a note\n${original.replace('(a, b)', '(a, b, c)').replace('a + b;', 'a + b + c;')}`;
    await until(() => editor.document.getText() === moved);

    editor = await vscode.window.showTextDocument(editor.document);
    editor.selection = new vscode.Selection(7, 0, 9, 1);
    await edit('Take three numbers');
    await workbench.waitFor('.editor-actions [aria-label^="Accept Changes"]');
    const other = new vscode.WorkspaceEdit();
    other.insert(editor.document.uri, new vscode.Position(8, 0), '\t// here too\n');
    await vscode.workspace.applyEdit(other);
    await vscode.commands.executeCommand('burrow.acceptChanges');
    await waitForNotification('changed meanwhile');
    await screenshot('edit-conflict');
    assert.ok(shownDiff() !== undefined, 'what was written is still there');
    assert.match(editor.document.getText(), /here too/);
    await clearNotifications();
  });

  it('says so when the answer has no code', async () => {
    editor.selection = new vscode.Selection(6, 0, 8, 1);
    await edit('Sing');
    await waitForNotification('without code: “I would rather');
    assert.equal(await previewText(), original);
    await clearNotifications();
  });

  it('offers what was asked earlier', async () => {
    editor.selection = new vscode.Selection(6, 0, 8, 1);
    const asked = vscode.commands.executeCommand('burrow.editSelection');
    await workbench.waitFor('.quick-input-widget .monaco-list-row', { hasText: 'Take three numbers' });
    await screenshot('edit-earlier');
    await pressKey('Escape');
    await asked;
    assert.equal(shownDiff(), undefined);
  });
});
