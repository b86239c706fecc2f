import assert from 'node:assert/strict';
import { type Budget, wantedTokens } from '../../../src/protocol/attachments.ts';
import type { ComposerMessage, HostMessage, Question } from '../../../src/protocol/chat.ts';
import type { ChatMessage, GenerateResult, ModelInfo } from '../../../src/protocol/engine.ts';
import { Chat } from '../../../src/extension/chat.ts';
import { codeQuestion } from '../../../src/extension/codeTasks.ts';
import type { EngineHost } from '../../../src/extension/engineHost.ts';
import { installVscode, setActiveEditor, textDocument } from '../vscodeStub.ts';

const recorded = installVscode();
const { languages } = await import('vscode');
const { slashCommands } = await import('../../../src/extension/attachments/slashCommands.ts');
const { ComposerHost } = await import('../../../src/extension/attachments/composerHost.ts');

const result: GenerateResult = {
  text: 'Because.',
  promptTokens: [],
  cachedTokens: 0,
  tokens: [],
  stopReason: 'eog',
  seed: 1,
  timings: { promptTokens: 1, promptMs: 1, decodeTokens: 1, decodeMs: 1, firstTokenMs: 1 },
};

/** An engine whose every character is a token. */
class FakeEngine {
  model: Pick<ModelInfo, 'modelPath' | 'nCtx' | 'nCtxTrain'> | undefined;
  loads = 0;
  nCtx = 4000;
  isBuiltIn = false;

  ask(method: string, params: { text?: string; messages?: readonly ChatMessage[] }): Promise<unknown> {
    const text = params.text ?? (params.messages ?? []).map(({ content }) => content).join('');
    return Promise.resolve({ tokens: Array.from(text, () => 0), prompt: method });
  }

  holds(): boolean {
    return this.model !== undefined;
  }

  load(): Promise<void> {
    this.loads++;
    this.model = { modelPath: 'm', nCtx: this.nCtx, nCtxTrain: 8000 };
    return Promise.resolve();
  }
}

class Memory {
  readonly values = new Map<string, unknown>();

  get(key: string): unknown {
    return this.values.get(key);
  }

  update(key: string, value: unknown): Promise<void> {
    this.values.set(key, structuredClone(value));
    return Promise.resolve();
  }
}

