import assert from 'node:assert/strict';
import { type DraftItem, Drafts } from '../../../src/extension/attachments/drafts.ts';

const item = (id: string): DraftItem => ({ id, source: { kind: 'file', uri: `file:///${id}` }, maxLines: 0 });

class Memory {
  value: unknown;

  get(): unknown {
    return this.value;
  }

  update(_key: string, value: unknown): Promise<void> {
    this.value = structuredClone(value);
    return Promise.resolve();
  }
}

describe('extension/attachments/drafts', () => {
  it('keeps what is attached in each chat, also for the next start', () => {
    const memory = new Memory();
    const drafts = new Drafts(memory);
    drafts.set('a', [item('1'), item('2')]);
    drafts.set('b', [item('3')]);
    drafts.set('a', [item('2')]);
    const again = new Drafts(memory);
    assert.deepEqual([again.of('a'), again.of('b'), again.of('c')], [[item('2')], [item('3')], []]);
  });

  it('forgets what was attached long ago, and empty lists', () => {
    const memory = new Memory();
    const drafts = new Drafts(memory);
    for (let i = 0; i < 30; i++) drafts.set(`chat ${i}`, [item('1')]);
    drafts.set('chat 29', []);
    assert.equal((memory.value as unknown[]).length, 19);
    assert.deepEqual(drafts.of('chat 5'), []);
  });

  it('begins anew where the memory holds something else', () => {
    const memory = new Memory();
    for (const value of ['text', [{ chat: 'a', items: [{ id: 1 }] }], [{ chat: 'a' }]]) {
      memory.value = value;
      assert.deepEqual(new Drafts(memory).of('a'), []);
    }
  });
});
