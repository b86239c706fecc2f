import assert from 'node:assert/strict';
import { LlmError } from '../../src/base/errors.ts';
import { type Answerer, Chat } from '../../src/extension/chat.ts';
import { messagesOf, messagesToContinue, outcomeOf } from '../../src/extension/messages.ts';
import type { Session } from '../../src/extension/sessions/session.ts';
import {
  applyChange,
  type ChatState,
  emptyChat,
  type HostMessage,
  isHostMessage,
  MAX_ANSWER_CHARS,
  type Outcome,
  type Turn,
} from '../../src/protocol/chat.ts';
import type { ChatMessage, GenerateEvent, GenerateResult } from '../../src/protocol/engine.ts';

const result: GenerateResult = {
  text: '',
  promptTokens: [1, 2, 3],
  cachedTokens: 0,
  tokens: [4, 5],
  stopReason: 'eog',
  seed: 1,
  timings: { promptTokens: 3, promptMs: 10, decodeTokens: 2, decodeMs: 100, firstTokenMs: 60 },
};

/** One call of the engine, which the test answers by hand. */
class Call {
  readonly done: Promise<GenerateResult>;
  finish!: (result: GenerateResult) => void;
  fail!: (error: unknown) => void;
  readonly messages: readonly ChatMessage[];
  readonly conversation: string;
  readonly continueFinal: boolean;
  readonly signal: AbortSignal;
  readonly emit: (event: GenerateEvent) => void;

  constructor(...[messages, { conversation, continueFinal, signal, onEvent }]: Parameters<Answerer>) {
    this.messages = messages;
    this.conversation = conversation;
    this.continueFinal = continueFinal;
    this.signal = signal;
    this.emit = onEvent;
    this.done = new Promise((resolve, reject) => {
      this.finish = resolve;
      this.fail = reject;
    });
    signal.addEventListener('abort', () => {
      this.finish({ ...result, stopReason: 'cancelled' });
    });
  }
}

interface Panel {
  readonly seq: number;
  readonly chat: ChatState;
}

/** What a panel holds after a message; it fails on a gap. */
function receive(panel: Panel, message: HostMessage): Panel {
  if (message.type === 'snapshot') return message;
  assert.ok(message.type === 'change');
  assert.equal(message.seq, panel.seq + 1);
  return { seq: message.seq, chat: applyChange(panel.chat, message.change) };
}

const noPanel: Panel = { seq: -1, chat: emptyChat };

/** A chat, the engine's calls, and a panel that sees only its messages. */
function setUp(restore?: () => Promise<Session | undefined>): {
  chat: Chat;
  calls: Call[];
  messages: HostMessage[];
  panel: () => ChatState;
  kept: Session[];
} {
  const calls: Call[] = [];
  const kept: Session[] = [];
  const chat = new Chat(
    (...args) => {
      const call = new Call(...args);
      calls.push(call);
      return call.done;
    },
    {
      keep: (session) => kept.push(session),
      ...(restore !== undefined && { restore }),
    },
  );
  const messages: HostMessage[] = [];
  let panel = receive(noPanel, chat.snapshot());
  chat.onMessage((message) => {
    assert.ok(isHostMessage(message), JSON.stringify(message));
    messages.push(message);
    panel = receive(panel, message);
  });
  return { chat, calls, messages, panel: () => panel.chat, kept };
}

