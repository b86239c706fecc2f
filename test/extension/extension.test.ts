import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ExtensionContext } from 'vscode';
import { extensionContext, FakeView, installVscode } from './vscodeStub.ts';

const recorded = installVscode();
const { activate, deactivate } = await import('../../src/extension/extension.ts');
const { commands } = await import('../../src/extension/commands/index.ts');

interface Posted {
  readonly type: string;
  readonly chat?: {
    turns: { text: string; outcome?: { kind: string; actions?: string[]; message?: string } }[];
  };
}

describe('extension/extension', () => {
  const storage = mkdtempSync(path.join(tmpdir(), 'burrow-'));
  const context = extensionContext(storage) as ExtensionContext;
  let view: FakeView;

  before(() => {
    recorded.settings.clear();
    activate(context);
    view = new FakeView();
    recorded.viewProvider?.resolveWebviewView(view);
  });

  after(async () => {
    await deactivate();
    for (const item of context.subscriptions) item.dispose(); // from the front, as the editor does
    rmSync(storage, { recursive: true });
    assert.deepEqual(recorded.disposed, ['view', 'status', 'log'], 'what listens goes first, the log last');
  });

  async function snapshot(): Promise<Posted> {
    await view.receive({ type: 'ready' });
    return view.posted.findLast((message) => (message as Posted).type === 'snapshot') as Posted;
  }

  it('registers every command of the table and no other', () => {
    assert.deepEqual([...recorded.commands.keys()].sort(), Object.keys(commands).sort());
  });

  it('has the built-in model where none is chosen', () => {
    assert.match(recorded.statusItem.text, /Built-in model/);
    assert.equal(recorded.statusItem.command, 'burrow.openChat');
  });

  it('gives the panel a narrow view of the disk and a document with its policy', () => {
    assert.deepEqual(view.webview.options.localResourceRoots?.map(String), [
      '/extension/dist',
      '/extension/media',
    ]);
    assert.match(view.webview.html, /default-src 'none'/);
    assert.match(view.webview.html, /dist\/webview\.js/);
  });

  it('answers `ready` with a snapshot, and a question to a model that is none with the way out', async () => {
    assert.deepEqual((await snapshot()).chat?.turns, []);
    recorded.settings.set('modelPath', { globalValue: 'models/mine.gguf' });
    await view.receive({ type: 'send', text: 'hello?', leaveOut: false });
    recorded.settings.delete('modelPath');
    const turns = (await snapshot()).chat?.turns ?? [];
    assert.equal(turns[0]?.text, 'hello?');
    const outcome = turns[1]?.outcome;
    assert.match(outcome?.message ?? '', /burrow\.modelPath: expected an absolute path/);
    assert.deepEqual(outcome?.actions, ['selectModelAndRetry', 'retry']);
  });

  it('keeps the chat in a file, titled by its first question', async () => {
    await deactivate();
    const folder = path.join(storage, 'chats');
    const [file, ...others] = readdirSync(folder);
    assert.ok(file !== undefined && others.length === 0);
    const kept = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as {
      version: number;
      title: string;
    };
    assert.deepEqual([kept.version, kept.title], [1, 'hello?']);
    assert.equal(view.title, 'hello?');
  });

  it('names the setting that is wrong', async () => {
    recorded.settings.set('topP', { workspaceValue: 'much' });
    await view.receive({ type: 'send', text: 'and now?', leaveOut: false });
    const outcome = (await snapshot()).chat?.turns.at(-1)?.outcome;
    recorded.settings.delete('topP');
    assert.match(outcome?.message ?? '', /burrow\.topP: expected a number from 0 to 1, found "much"/);
  });

  it('takes a model from the machine alone, never from a workspace', () => {
    const change = { affectsConfiguration: () => true };
    recorded.settings.set('modelPath', { workspaceValue: '/evil.gguf' });
    for (const listener of recorded.configurationListeners) listener(change);
    assert.match(recorded.statusItem.text, /Built-in model/);
    recorded.settings.set('modelPath', { globalValue: '/models/mine.gguf', workspaceValue: '/evil.gguf' });
    for (const listener of recorded.configurationListeners) listener(change);
    assert.match(recorded.statusItem.text, /mine$/);
    recorded.settings.delete('modelPath');
    for (const listener of recorded.configurationListeners) listener(change);
  });

  it('opens web links and no others, and copies', async () => {
    await view.receive({ type: 'openLink', href: 'https://example.com/' });
    await view.receive({ type: 'openLink', href: 'command:workbench.action.quit' });
    await view.receive({ type: 'openLink', href: 'file:///etc/passwd' });
    await view.receive({ type: 'copy', text: 'const a = 1;' });
    assert.deepEqual(recorded.opened, ['https://example.com/']);
    assert.deepEqual(recorded.copied, ['const a = 1;']);
  });

  it('posts nothing to a hidden panel, and everything to the next one', async () => {
    view.setVisible(false);
    const before = view.posted.length;
    recorded.commands.get('burrow.newChat')?.();
    await view.receive({ type: 'openLink', href: 'nothing' });
    assert.equal(view.posted.length, before);
    view.setVisible(true);
    assert.deepEqual((await snapshot()).chat?.turns, []);
  });

  it('keeps a question that could not be asked for the next panel', async () => {
    view.setVisible(false);
    await recorded.commands.get('burrow.ask')?.('/commit');
    assert.match(recorded.errors.at(-1) ?? '', /Git extension/);
    view.setVisible(true);
    const before = view.posted.length;
    await snapshot();
    const returned = view.posted
      .slice(before)
      .filter((message) => (message as Posted).type === 'returnDraft');
    assert.deepEqual(returned, [{ type: 'returnDraft', text: '/commit' }]);
  });

  it('reveals the view, and focuses its input', async () => {
    await recorded.commands.get('burrow.openChat')?.();
    assert.ok(recorded.executed.some(([id]) => id === 'burrow.chat.focus'));
    assert.deepEqual(view.posted.at(-1), { type: 'focusInput' });
  });

  it('shows what a command throws', async () => {
    await recorded.commands.get('burrow.ask')?.('x'.repeat(500_001));
    assert.match(recorded.errors.at(-1) ?? '', /500001 characters; at most 500000/);
  });

  it('deletes a chat at once, and brings it back', async () => {
    const folder = path.join(storage, 'chats');
    const run = recorded.commands.get('burrow.deleteChat');
    assert.ok(run);
    recorded.settings.set('modelPath', { globalValue: 'models/mine.gguf' });
    await view.receive({ type: 'send', text: 'to be deleted', leaveOut: false });
    recorded.settings.delete('modelPath');
    await deactivate();
    const before = readdirSync(folder).length;
    recorded.answerToMessage = 'Undo';
    await run();
    assert.match(recorded.messages.at(-1) ?? '', /^The chat “to be deleted” is deleted/);
    const shown = async (): Promise<string | undefined> => (await snapshot()).chat?.turns[0]?.text;
    for (let i = 0; i < 500 && (await shown()) === undefined; i++) await setTimeout(10);
    assert.equal(await shown(), 'to be deleted');
    assert.equal(readdirSync(folder).length, before);
    recorded.answerToMessage = undefined;
    await run();
    assert.equal(readdirSync(folder).length, before - 1);
    assert.deepEqual((await snapshot()).chat?.turns, []);
    await run();
    assert.match(recorded.errors.at(-1) ?? '', /chat is empty/);
  });

  it('tells the `when` clauses of its state', () => {
    const keys = recorded.executed.filter(([id]) => id === 'setContext').map(([, key]) => key);
    assert.ok(keys.includes('burrow.generating'));
    assert.ok(keys.includes('burrow.modelLoaded'));
  });
});
