import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import { extensionId } from './chatPanel.ts';
import { needsWindow, print, workbench } from './window.ts';
import { startedEngines, watchWorkers } from './workers.ts';

/** What a person may be asked to wait for at the editor's start, in milliseconds. */
const activationLimit = 50;

function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension(extensionId);
  assert.ok(found, `${extensionId} is installed`);
  return found;
}

/** The editor's own extensions start at the same time and in the same thread; what they take is not ours. */
async function othersHaveStarted(): Promise<void> {
  for (let end = Date.now() + 30_000; Date.now() < end;) {
    const before = performance.eventLoopUtilization();
    await setTimeout(500);
    if (performance.eventLoopUtilization(before).utilization < 0.1) return;
  }
}

describe('activation', () => {
  let processorTime: number;

  before(() => {
    watchWorkers();
  });

  it('waits until the extension is needed', () => {
    assert.equal(extension().isActive, false);
  });

  it('starts no engine', async () => {
    await othersHaveStarted();
    const before = process.cpuUsage();
    await extension().activate();
    const { user, system } = process.cpuUsage(before);
    processorTime = (user + system) / 1000;
    assert.equal(extension().isActive, true);
    assert.equal(startedEngines().length, 0);
  });

  // A busy machine makes every clock slow, the editor's too: that one is shown, and the processor's time counts.
  it(`takes less than ${activationLimit} ms`, () => {
    print(`      ${processorTime.toFixed(1)} ms of the processor`);
    assert.ok(processorTime < activationLimit, `${processorTime.toFixed(1)} ms`);
  });

  it("is in the editor's list of running extensions, with its time", async function () {
    needsWindow(this);
    await vscode.commands.executeCommand('workbench.action.showRuntimeExtensions');
    await workbench.click('.runtime-extensions-editor .monaco-list-row[data-index="0"] .name');
    await vscode.commands.executeCommand('list.focusLast'); // the slowest come first
    const entry = `.runtime-extensions-editor .extension:has-text("Burrow")`;
    await workbench.waitFor(`${entry} .activation-time`);
    const [time = ''] = await workbench.texts(`${entry} .activation-time`);
    print(`      ${time.trim()}, by the editor's clock`);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('contributes every command', async () => {
    const manifest = extension().packageJSON as { contributes: { commands: { command: string }[] } };
    const contributed = manifest.contributes.commands.map(({ command }) => command);
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      contributed.filter((command) => !registered.has(command)),
      [],
    );
    assert.ok(contributed.length > 0);
  });
});
