import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { scriptedModel } from '../../support/scriptedModel.ts';
import { ask, lastAnswer, newChat, openPanel } from './chatPanel.ts';
import { chooseModel, writeModel } from './models.ts';
import { until } from './until.ts';
import { needsWindow, panel, screenshot } from './window.ts';

const code = 'function sum(a, b, c) {\n    return a + b + c;\n}';
const original = 'class Box {\n\topen() {\n\t\t\n\t}\n}\n\nfunction sum(a, b) {\n\treturn a + b;\n}\n';

describe('code of an answer', () => {
  let editor: vscode.TextEditor;
  let nFiles = 0;

  before(async function () {
    needsWindow(this);
    const { bytes } = scriptedModel({
      name: 'Coder',
      answers: [{ text: `Here:\n\n\`\`\`js\n${code}\n\`\`\`\n` }],
    });
    await chooseModel(writeModel('coder.gguf', bytes));
    await openPanel();
    await newChat();
    await ask('How do I add three numbers?');
    await lastAnswer('finished');
    await panel.waitFor('.hljs-keyword', { hasText: 'function' });
  });

  beforeEach(async () => {
    // A file of its own for each: a new document without one may get the name, and the text, of one that was closed.
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const file = path.join(folder.uri.fsPath, `box${nFiles++}.js`);
    await writeFile(file, original);
    editor = await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: false });
    editor.options = { insertSpaces: false, tabSize: 4 };
  });

  afterEach(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));

  it('goes to the cursor, indented as the place is', async () => {
    editor.selection = new vscode.Selection(2, 2, 2, 2);
    await panel.click('[data-code-use="insert"]');
    await until(() => editor.document.getText() !== original);
    const inserted = '\t\tfunction sum(a, b, c) {\n\t\t\treturn a + b + c;\n\t\t}';
    assert.equal(editor.document.getText(), original.replace('\t\t\n', `${inserted}\n`));
  });

  it('replaces what it is a new version of, once the changes were seen, in one step', async () => {
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await panel.click('[data-code-use="apply"]');
    await until(
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTextDiff,
    );
    await screenshot('changes');
    assert.equal(editor.document.getText(), original, 'nothing is replaced unseen');
    await vscode.commands.executeCommand('burrow.acceptChanges');
    await until(() => editor.document.getText() !== original);
    const changed = original.replace('(a, b)', '(a, b, c)').replace('a + b;', 'a + b + c;');
    assert.equal(editor.document.getText(), changed);
    await vscode.commands.executeCommand('undo');
    await until(() => editor.document.getText() === original);
  });

  it('leaves the file alone when the changes are discarded', async () => {
    await panel.click('[data-code-use="apply"]');
    await until(
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTextDiff,
    );
    await vscode.commands.executeCommand('burrow.discardChanges');
    await until(() => vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputText);
    assert.equal(editor.document.getText(), original);
  });

  it('is copied as it is', async () => {
    await vscode.env.clipboard.writeText('');
    await panel.click('[data-copy]');
    let copied = '';
    await until(async () => {
      copied = await vscode.env.clipboard.readText();
      return copied !== '';
    }, 'something is copied');
    assert.equal(copied, code, 'the code alone');
  });

  it('opens as a new file in its language', async () => {
    await panel.click('[data-code-use="newFile"]');
    await until(() => vscode.window.activeTextEditor?.document.getText() === `${code}\n`);
    assert.equal(vscode.window.activeTextEditor?.document.languageId, 'javascript');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});
