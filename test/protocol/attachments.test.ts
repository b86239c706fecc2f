import assert from 'node:assert/strict';
import {
  answerReserve,
  emptyDraft,
  isAttachmentSource,
  isCompletions,
  isDraft,
  MAX_ATTACHMENT_CHARS,
  MAX_COMPLETIONS,
  wantedTokens,
} from '../../src/protocol/attachments.ts';

describe('protocol/attachments', () => {
  it('takes sources within bounds', () => {
    for (const good of [
      { kind: 'file', uri: 'file:///a' },
      { kind: 'selection', uri: 'file:///a', first: 1, last: 2 },
      { kind: 'terminal', text: '' },
      { kind: 'changes', uri: 'file:///a', staged: true },
    ]) {
      assert.ok(isAttachmentSource(good), good.kind);
    }
    for (const bad of [
      { kind: 'file' },
      { kind: 'selection', uri: 'file:///a', first: -1, last: 2 },
      { kind: 'terminal', text: 'x'.repeat(MAX_ATTACHMENT_CHARS + 1) },
      { kind: 'changes', uri: 'file:///a', staged: 'yes' },
      { kind: 'film', uri: 'file:///a' },
      { kind: 'file', uri: 'x'.repeat(8_193) },
    ]) {
      assert.ok(!isAttachmentSource(bad), JSON.stringify(bad).slice(0, 80));
    }
  });

  it('takes drafts and lists of suggestions within bounds', () => {
    assert.ok(isDraft(emptyDraft));
    assert.ok(!isDraft({ ...emptyDraft, budget: {} }));
    const item = { icon: 'file', label: 'a', detail: '', insert: '', source: null };
    assert.ok(isCompletions([item]));
    assert.ok(!isCompletions(Array.from({ length: MAX_COMPLETIONS + 1 }, () => item)));
    assert.ok(!isCompletions([{ ...item, icon: 'skull' }]));
  });

  it('keeps room for an answer, as much as is asked for and a quarter at most', () => {
    assert.equal(answerReserve(8192, undefined), 1024);
    assert.equal(answerReserve(8192, 100), 100);
    assert.equal(answerReserve(1000, undefined), 250);
    const parts = { system: 1, history: 2, attachments: 4, question: 8, reserve: 16 };
    const rest = { nCtx: 100, oldest: '', oldestTokens: 0, leftOut: 0, fitsAlone: true, canGrow: false };
    assert.equal(wantedTokens({ ...parts, ...rest }), 31);
  });
});
