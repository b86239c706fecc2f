import assert from 'node:assert/strict';
import {
  applyChange,
  type ChatChange,
  emptyChat,
  isHostMessage,
  isSafeLink,
  isWebviewMessage,
  MAX_HREF_CHARS,
  MAX_QUESTION_CHARS,
  type Turn,
} from '../../src/protocol/chat.ts';

const question: Turn = { id: 1, role: 'user', text: 'why?' };
const answer: Turn = {
  id: 2,
  role: 'assistant',
  text: '',
  dropped: 0,
  thoughtMs: 0,
  outcome: { kind: 'running' },
};

describe('protocol/chat', () => {
  it('applies changes one after another', () => {
    const changes: ChatChange[] = [
      { kind: 'turnAdded', turn: question },
      { kind: 'turnAdded', turn: answer },
      { kind: 'activity', activity: { kind: 'answering' } },
      { kind: 'text', id: 2, text: 'be' },
      { kind: 'text', id: 2, text: 'cause' },
      { kind: 'dropped', id: 2, messages: 3 },
      { kind: 'outcome', id: 2, outcome: { kind: 'stopped' } },
      { kind: 'model', model: { kind: 'chosen', name: 'tiny' } },
    ];
    const chat = changes.reduce(applyChange, emptyChat);
    assert.deepEqual(chat, {
      ...emptyChat,
      turns: [question, { ...answer, text: 'because', dropped: 3, outcome: { kind: 'stopped' } }],
      model: { kind: 'chosen', name: 'tiny' },
      activity: { kind: 'answering' },
    });
    assert.equal(chat.turns[0], question, 'an untouched turn stays the same object');
    const forks = [{ id: 1, index: 1, count: 2 }];
    assert.deepEqual(applyChange(chat, { kind: 'path', turns: [question], forks }), {
      ...chat,
      turns: [question],
      forks,
    });
    const session = { id: 's', title: 'Why?' };
    assert.deepEqual(applyChange(chat, { kind: 'session', session }).session, session);
  });

  it('leaves a conversation alone that the turn of a late change has left', () => {
    const chat = applyChange(emptyChat, { kind: 'turnAdded', turn: question });
    assert.deepEqual(applyChange(chat, { kind: 'text', id: 9, text: 'late' }), chat);
    assert.deepEqual(applyChange(chat, { kind: 'text', id: 1, text: 'not an answer' }), chat);
  });

  it('takes every message that the host sends', () => {
    const chat = { ...emptyChat, turns: [question, answer] };
    assert.ok(isHostMessage({ type: 'snapshot', seq: 4, chat }));
    assert.ok(isHostMessage({ type: 'change', seq: 5, change: { kind: 'text', id: 2, text: 'x' } }));
    assert.ok(isHostMessage({ type: 'focusInput' }));
    for (const outcome of [
      { kind: 'finished', reason: 'eog', tokens: 3, promptTokens: 9, tokensPerSecond: 1.5, firstTokenMs: 20 },
      { kind: 'failed', message: 'no', actions: ['retry', 'selectModelAndRetry'] },
    ]) {
      assert.ok(isHostMessage({ type: 'change', seq: 5, change: { kind: 'outcome', id: 2, outcome } }));
    }
  });

  it('refuses what no host sends', () => {
    for (const bad of [
      { type: 'snapshot', seq: 4, chat: { ...emptyChat, turns: [{ ...question, html: '<b>' }] } },
      { type: 'snapshot', seq: -1, chat: emptyChat },
      { type: 'change', seq: 5, change: { kind: 'explode' } },
      {
        type: 'change',
        seq: 5,
        change: { kind: 'outcome', id: 2, outcome: { kind: 'failed', message: 'no', actions: ['format'] } },
      },
      { type: 'change', seq: 5 },
      'focusInput',
      undefined,
    ]) {
      assert.ok(!isHostMessage(bad), JSON.stringify(bad));
    }
  });

  it('takes from the panel only what a person can do there, within bounds', () => {
    assert.ok(isWebviewMessage({ type: 'ready' }));
    assert.ok(isWebviewMessage({ type: 'send', text: 'x'.repeat(MAX_QUESTION_CHARS), leaveOut: false }));
    assert.ok(isWebviewMessage({ type: 'action', action: 'retry' }));
    assert.ok(isWebviewMessage({ type: 'edit', id: 1, text: 'other' }));
    assert.ok(isWebviewMessage({ type: 'fork', id: 1, index: 2 }));
    assert.ok(isWebviewMessage({ type: 'code', use: 'apply', text: 'a', language: 'js' }));
    for (const bad of [
      { type: 'send', text: 'x'.repeat(MAX_QUESTION_CHARS + 1), leaveOut: false },
      { type: 'send', text: 7, leaveOut: false },
      { type: 'edit', id: 1.5, text: '' },
      { type: 'code', use: 'run', text: 'a', language: 'js' },
      { type: 'send' },
      { type: 'action', action: 'workbench.action.quit' },
      { type: 'ready', extra: true },
      { type: 'openLink', href: 'x'.repeat(MAX_HREF_CHARS + 1) },
      { type: '__proto__' },
      null,
      [],
    ]) {
      assert.ok(!isWebviewMessage(bad), JSON.stringify(bad).slice(0, 80));
    }
  });

  it('lets only web and mail addresses be links', () => {
    for (const good of ['https://example.com/a?b#c', 'HTTP://x', 'mailto:a@example.com'])
      assert.ok(isSafeLink(good), good);
    for (const bad of [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      ' https://example.com',
      'data:text/html,<script>',
      'vscode://settings',
      'command:workbench.action.quit',
      'file:///etc/passwd',
      '//example.com',
      'https:/example',
      'https://exa\u202emple.com',
      'https://example.com/\njavascript:1',
      'README.md',
      '',
    ]) {
      assert.ok(!isSafeLink(bad), bad);
    }
  });
});
