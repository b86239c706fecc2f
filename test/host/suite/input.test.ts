import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { ask, draft, hidePanel, lastAnswer, newChat, openPanel } from './chatPanel.ts';
import { chooseModel, greeting, otherwise, talkingModel, writeModel } from './models.ts';
import { needsWindow, panel, pressKey, screenshot, typeText, workbench } from './window.ts';

const questions = '.turn[data-role="user"] > .markdown';
const row = '.quick-input-widget .monaco-list-row';

/** What the focus is on: its id, else what it does. */
async function focused(): Promise<string> {
  const source = `(body) => {
    const { activeElement: at } = body.ownerDocument;
    const { dataset } = at;
    return at.id || dataset.turnAction || dataset.codeUse || dataset.look || ('copy' in dataset ? 'copyCode' : at.tagName);
  }`;
  return (await panel.evaluate('body', source)) as string;
}

/** A key as an input method sends it while it composes a word. */
async function compositionKey(init: string): Promise<void> {
  await panel.evaluate(
    '#input',
    `(input) => input.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...${init} }))`,
  );
}

async function paste(data: Readonly<Record<string, string>>): Promise<void> {
  await panel.evaluate(
    '#input',
    `(input) => {
      const clipboardData = new DataTransfer();
      for (const [type, text] of Object.entries(${JSON.stringify(data)})) clipboardData.setData(type, text);
      input.focus();
      input.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData }));
    }`,
  );
}

describe('input', () => {
  before(async function () {
    needsWindow(this);
    await chooseModel(writeModel('talking.gguf', talkingModel()));
    await openPanel();
  });

  beforeEach(async () => {
    await newChat();
    await panel.fill('#input', '');
    await panel.click('#input');
  });

  it('goes through the questions with the arrow keys, and back to what was being written', async () => {
    await ask('hello one');
    await lastAnswer('finished');
    await ask('hello two');
    await lastAnswer('finished');
    await typeText('a draft');
    await pressKey('ArrowUp');
    assert.equal(await draft(), 'hello two');
    await pressKey('ArrowUp');
    assert.equal(await draft(), 'hello one');
    await pressKey('ArrowUp');
    assert.equal(await draft(), 'hello one', 'there is nothing older');
    await pressKey('ArrowDown');
    await pressKey('ArrowDown');
    assert.equal(await draft(), 'a draft');
  });

  it('has several lines, in which the arrows move the cursor', async () => {
    await typeText('first');
    await pressKey('Shift+Enter');
    await typeText('second');
    assert.equal(await draft(), 'first\nsecond');
    await pressKey('ArrowUp');
    await typeText('!');
    assert.equal(await draft(), 'first!\nsecond');
    await pressKey('Enter');
    await panel.waitFor(questions, { hasText: 'second' });
    assert.equal(await lastAnswer('finished'), otherwise);
  });

  it('sends no Enter of an input method', async () => {
    await typeText('hello にほん');
    await compositionKey(`{ key: 'Enter', isComposing: true }`);
    await compositionKey(`{ key: 'Process', keyCode: 229 }`);
    await compositionKey(`{ key: 'Enter', keyCode: 229 }`);
    await compositionKey(`{ key: 'ArrowUp', isComposing: true }`);
    assert.equal(await draft(), 'hello にほん');
    assert.deepEqual(await panel.texts(questions), []);
    await pressKey('Enter');
    assert.equal(await lastAnswer('finished'), greeting);
  });

  it('makes a block of pasted code, which Undo takes back', async () => {
    await typeText('Why?');
    const code = 'if (a) {\n  b();\n}';
    await paste({ 'text/plain': code, 'vscode-editor-data': JSON.stringify({ mode: 'typescript' }) });
    assert.equal(await draft(), `Why?\n\`\`\`typescript\n${code}\n\`\`\`\n`);
    await screenshot('pasted-code');
    await pressKey('ControlOrMeta+z');
    for (let i = 0; i < 50 && (await draft()).includes('```'); i++) await setTimeout(100);
    assert.doesNotMatch(await draft(), /```/);
  });

  it('keeps a draft in each chat', async () => {
    await ask('hello in the first');
    await lastAnswer('finished');
    await typeText('a draft in the first');
    await newChat();
    assert.equal(await draft(), '');
    await ask('hello in the second');
    await lastAnswer('finished');
    await typeText('a draft in the second');
    const { commands } = await import('vscode');
    await commands.executeCommand('burrow.showChats');
    await workbench.waitFor(row, { hasText: 'hello in the first' });
    await workbench.fill('.quick-input-widget input', 'in the first');
    await workbench.waitFor(`${row}.focused`, { hasText: 'hello in the first' });
    await pressKey('Enter');
    await panel.waitFor(questions, { hasText: 'hello in the first' });
    assert.equal(await draft(), 'a draft in the first');
  });

  it('keeps what was typed at the very moment it is hidden', async () => {
    await typeText('the last key');
    await hidePanel(); // sooner than the pause after which a draft is stored
    await openPanel();
    await panel.waitFor('#input');
    assert.equal(await draft(), 'the last key');
  });

  it('gives everything to the keyboard, in the order of sight', async () => {
    await ask('hello');
    await lastAnswer('finished');
    await panel.click('#input');
    await pressKey('Shift+Tab');
    const seen: string[] = [];
    for (let i = 0; i < 8; i++) {
      seen.push(await focused());
      await pressKey('Shift+Tab');
    }
    const expected = ['regenerate', 'copy', 'edit', 'copy', 'transcript'];
    assert.deepEqual(
      seen.filter((name) => expected.includes(name)),
      expected,
    );
    await panel.click('#input');
    await typeText('hello');
    const after: string[] = [];
    while (after.at(-1) !== 'send' && after.length < 6) {
      await pressKey('Tab');
      after.push(await focused());
    }
    // What fills the context can be opened once it is measured.
    assert.deepEqual(
      after.filter((name) => name !== 'context'),
      ['attach', 'model', 'send'],
    );
    await pressKey('Enter');
    await panel.waitFor(':nth-child(2 of .turn[data-role="user"])');
    assert.equal(await lastAnswer('finished'), greeting);
  });
});
