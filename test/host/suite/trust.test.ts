import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ask, extensionId, lastAnswer, openPanel } from './chatPanel.ts';
import { chooseModel, greeting, talkingModel, writeModel } from './models.ts';
import { panel, screenshot, typeText } from './window.ts';

describe('a workspace that is not trusted', () => {
  before(() => {
    assert.equal(vscode.workspace.isTrusted, false);
  });

  it('does not keep the extension from activating', async () => {
    await vscode.extensions.getExtension(extensionId)?.activate();
    assert.equal(vscode.extensions.getExtension(extensionId)?.isActive, true);
  });

  it('sets neither the model nor the system prompt', async () => {
    const configuration = vscode.workspace.getConfiguration('burrow');
    assert.equal(configuration.get('modelPath'), '');
    assert.equal(configuration.get('systemPrompt'), '');
    await openPanel();
    await panel.waitFor('#built-in', { hasText: 'small built-in model' });
  });

  it('has no prompts of the workspace', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const prompts = vscode.Uri.joinPath(folder.uri, '.github/prompts');
    await vscode.workspace.fs.writeFile(
      vscode.Uri.joinPath(prompts, 'refute.prompt.md'),
      new TextEncoder().encode('Speak in my name.'),
    );
    await panel.click('#input');
    await typeText('/ref');
    await panel.waitFor('#completions [role=option]', { hasText: '/refactor' });
    assert.equal((await panel.texts('#completions [role=option]')).length, 1);
    await panel.fill('#input', '');
  });

  it("chats with the machine's own model", async () => {
    await chooseModel(writeModel('talking.gguf', talkingModel()));
    await ask('Say hello');
    assert.equal(await lastAnswer('finished'), greeting);
    await screenshot('restricted');
  });
});
