import assert from 'node:assert/strict';
import type { ModelStatus } from '../../src/protocol/chat.ts';
import './page.ts';
import { strings } from './strings.ts';

const { BuiltInNote } = await import('../../webview/builtInNote.ts');

describe('webview/builtInNote', () => {
  const note = new BuiltInNote(strings);

  function isShown(model: ModelStatus): boolean {
    note.show(model);
    return !note.element.hidden;
  }

  it('stands there while the built-in model answers, and for no other', () => {
    const known = { name: 'Built-in model', builtIn: 'yes' } as const;
    assert.ok(isShown({ kind: 'chosen', ...known }));
    assert.ok(isShown({ kind: 'loading', progress: 0.5, ...known }));
    assert.ok(isShown({ kind: 'ready', detail: 'Q8_0', nCtx: 1024, ...known }));
    assert.ok(isShown({ kind: 'failed', message: 'gone', ...known }));
    assert.ok(!isShown({ kind: 'chosen', name: 'Built-in model' }));
  });

  it('says what it is and offers a larger one', () => {
    assert.equal(note.element.textContent, 'This is the small built-in model. Choose a larger model');
    assert.equal(note.element.querySelector('button')?.dataset['action'], 'selectModel');
  });
});
