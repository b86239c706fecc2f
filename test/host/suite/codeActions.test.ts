import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { lastAnswer, newChat, openPanel } from './chatPanel.ts';
import { chooseModel, talkingModel, writeModel } from './models.ts';
import { until } from './until.ts';
import { needsWindow, panel, pressKey, screenshot, workbench } from './window.ts';

const box =
  'export interface Lid {\n  readonly weight: number;\n}\n\nexport function lift(lid: Lid): number {\n  return lid.weight * 2;\n}\n';
const shop = [
  "import { lift, type Lid } from './box';",
  "import { unused } from './other';",
  '',
  'export class Shop {',
  '  sell(lid: Lid): number {',
  '    const price = lift(lid);',
  '    return price;',
  '  }',
  '}',
  '',
].join('\n');

/** What a chip of the question stands for, as the editor shows it; it is closed again. */
async function openedChip(name: string): Promise<string> {
  const before = vscode.window.activeTextEditor?.document;
  await panel.click('.turn[data-role="user"] .chip-open', { hasText: name });
  const label = (): string => vscode.window.tabGroups.activeTabGroup.activeTab?.label ?? '';
  await until(() => label() === `${name}.md`, `${name} is opened`);
  await until(() => vscode.window.activeTextEditor?.document.uri.path === `/${name}.md`, 'and active');
  const text = vscode.window.activeTextEditor?.document.getText() ?? '';
  await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  await until(() => vscode.window.activeTextEditor?.document === before, 'the code is shown again');
  return text;
}

describe('code actions', () => {
  let editor: vscode.TextEditor;
  const problems = vscode.languages.createDiagnosticCollection('test');

  before(async function () {
    needsWindow(this);
    await chooseModel(writeModel('talking.gguf', talkingModel()));
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    await writeFile(path.join(folder.uri.fsPath, 'box.ts'), box);
    await writeFile(path.join(folder.uri.fsPath, 'shop.ts'), shop);
    await openPanel();
    await newChat();
    const document = await vscode.workspace.openTextDocument(path.join(folder.uri.fsPath, 'shop.ts'));
    editor = await vscode.window.showTextDocument(document, { preview: false }); // a chip opens as a preview
  });

  after(async () => {
    problems.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('the lightbulb explains and fixes a problem, and changes a selection', async () => {
    const line = new vscode.Range(5, 10, 5, 15);
    problems.set(editor.document.uri, [
      new vscode.Diagnostic(line, 'price is too high', vscode.DiagnosticSeverity.Error),
    ]);
    editor.selection = new vscode.Selection(line.start, line.end);
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await vscode.commands.executeCommand('editor.action.quickFix');
    for (const title of ['Explain with Burrow', 'Fix with Burrow']) {
      await workbench.waitFor('.action-widget .monaco-list-row', { hasText: title });
    }
    await screenshot('lightbulb');
    await pressKey('Escape');
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      editor.document.uri,
      editor.selection,
      vscode.CodeActionKind.Refactor.value,
    );
    assert.ok(actions.some(({ title }) => title === 'Burrow: Edit Selection…'));
  });

  it('tells the model what the code leans on, as the language server knows it', async () => {
    const inFunction = new vscode.Position(5, 18);
    await until(async () => {
      const found = await vscode.commands.executeCommand<unknown[]>(
        'vscode.executeDefinitionProvider',
        editor.document.uri,
        inFunction,
      );
      return found.length > 0;
    }, 'the language server has read the files');
    editor.selection = new vscode.Selection(5, 0, 5, 30);
    await until(async () => {
      await newChat();
      await vscode.commands.executeCommand('burrow.fixSelection');
      await lastAnswer('finished');
      const shown = await panel.texts('.turn[data-role="user"] .chip-name');
      return shown.includes('Context') && (await openedChip('Context')).includes('It uses'); // a busy machine's server may be too late
    }, 'the language server is asked');
    const context = await openedChip('Context');
    assert.match(context, /import \{ lift, type Lid \} from '\.\/box';/, 'the import that is used');
    assert.doesNotMatch(context, /unused/, 'and no other');
    assert.match(context, /sell\(lid: Lid\): number \{/, 'the function around it');
    assert.match(
      context,
      /It uses, from `box\.ts`:[^]*export function lift\(lid: Lid\): number \{/,
      'what it calls',
    );
    assert.doesNotMatch(context, /weight \* 2/, 'without its body');
    assert.match(await openedChip('Problems'), /line 6: price is too high/);
    assert.deepEqual(await panel.texts('.turn[data-role="user"] .chip-name'), [
      'shop.ts:6',
      'Context',
      'Problems',
    ]);
    await screenshot('context');
  });
});