describe('extension/attachments/composerHost', () => {
  const code = Array.from({ length: 40 }, (_, i) => `line(${i + 1});`).join('\n');
  /** What the editor's tools report of every file. */
  const diagnostics: object[] = [];
  const { getDiagnostics } = languages;
  let engine: FakeEngine;
  let memory: Memory;
  let chat: Chat;
  let host: InstanceType<typeof ComposerHost>;
  let replies: HostMessage[];
  /** Opened texts that have no file: name and text. */
  let shown: [string, string][];
  /** What the model was given, last. */
  let given: readonly ChatMessage[];

  function open(): void {
    chat = new Chat((messages, { onEvent }) => {
      given = messages;
      onEvent({ type: 'text', text: result.text });
      return Promise.resolve(result);
    });
    host = new ComposerHost({
      chat,
      engine: engine as unknown as EngineHost,
      memory,
      settings: () => ({
        load: { modelPath: 'm', nCtx: 0, nThreads: 1, kvType: 'f16' },
        system: '',
        maxTokens: 100,
        idleUnloadMinutes: 0,
      }),
      showText: (name, text) => {
        shown.push([name, text]);
        return Promise.resolve();
      },
      onError: (error) => {
        throw error;
      },
    });
    replies = [];
    host.onMessage((message) => replies.push(message));
  }

  before(() => {
    Object.assign(languages, { getDiagnostics: () => diagnostics });
  });

  after(() => {
    Object.assign(languages, { getDiagnostics });
  });

  beforeEach(() => {
    diagnostics.splice(0);
    engine = new FakeEngine();
    memory = new Memory();
    given = [];
    shown = [];
    recorded.openDocuments.splice(0);
    recorded.answers.splice(0);
    setActiveEditor(undefined);
    open();
  });

  afterEach(() => {
    host.dispose();
    chat.dispose();
  });

  const receive = (message: ComposerMessage): Promise<void> => host.receive(message);

  async function send(text: string, leaveOut = false): Promise<void> {
    await receive({ type: 'send', text, leaveOut });
    for (let i = 0; i < 100 && chat.busy; i++) await new Promise((resolve) => setImmediate(resolve));
  }

  function openDocument(path = '/sum.js', text = code): object {
    const document = textDocument(path, text);
    recorded.openDocuments.push(document);
    return document;
  }

  const attachFile = (uri = '/sum.js'): Promise<void> =>
    receive({ type: 'attach', source: { kind: 'file', uri } });
  const names = (): string[] => chat.state.draft.attachments.map(({ name }) => name);
  const lastQuestion = (): Question | undefined => chat.state.turns.findLast((turn) => turn.role === 'user');

  function budget(): Budget {
    const { budget: measured } = chat.state.draft;
    assert.ok(measured);
    return measured;
  }

  it('estimates what is attached before a model is loaded, and counts it after', async () => {
    openDocument();
    await attachFile();
    const [estimated] = chat.state.draft.attachments;
    assert.deepEqual([estimated?.isExact, estimated?.first, chat.state.draft.budget], [false, 0, null]);
    await engine.load();
    await host.refresh();
    const [counted] = chat.state.draft.attachments;
    const block = `\`/sum.js\`, lines 1 to 40:\n\n\`\`\`javascript\n${code}\n\`\`\``;
    assert.deepEqual([counted?.isExact, counted?.tokens], [true, block.length + 2]);
    assert.equal(budget().attachments, block.length);
  });

  it('sends what a file says when it is sent, and keeps it for another answer', async () => {
    openDocument();
    await attachFile();
    recorded.openDocuments.splice(0);
    openDocument('/sum.js', 'changed();');
    await send('Why?');
    const content = '`/sum.js`, line 1:\n\n```javascript\nchanged();\n```\n\nWhy?';
    assert.deepEqual(given, [{ role: 'user', content }]);
    assert.deepEqual([lastQuestion()?.text, lastQuestion()?.attachments?.length], ['Why?', 1]);
    assert.deepEqual(names(), [], 'the next question begins without');
    recorded.openDocuments.splice(0);
    await chat.regenerate(2);
    assert.deepEqual(given, [{ role: 'user', content }]);
    await host.edit(1, 'How?');
    assert.deepEqual(given, [{ role: 'user', content: content.replace('Why', 'How') }]);
  });

  it('refuses what cannot be read, keeps the rest, and attaches nothing twice', async () => {
    openDocument();
    await attachFile();
    await attachFile();
    await assert.rejects(attachFile('/gone.js'), /\/gone\.js is no longer there/);
    assert.deepEqual(names(), ['sum.js']);
  });

  it('gives a question back whose attachment is gone', async () => {
    openDocument();
    await attachFile();
    recorded.openDocuments.splice(0);
    await assert.rejects(send('Why?'), /no longer there/);
    assert.deepEqual(replies, [{ type: 'returnDraft', text: 'Why?' }]);
    assert.deepEqual([chat.state.turns, names()], [[], ['sum.js']]);
    assert.match(chat.state.draft.attachments[0]?.problem ?? '', /no longer there/);
  });

  it('remembers what is attached for the next start, and removes it', async () => {
    openDocument();
    await attachFile();
    host.dispose();
    open();
    await host.refresh();
    assert.deepEqual(names(), ['sum.js']);
    await receive({ type: 'detach', id: chat.state.draft.attachments[0]?.id ?? '' });
    assert.deepEqual(names(), []);
  });

  it('moves attached lines with the text above them', async () => {
    const document = openDocument();
    await receive({ type: 'attach', source: { kind: 'selection', uri: '/sum.js', first: 10, last: 12 } });
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    for (const listener of recorded.documentListeners) {
      listener({ document, contentChanges: [{ range, text: '\n\n' }] });
    }
    await host.refresh();
    const [moved] = chat.state.draft.attachments;
    assert.deepEqual([moved?.first, moved?.last], [12, 14]);
  });

  it('says before it sends that it does not fit, and lets the person choose', async () => {
    engine.nCtx = 600;
    await engine.load();
    for (const question of ['x'.repeat(150), 'y'.repeat(150)]) await send(question);
    assert.equal(chat.state.turns.length, 4);
    await send('z'.repeat(250));
    assert.equal(chat.state.turns.length, 4, 'nothing is sent');
    assert.deepEqual(replies, [{ type: 'returnDraft', text: 'z'.repeat(250) }]);
    assert.equal(budget().leftOut, 2);
    await send('z'.repeat(250), true);
    assert.equal(chat.state.turns.length, 6);
    assert.ok(chat.state.draft.leavesOut, 'this chat goes on so');
    await send('z'.repeat(700), true);
    assert.equal(chat.state.turns.length, 6, 'what does not fit at all is not sent');
    assert.ok(!budget().fitsAlone);
  });

  it('loads the model first where the question may not fit', async () => {
    await send('short');
    assert.equal(engine.loads, 0);
    engine.nCtx = 1000;
    openDocument('/big.js', code.repeat(10));
    await attachFile('/big.js');
    await send('Why?');
    assert.equal(engine.loads, 1);
    assert.deepEqual(replies.at(-1), { type: 'returnDraft', text: 'Why?' });
    assert.equal(chat.state.turns.length, 2);
    assert.deepEqual([chat.busy, chat.state.draft.isChecking], [false, false]);
  });

  it('attaches as many of the first lines as fit', async () => {
    engine.nCtx = 500;
    await engine.load();
    openDocument();
    await attachFile();
    await receive({ type: 'draft', text: 'Why?' });
    assert.ok(wantedTokens(budget()) > 500);
    await receive({ type: 'attachHead', id: chat.state.draft.attachments[0]?.id ?? '' });
    const [head] = chat.state.draft.attachments;
    assert.ok(head?.first === 1 && head.last > 5 && head.last < 40, String(head?.last));
    const { nCtx, attachments, question, reserve } = budget();
    assert.ok(attachments + question + reserve <= nCtx);
    await send('Why?');
    assert.match(given[0]?.content ?? '', new RegExp(`lines 1 to ${head.last} of 40`));
  });

  it('runs a command on the selection, and one on what is attached', async () => {
    setActiveEditor(openDocument(), [1, 2]);
    await send('/fix as a loop');
    const { text = '', prompt = '', attachments = [] } = lastQuestion() ?? {};
    assert.equal(text, '/fix as a loop');
    assert.match(prompt, /^as a loop\n\n/);
    assert.deepEqual(
      attachments.map(({ attachment }) => [attachment.first, attachment.last]),
      [[2, 3]],
    );
    openDocument('/other.js', 'other();');
    await attachFile('/other.js');
    await send('/explain');
    assert.match(given.at(-1)?.content ?? '', /^Explain this code from `\/other\.js`, line 1:\n\n```/);
    openDocument('/third.js', 'third();');
    await attachFile('/other.js');
    await attachFile('/third.js');
    await send('/explain');
    assert.match(
      given.at(-1)?.content ?? '',
      /^Explain this code from `\/other\.js`, line 1 and `\/third\.js`, line 1:\n\n`\/other\.js`, line 1:\n\n```/,
    );
  });

  it('has the model read what a code task is everywhere', async () => {
    setActiveEditor(openDocument(), [1, 2]);
    const lines = { languageId: 'javascript', fileName: '/sum.js', firstLine: 2, lastLine: 3 };
    const selection = { ...lines, code: 'line(2);\nline(3);' };
    for (const [name, command] of Object.entries(slashCommands)) {
      if (command.kind !== 'task') continue;
      await send(`/${name} but shorter`);
      assert.equal(given.at(-1)?.content, codeQuestion(command.task, selection, { wish: 'but shorter' }));
    }
    await send('/explain');
    assert.equal(given.at(-1)?.content, codeQuestion('explain', selection));
    await host.edit(lastQuestion()?.id ?? 0, 'And why?');
    assert.match(given.at(-1)?.content ?? '', /^`\/sum\.js`, lines 2 to 3:\n\n[^]*And why\?$/);
  });

  it('shows with a command what its code leans on, and once only', async () => {
    setActiveEditor(openDocument('/in.js', 'function outer() {\n  inner();\n}'), [1, 1]);
    await send('/explain');
    const { id = 0, attachments = [] } = lastQuestion() ?? {};
    const context = 'Where it stands in `/in.js`:\n\n```javascript\nfunction outer() {\n```';
    assert.deepEqual(
      attachments.map(({ attachment, text }) => [attachment.kind, text]),
      [
        ['selection', '`/in.js`, line 2:\n\n```javascript\n  inner();\n```'],
        ['context', context],
      ],
    );
    assert.ok((given.at(-1)?.content ?? '').includes(context));
    await receive({ type: 'openAttachment', turn: id, id: attachments[1]?.attachment.id ?? '' });
    assert.deepEqual(shown, [['Context.md', context]]);
    await host.edit(id, '/review');
    assert.equal(lastQuestion()?.attachments?.length, 2);
    engine.isBuiltIn = true;
    await send('/explain');
    assert.equal(lastQuestion()?.attachments?.length, 1, 'the built-in model is told nothing but the code');
  });

  it('explains a problem that is attached', async () => {
    diagnostics.push({
      range: { start: { line: 1 }, end: { line: 1 } },
      message: 'too  long',
      source: 'lint',
    });
    openDocument();
    const lines = { uri: '/sum.js', first: 2, last: 3 };
    await host.ask('/explain', [
      { kind: 'selection', ...lines },
      { kind: 'problems', ...lines },
    ]);
    const code = { languageId: 'javascript', fileName: '/sum.js', firstLine: 2, lastLine: 3 };
    const problems = [{ line: 2, message: 'too long', source: 'lint' }];
    assert.equal(
      given.at(-1)?.content,
      codeQuestion('explainProblem', { ...code, code: 'line(2);\nline(3);' }, { problems }),
    );
    setActiveEditor(openDocument(), [0, 0]);
    await send('/fix');
    assert.deepEqual(
      lastQuestion()?.attachments?.map(({ attachment }) => attachment.kind),
      ['selection'],
    );
  });

  it('asks for a command of the editor, and leaves the draft as it is', async () => {
    openDocument();
    openDocument('/other.js', 'other();');
    await attachFile('/other.js');
    await host.ask('/explain', [{ kind: 'file', uri: '/sum.js' }]);
    assert.deepEqual(
      chat.state.turns.map(({ role }) => role),
      ['user', 'assistant'],
      'the answer is there',
    );
    assert.deepEqual(
      [lastQuestion()?.attachments?.map(({ uri }) => uri), names()],
      [['/sum.js'], ['other.js']],
    );
    await host.ask('Why?');
    assert.deepEqual([lastQuestion()?.attachments?.map(({ uri }) => uri), names()], [['/other.js'], []]);
  });

  it('gives a command of the editor back as a draft where it does not fit', async () => {
    engine.nCtx = 500;
    await engine.load();
    openDocument();
    openDocument('/other.js', 'other();');
    await attachFile('/other.js');
    await host.ask('/explain', [{ kind: 'file', uri: '/sum.js' }]);
    assert.deepEqual([chat.state.turns, names()], [[], ['other.js', 'sum.js']]);
    assert.deepEqual(replies, [{ type: 'returnDraft', text: '/explain' }]);
    assert.ok(wantedTokens(budget()) > 500);
  });

  it('runs a command on nothing only with a word about it', async () => {
    await assert.rejects(send('/explain'), /Attach some code, or open a file/);
    await assert.rejects(send('/commit'), /Git extension is turned off or missing/);
    assert.deepEqual(chat.state.turns, []);
    assert.equal(replies.length, 2);
  });

  it('shows what a command would act on where that does not fit', async () => {
    engine.nCtx = 500;
    await engine.load();
    setActiveEditor(openDocument(), [0, 38]);
    await send('/explain');
    assert.deepEqual([chat.state.turns, names()], [[], ['sum.js']]);
    await receive({ type: 'draft', text: '/explain' });
    assert.ok(wantedTokens(budget()) > 500);
  });

  it('takes a path for a question, and /new for a new chat', async () => {
    await send('/etc/hosts: what is it?');
    assert.equal(lastQuestion()?.prompt, undefined);
    await send('/new');
    assert.deepEqual(chat.state.turns, []);
  });

  it('gives back a question that is too long to be one', async () => {
    engine.nCtx = 2_000_000;
    await engine.load();
    openDocument();
    await attachFile();
    await assert.rejects(send('x'.repeat(500_001)), /500001 characters/);
    assert.deepEqual([replies.map(({ type }) => type), names()], [['returnDraft'], ['sum.js']]);
  });

  it('completes commands', async () => {
    await receive({ type: 'complete', request: 7, word: '/re' });
    const [reply] = replies;
    assert.ok(reply?.type === 'completions' && reply.request === 7);
    assert.deepEqual(
      reply.items.map(({ insert }) => insert),
      ['/refactor ', '/review '],
    );
  });
});
