import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { append, emptyConversation } from '../../../src/extension/sessions/conversation.ts';
import { newSession, serializeSession, type Session } from '../../../src/extension/sessions/session.ts';
import { SessionStore } from '../../../src/extension/sessions/sessionStore.ts';

function session(id: string, updatedAt = 1): Session {
  const turn = { id: 1, role: 'user', text: `asked in ${id}` } as const;
  return {
    ...newSession(id, 1),
    title: id,
    updatedAt,
    conversation: append(emptyConversation, 0, turn),
  };
}

describe('extension/sessions/sessionStore', () => {
  let folder: string;
  let store: SessionStore;

  beforeEach(() => {
    folder = path.join(mkdtempSync(path.join(tmpdir(), 'burrow-')), 'chats');
    store = new SessionStore(folder);
  });
  afterEach(() => {
    rmSync(path.dirname(folder), { recursive: true });
  });

  it('has nothing where there is no folder', async () => {
    assert.deepEqual(await store.list(), { sessions: [], unreadable: [] });
    assert.equal(await store.read('none'), undefined);
  });

  it('keeps chats and lists them, the newest first', async () => {
    await store.write(session('a', 1));
    await store.write(session('b', 2));
    await store.write({ ...session('a', 3), title: 'changed' });
    const { sessions } = await store.list();
    assert.deepEqual(
      sessions.map(({ title }) => title),
      ['changed', 'b'],
    );
    assert.deepEqual(await store.read('b'), session('b', 2));
    assert.deepEqual(readdirSync(folder).sort(), ['a.json', 'b.json'], 'no parts stay behind');
    await store.delete('a');
    assert.equal(await store.read('a'), undefined);
  });

  it('leaves alone what it cannot read, and says why', async () => {
    mkdirSync(folder);
    const files = {
      'cut.json': serializeSession(session('cut')).slice(0, 100),
      'later.json': serializeSession(session('later')).replace('"version": 1', '"version": 9'),
      'edited.json': '{ "version": 1, "title": "by hand" }',
    };
    for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
    await store.write(session('good'));
    const { sessions, unreadable } = await store.list();
    assert.deepEqual(
      sessions.map(({ id }) => id),
      ['good'],
    );
    const reasons = new Map(unreadable.map(({ file, reason }) => [path.basename(file), reason]));
    assert.match(reasons.get('cut.json') ?? '', /cut off/);
    assert.match(reasons.get('later.json') ?? '', /newer version/);
    assert.match(reasons.get('edited.json') ?? '', /does not hold a chat/);
    for (const name of Object.keys(files)) {
      await assert.rejects(store.read(path.parse(name).name), { code: 'file' });
      await assert.rejects(
        store.write(session(path.parse(name).name)),
        { code: 'file' },
        'never overwritten',
      );
    }
    for (const [name, content] of Object.entries(files)) {
      assert.equal(readFileSync(path.join(folder, name), 'utf8'), content);
    }
  });

  it('does not overwrite what another window wrote', async () => {
    await store.write(session('a'));
    const other = new SessionStore(folder);
    await other.read('a');
    await other.write({ ...session('a'), title: 'theirs' });
    await assert.rejects(store.write({ ...session('a'), title: 'ours' }), /changed by another window/);
    assert.equal((await store.list()).sessions[0]?.title, 'theirs');
  });

  it('removes the parts that a killed window left, when they are old', async () => {
    mkdirSync(folder);
    const old = path.join(folder, 'a.json.1-0.part');
    const fresh = path.join(folder, 'b.json.2-0.part');
    writeFileSync(old, '{');
    writeFileSync(fresh, '{');
    utimesSync(old, 1, 1);
    await store.list();
    assert.deepEqual(readdirSync(folder), ['b.json.2-0.part']);
  });
});
