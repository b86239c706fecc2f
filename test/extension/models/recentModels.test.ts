import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RecentModels } from '../../../src/extension/models/recentModels.ts';

class FakeMemento {
  value: unknown;

  get(): undefined {
    return this.value as undefined;
  }

  update(_key: string, value: unknown): Promise<void> {
    this.value = value;
    return Promise.resolve();
  }
}

describe('extension/recentModels', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'burrow-recent-'));
    for (let i = 0; i < 12; i++) await writeFile(path.join(folder, `${i}.gguf`), '');
  });
  after(() => rm(folder, { recursive: true }));

  function file(name: string | number): string {
    return path.join(folder, `${name}.gguf`);
  }

  it('lists the last ones first, each once, and at most ten', async () => {
    const recent = new RecentModels(new FakeMemento());
    for (const i of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 5]) await recent.add(file(i));
    assert.deepEqual(await recent.list(), [5, 11, 10, 9, 8, 7, 6, 4, 3, 2].map(file));
  });

  it('leaves out what this machine does not have, and keeps it for the one that has', async () => {
    const memento = new FakeMemento();
    const recent = new RecentModels(memento);
    await recent.add(file('elsewhere'));
    await recent.add(file(1));
    assert.deepEqual(await recent.list(), [file(1)]);
    assert.deepEqual(memento.value, [file(1), file('elsewhere')]);
  });

  it('survives whatever was stored', async () => {
    for (const stored of [undefined, 'text', [1, null, file(2)], {}]) {
      const memento = new FakeMemento();
      memento.value = stored;
      assert.deepEqual(await new RecentModels(memento).list(), Array.isArray(stored) ? [file(2)] : []);
    }
  });
});