/** Lets promises and immediates run that are ready. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function user(id: number, text: string): Turn {
  return { id, role: 'user', text };
}

function assistant(id: number, text: string, outcome: Outcome): Turn {
  return { id, role: 'assistant', text, dropped: 0, thoughtMs: 0, outcome };
}

const stopped: Outcome = { kind: 'stopped' };
const failed: Outcome = { kind: 'failed', message: 'no', actions: [] };
const running: Outcome = { kind: 'running' };

describe('extension/chat', () => {
  describe('messagesOf', () => {
    it('gives questions and answers in turn', () => {
      const turns = [user(1, 'a'), assistant(2, 'b', stopped), user(3, 'c'), assistant(4, '', running)];
      assert.deepEqual(messagesOf(turns), [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: 'b' },
        { role: 'user', content: 'c' },
      ]);
    });

    it('gives an answer that goes on whole, with its thoughts', () => {
      const before = [user(1, 'a'), assistant(2, '<think>x</think>b', stopped), user(3, 'c')];
      assert.deepEqual(messagesToContinue([...before, assistant(4, '<think>y', running)]), [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: 'b' },
        { role: 'user', content: 'c' },
        { role: 'assistant', content: '<think>y' },
      ]);
    });

    it('leaves out questions without an answer', () => {
      const turns = [
        user(1, 'a'),
        assistant(2, '', failed),
        user(3, 'b'),
        assistant(4, '', stopped),
        user(5, 'c'),
        assistant(6, '', running),
      ];
      assert.deepEqual(messagesOf(turns), [{ role: 'user', content: 'c' }]);
    });
  });

  it('measures an answer', () => {
    assert.deepEqual(outcomeOf(result), {
      kind: 'finished',
      reason: 'eog',
      tokens: 2,
      promptTokens: 3,
      tokensPerSecond: 20,
      firstTokenMs: 60,
    });
    assert.deepEqual(outcomeOf({ ...result, stopReason: 'cancelled' }), stopped);
    const single = { ...result, timings: { ...result.timings, decodeTokens: 0, decodeMs: 0 } };
    assert.equal((outcomeOf(single) as { tokensPerSecond: number }).tokensPerSecond, 0);
  });

  it('streams an answer to a panel that sees only messages', async () => {
    const { chat, calls, panel } = setUp();
    const asked = chat.ask('why?');
    await settle();
    assert.deepEqual(panel().activity, { kind: 'starting' });
    calls[0]?.emit({ type: 'prompt', done: 50, total: 100 });
    assert.deepEqual(panel().activity, { kind: 'prompt', done: 50, total: 100, msLeft: 0 });
    calls[0]?.emit({ type: 'dropped', messages: 2 });
    calls[0]?.emit({ type: 'text', text: 'be' });
    calls[0]?.emit({ type: 'text', text: 'cause' });
    assert.deepEqual(panel().activity, { kind: 'answering' });
    calls[0]?.finish(result);
    await asked;
    assert.deepEqual(panel(), chat.state);
    assert.deepEqual(panel().activity, { kind: 'idle' });
    assert.deepEqual(panel().turns, [
      user(1, 'why?'),
      { ...assistant(2, 'because', outcomeOf(result)), dropped: 2 },
    ]);
  });

  it('numbers its messages without a gap, and a snapshot continues them', async () => {
    const { chat, calls, messages } = setUp();
    const asked = chat.ask('why?');
    await settle();
    calls[0]?.emit({ type: 'text', text: 'a' });
    calls[0]?.emit({ type: 'text', text: 'b' });
    const snapshot = chat.snapshot();
    assert.ok(snapshot.type === 'snapshot');
    assert.equal(snapshot.chat.turns.at(-1)?.text, 'ab', 'with the text that was still being gathered');
    calls[0]?.finish(result);
    await asked;
    const after = messages.filter((message) => message.type === 'change' && message.seq > snapshot.seq);
    assert.deepEqual(after.reduce(receive, receive(noPanel, snapshot)).chat, chat.state);
  });

  it('says a percent of the prompt once', async () => {
    const { chat, calls, messages } = setUp();
    const asked = chat.ask('why?');
    await settle();
    for (let done = 0; done <= 10_000; done++) calls[0]?.emit({ type: 'prompt', done, total: 10_000 });
    assert.ok(messages.length < 110, `${messages.length} messages`);
    calls[0]?.finish(result);
    await asked;
  });

  it('stops, keeping what there is', async () => {
    const { chat, calls, panel } = setUp();
    const asked = chat.ask('why?');
    await settle();
    calls[0]?.emit({ type: 'text', text: 'part' });
    await chat.stop();
    await asked;
    assert.deepEqual(panel().turns.at(-1), assistant(2, 'part', stopped));
    assert.ok(!chat.busy);
  });

  it('stops the answer in the making for a new question', async () => {
    const { chat, calls, panel } = setUp();
    const first = chat.ask('one');
    await settle();
    calls[0]?.emit({ type: 'text', text: 'first' });
    const second = chat.ask('two');
    const third = chat.ask('three');
    await first;
    await settle();
    assert.equal(calls.length, 2, 'a question that was overtaken never reaches the engine');
    assert.deepEqual(calls[1]?.messages, [
      { role: 'user', content: 'one' },
      { role: 'assistant', content: 'first' },
      { role: 'user', content: 'three' },
    ]);
    calls[1].finish(result);
    await Promise.all([second, third]);
    assert.deepEqual(
      panel().turns.map((turn) => (turn.role === 'user' ? turn.text : turn.outcome.kind)),
      ['one', 'stopped', 'two', 'stopped', 'three', 'finished'],
    );
  });

  it('tells what went wrong, and asks again', async () => {
    const { chat, calls, panel } = setUp();
    const asked = chat.ask('why?');
    await settle();
    calls[0]?.fail(new LlmError('engine', 'the engine stopped'));
    await asked;
    const outcome = (panel().turns.at(-1) as { outcome: Outcome }).outcome;
    assert.ok(outcome.kind === 'failed' && outcome.actions.includes('retry'));
    const again = chat.retry();
    await settle();
    assert.deepEqual(calls[1]?.messages, [{ role: 'user', content: 'why?' }]);
    calls[1].emit({ type: 'text', text: 'so' });
    calls[1].finish(result);
    await again;
    assert.deepEqual(panel().turns, [user(1, 'why?'), assistant(2, 'so', outcomeOf(result))]);
    await chat.retry();
    assert.equal(calls.length, 2, 'a finished answer is not asked for again');
  });

  it('forgets everything for a new chat, and what the old one still says', async () => {
    const { chat, calls, panel } = setUp();
    const asked = chat.ask('why?');
    await settle();
    chat.clear();
    assert.deepEqual(panel().turns, []);
    calls[0]?.emit({ type: 'text', text: 'late' });
    await asked;
    assert.deepEqual(panel(), { ...emptyChat, session: { id: chat.session.id, title: '' } });
    const next = chat.ask('new');
    await settle();
    assert.deepEqual(calls[1]?.messages, [{ role: 'user', content: 'new' }]);
    assert.notEqual(calls[1].conversation, calls[0]?.conversation, 'what was computed for the old one stays');
    calls[1].finish(result);
    await next;
    const more = chat.ask('and more');
    await settle();
    assert.equal(calls[2]?.conversation, calls[1].conversation);
    calls[2].finish(result);
    await more;
  });

  it('refuses a question that is none', () => {
    const { chat, calls } = setUp();
    assert.throws(() => chat.ask(' \n'), { code: 'request' });
    assert.throws(() => chat.ask('x'.repeat(500_001)), { code: 'request' });
    assert.equal(calls.length, 0);
  });

  it('ends an answer that has no end', async () => {
    const { chat, calls, panel } = setUp();
    const asked = chat.ask('why?');
    await settle();
    const piece = 'x'.repeat(MAX_ANSWER_CHARS / 4);
    for (let i = 0; i < 6; i++) calls[0]?.emit({ type: 'text', text: piece });
    await asked;
    assert.ok(calls[0]?.signal.aborted);
    assert.equal(panel().turns.at(-1)?.text.length, MAX_ANSWER_CHARS);
    assert.ok(isHostMessage(chat.snapshot()));
  });

  describe('a tree of questions and answers', () => {
    /** Asks, and lets the engine answer at once. */
    async function answered(calls: Call[], asked: Promise<void>, text: string): Promise<void> {
      await settle();
      calls.at(-1)?.emit({ type: 'text', text });
      calls.at(-1)?.finish(result);
      await asked;
    }

    const texts = (chat: ChatState): string[] => chat.turns.map((turn) => turn.text);

    it('answers again, and keeps the answer before', async () => {
      const { chat, calls, panel } = setUp();
      await answered(calls, chat.ask('why?'), 'first');
      await answered(calls, chat.regenerate(2), 'second');
      assert.deepEqual(texts(panel()), ['why?', 'second']);
      assert.deepEqual(panel().forks, [{ id: 3, index: 2, count: 2 }]);
      assert.deepEqual(calls[1]?.messages, [{ role: 'user', content: 'why?' }]);
      await chat.fork(3, 1);
      assert.deepEqual(texts(panel()), ['why?', 'first']);
      assert.deepEqual(panel().forks, [{ id: 2, index: 1, count: 2 }]);
      await answered(calls, chat.ask('and?'), 'so');
      await chat.fork(2, 2);
      assert.deepEqual(texts(panel()), ['why?', 'second'], 'what was asked after the other stays there');
      await chat.fork(3, 1);
      assert.deepEqual(texts(panel()), ['why?', 'first', 'and?', 'so']);
      assert.deepEqual(panel(), chat.state);
    });

    it('asks an edited question beside the first one', async () => {
      const { chat, calls, panel } = setUp();
      await answered(calls, chat.ask('one'), 'a');
      await answered(calls, chat.ask('two'), 'b');
      await answered(calls, chat.edit(3, 'other'), 'c');
      assert.deepEqual(texts(panel()), ['one', 'a', 'other', 'c']);
      assert.deepEqual(calls[2]?.messages.at(-1), { role: 'user', content: 'other' });
      await chat.fork(5, 1);
      assert.deepEqual(texts(panel()), ['one', 'a', 'two', 'b']);
      await answered(calls, chat.edit(1, 'zero'), 'd');
      assert.deepEqual(texts(panel()), ['zero', 'd']);
      await chat.edit(2, 'an answer is no question');
      assert.equal(calls.length, 4);
    });

    it('continues an answer that was stopped, in its place', async () => {
      const { chat, calls, panel } = setUp();
      const asked = chat.ask('why?');
      await settle();
      calls[0]?.emit({ type: 'text', text: 'be' });
      await chat.stop();
      await asked;
      const continued = chat.continue(2);
      await settle();
      assert.equal((panel().turns[1] as { outcome: Outcome }).outcome.kind, 'running');
      assert.equal(calls[1]?.continueFinal, true);
      assert.deepEqual(calls[1].messages, [
        { role: 'user', content: 'why?' },
        { role: 'assistant', content: 'be' },
      ]);
      await answered(calls, continued, 'cause');
      assert.deepEqual(texts(panel()), ['why?', 'because']);
    });

    it('keeps each step, text included', async () => {
      const { chat, calls, kept } = setUp();
      const asked = chat.ask('# Why *so*?');
      await settle();
      calls[0]?.emit({ type: 'text', text: 'part' });
      const during = kept.at(-1)?.conversation.nodes.at(-1)?.turn;
      assert.ok(during?.role === 'assistant' && during.text === 'part' && during.outcome.kind === 'running');
      assert.equal(kept.at(-1)?.title, 'Why *so*?');
      calls[0]?.finish(result);
      await asked;
      const after = kept.at(-1)?.conversation.nodes.at(-1)?.turn;
      assert.ok(after?.role === 'assistant' && after.outcome.kind === 'finished');
    });

    it('keeps what an answer came to that a new chat ends', async () => {
      const { chat, calls, kept } = setUp();
      const asked = chat.ask('why?');
      await settle();
      calls[0]?.emit({ type: 'text', text: 'a' });
      calls[0]?.emit({ type: 'text', text: 'b' });
      const { id } = chat.session;
      chat.clear();
      await asked;
      const last = kept.findLast((session) => session.id === id)?.conversation.nodes.at(-1)?.turn;
      assert.ok(last?.role === 'assistant' && last.text === 'ab' && last.outcome.kind === 'stopped');
      assert.notEqual(chat.session.id, id);
    });

    it('restores the last chat once, before anything is asked, unless another was opened', async () => {
      const first = setUp();
      await answered(first.calls, first.chat.ask('one'), 'a');
      const { session } = first.chat;
      const { chat, calls, panel } = setUp(() => Promise.resolve(session));
      const asked = chat.ask('two');
      await settle();
      assert.deepEqual(texts(panel()), ['one', 'a', 'two', '']);
      calls[0]?.finish(result);
      await asked;
      assert.equal(chat.session.id, session.id);

      const other = setUp(() => Promise.resolve(session));
      other.chat.clear();
      await other.chat.restored();
      assert.deepEqual(texts(other.panel()), []);
    });
  });

  it('keeps thoughts out of the history, and tells how long they took', async () => {
    const { chat, calls, panel } = setUp();
    const asked = chat.ask('why?');
    await settle();
    for (const text of ['<thi', 'nk>\nhm', '\n</thi', 'nk>\n\nbecause'])
      calls[0]?.emit({ type: 'text', text });
    calls[0]?.finish(result);
    await asked;
    const next = chat.ask('sure?');
    await settle();
    assert.deepEqual(calls[1]?.messages[1], { role: 'assistant', content: 'because' });
    calls[1].finish(result);
    await next;
    assert.equal(panel().turns[1]?.text, '<think>\nhm\n</think>\n\nbecause');
    assert.equal(typeof (panel().turns[1] as { thoughtMs: number }).thoughtMs, 'number');
  });
});
