import assert from 'node:assert/strict';
import { type ChatChange, emptyChat, type HostMessage } from '../../src/protocol/chat.ts';
import { initialPanel, reduce } from '../../webview/state.ts';

const added: ChatChange = { kind: 'turnAdded', turn: { id: 1, role: 'user', text: 'why?' } };

function change(seq: number, body: ChatChange = added): HostMessage {
  return { type: 'change', seq, change: body };
}

const snapshot: HostMessage = { type: 'snapshot', seq: 7, chat: emptyChat };

describe('webview/state', () => {
  it('waits for a snapshot', () => {
    assert.equal(reduce(initialPanel, change(1)), initialPanel);
    assert.deepEqual(reduce(initialPanel, snapshot), { seq: 7, chat: emptyChat });
  });

  it('applies the change that comes next', () => {
    const panel = reduce(reduce(initialPanel, snapshot), change(8));
    assert.equal(panel.seq, 8);
    assert.equal(panel.chat.turns.length, 1);
  });

  it('ignores what it has', () => {
    const panel = reduce(initialPanel, snapshot);
    assert.equal(reduce(panel, change(7)), panel);
    assert.equal(reduce(panel, change(3)), panel);
  });

  it('keeps what it shows after a gap, and waits for a snapshot', () => {
    const panel = reduce(reduce(initialPanel, snapshot), change(8));
    const gap = reduce(panel, change(10));
    assert.deepEqual(gap, { seq: undefined, chat: panel.chat });
    assert.equal(reduce(gap, change(11)), gap);
    assert.deepEqual(reduce(gap, { ...snapshot, seq: 11 }), { seq: 11, chat: emptyChat });
  });

  it('is not changed by what is no state', () => {
    assert.equal(reduce(initialPanel, { type: 'focusInput' }), initialPanel);
  });
});
