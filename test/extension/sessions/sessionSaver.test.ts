import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { append, emptyConversation } from '../../../src/extension/sessions/conversation.ts';
import { newSession, type Session } from '../../../src/extension/sessions/session.ts';
import { SAVE_INTERVAL_MS, SessionSaver } from '../../../src/extension/sessions/sessionSaver.ts';
import { SessionStore } from '../../../src/extension/sessions/sessionStore.ts';

function session(title: string, id = 'a'): Session {
  const turn = { id: 1, role: 'user', text: 'why?' } as const;
  return { ...newSession(id, 1), title, conversation: append(emptyConversation, 0, turn) };
}

/** Counts what is written. */
class CountingStore extends SessionStore {
  readonly written: string[] = [];

  override async write(value: Session): Promise<void> {
    await super.write(value);
    this.written.push(value.title);
  }
}

describe('extension/sessions/sessionSaver', () => {
  let folder: string;
  let store: CountingStore;
  let saver: SessionSaver;
  let errors: unknown[];
  let copies: [string, string][];

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'burrow-'));
    store = new CountingStore(folder);
    errors = [];
    copies = [];
    saver = new SessionSaver({
      store,
      onError: (error) => errors.push(error),
      onDidCopy: (from, to) => copies.push([from, to]),
    });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('writes a turn at once, and what streams once an interval', async () => {
    saver.keep(session('asked'), 'now');
    while (store.written.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    for (let i = 0; i < 50; i++) saver.keep(session(`text ${i}`), 'soon');
    assert.deepEqual(store.written, ['asked']);
    await new Promise((resolve) => setTimeout(resolve, SAVE_INTERVAL_MS + 100));
    while (store.written.length === 1) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(store.written, ['asked', 'text 49']);
  });

  it('writes no chat in which nothing was asked', async () => {
    saver.keep(newSession('empty', 1), 'now');
    await saver.flush();
    assert.deepEqual((await store.list()).sessions, []);
  });

  it('writes in order, the newest last', async () => {
    for (let i = 0; i < 10; i++) saver.keep(session(`step ${i}`), 'now');
    await saver.flush();
    assert.equal((await store.read('a'))?.title, 'step 9');
  });

  it('goes on in a file of its own where another window wrote the chat', async () => {
    saver.keep(session('ours'), 'now');
    await saver.flush();
    const other = new SessionStore(folder);
    await other.read('a');
    await other.write(session('theirs'));
    saver.keep(session('ours, later'), 'now');
    await saver.flush();
    saver.keep(session('ours, still under the old id'), 'now');
    await saver.flush();
    const { sessions } = await store.list();
    assert.deepEqual(sessions.map(({ title }) => title).sort(), ['ours, still under the old id', 'theirs']);
    assert.equal(copies.length, 1);
    assert.deepEqual(errors, []);
  });

  it('tells of what cannot be written', async () => {
    rmSync(folder, { recursive: true });
    const blocked = new SessionSaver({
      store: new SessionStore('/dev/null/chats'),
      onError: (error) => errors.push(error),
      onDidCopy: () => undefined,
    });
    blocked.keep(session('lost'), 'now');
    await blocked.flush();
    assert.equal(errors.length, 1);
    folder = mkdtempSync(path.join(tmpdir(), 'burrow-'));
  });

  it('deletes for good what is still on its way to the disk', async () => {
    saver.keep(session('gone'), 'now');
    saver.keep(session('gone too'), 'soon');
    await saver.delete('a');
    await saver.flush();
    assert.deepEqual((await store.list()).sessions, []);
  });
});
