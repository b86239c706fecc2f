import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { scriptedModel, type ScriptedModelOptions } from '../../support/scriptedModel.ts';
import { chooseModel, writeModel } from './models.ts';
import { clearNotifications, waitForNotification } from './notifications.ts';
import { until } from './until.ts';
import { needsWindow, print, screenshot, workbench } from './window.ts';

interface Git {
  readonly enabled: boolean;
  getAPI(version: 1): {
    readonly repositories: readonly { readonly rootUri: vscode.Uri; readonly inputBox: { value: string } }[];
    openRepository(root: vscode.Uri): Promise<unknown>;
  };
}

const message = 'Add a function for three numbers\n\nCallers added twice.';

function committingModel(options: Partial<ScriptedModelOptions> = {}): Uint8Array {
  return scriptedModel({
    name: 'Committer',
    answers: [
      { text: 'Change nothing of note' },
      { when: 'three.js', text: `Here is the commit message:\n\n\`\`\`\n${message}\n\`\`\`` },
      { when: 'forever.js', text: 'on and ', endless: true },
    ],
    ...options,
  }).bytes;
}

function git(folder: string, ...args: readonly string[]): void {
  const identity = [
    '-c',
    'user.name=Test',
    '-c',
    'user.email=test@example.org',
    '-c',
    'commit.gpgsign=false',
  ];
  execFileSync('git', [...identity, ...args], { cwd: folder });
}

async function showHeaderActions(value: boolean | undefined): Promise<void> {
  const view = vscode.workspace.getConfiguration('workbench.view');
  await view.update('alwaysShowHeaderActions', value, vscode.ConfigurationTarget.Global);
}

describe('Generate Commit Message', () => {
  let folder: string;
  let api: ReturnType<Git['getAPI']>;

  function repository(): (typeof api.repositories)[number] {
    const found = api.repositories.find(({ rootUri }) => rootUri.fsPath === folder);
    assert.ok(found, 'the repository is open');
    return found;
  }

  before(async function () {
    needsWindow(this);
    const extension = vscode.extensions.getExtension<Git>('vscode.git');
    if (extension === undefined) {
      print('    not run here: this editor has no Git extension');
      this.skip();
    }
    const [workspace] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(workspace);
    folder = path.join(workspace.uri.fsPath, 'repository');
    mkdirSync(folder);
    git(folder, 'init', '--quiet');
    writeFileSync(path.join(folder, 'sum.js'), 'export function sum(a, b) {\n  return a + b;\n}\n');
    git(folder, 'add', '.');
    git(folder, 'commit', '--quiet', '-m', 'Begin');
    api = (await extension.activate()).getAPI(1);
    await api.openRepository(vscode.Uri.file(folder));
    await until(() => api.repositories.length > 0);
    await chooseModel(writeModel('committing.gguf', committingModel()));
    await showHeaderActions(true); // else only the mouse brings them up
    await vscode.commands.executeCommand('workbench.view.scm');
  });

  after(() => showHeaderActions(undefined));

  beforeEach(async () => {
    repository().inputBox.value = '';
    await clearNotifications();
  });

  afterEach(() => {
    git(folder, 'reset', '--hard', '--quiet');
  });

  it('says so where nothing is changed', async () => {
    await vscode.commands.executeCommand('burrow.generateCommitMessage');
    await waitForNotification('Nothing is changed');
  });

  it('writes the message of what is staged into the input box, by the button above it', async () => {
    writeFileSync(path.join(folder, 'three.js'), 'export const sum3 = (a, b, c) => a + b + c;\n');
    git(folder, 'add', 'three.js');
    await workbench.waitFor('.scm-view .resource', { hasText: 'three.js' });
    await workbench.click('.pane-header [aria-label^="Generate Commit Message"]');
    await until(() => repository().inputBox.value === message, 'the message alone');
    await workbench.waitFor('.scm-editor', { hasText: 'Add a function for three numbers' });
    await screenshot('commit-message');
  });

  it('reads what is not staged where nothing is, and says what it did not read', async () => {
    writeFileSync(path.join(folder, 'sum.js'), `export const long = [\n${"  'text',\n".repeat(8000)}];\n`);
    await workbench.waitFor('.scm-view .resource', { hasText: 'sum.js' });
    await vscode.commands.executeCommand('burrow.generateCommitMessage');
    assert.equal(repository().inputBox.value, 'Change nothing of note');
    await waitForNotification('without having read all');
  });

  it('stops, and leaves alone what the person types meanwhile', async () => {
    const slow = { nLayer: 4, nEmbd: 1024, nFf: 4096, layerType: 'Q4_0', nCtx: 8192 } as const;
    await chooseModel(writeModel('committing-slowly.gguf', committingModel(slow)));
    writeFileSync(path.join(folder, 'forever.js'), 'for (;;);\n');
    git(folder, 'add', 'forever.js');
    await workbench.waitFor('.scm-view .resource', { hasText: 'forever.js' });

    const written = vscode.commands.executeCommand('burrow.generateCommitMessage');
    await until(() => repository().inputBox.value.startsWith('on and on'));
    await workbench.click('.pane-header [aria-label^="Stop"]');
    await written;
    // The box tells late what it shows; an answer without an end would never leave it alone.
    await until(async () => {
      const before = repository().inputBox.value;
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return repository().inputBox.value === before;
    }, 'nothing comes after Stop');

    repository().inputBox.value = '';
    const again = vscode.commands.executeCommand('burrow.generateCommitMessage');
    await until(() => repository().inputBox.value.startsWith('on and on'));
    repository().inputBox.value = 'My own words';
    await again;
    await until(
      () => repository().inputBox.value === 'My own words',
      'the box says last what the person wrote',
    );
  });
});
