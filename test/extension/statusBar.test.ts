import assert from 'node:assert/strict';
import { installVscode } from './vscodeStub.ts';

installVscode();
const { statusBarContent } = await import('../../src/extension/statusBar.ts');

describe('extension/statusBar', () => {
  it('has words for every state of the model', () => {
    const name = 'tiny';
    assert.match(statusBarContent({ kind: 'chosen', name }, false).tooltip, /next question/);
    assert.match(statusBarContent({ kind: 'loading', name, progress: 0.429 }, true).text, /tiny 42%/);
    const ready = { kind: 'ready', name, detail: 'Q8_0', nCtx: 2048 } as const;
    assert.match(statusBarContent(ready, false).tooltip, /Q8_0/);
    assert.match(statusBarContent(ready, true).tooltip, /generating/);
    const failed = statusBarContent({ kind: 'failed', name, message: 'no such file' }, false);
    assert.ok(failed.isError);
    assert.match(failed.tooltip, /no such file/);
  });

  it('does not take a name for an icon', () => {
    assert.ok(!statusBarContent({ kind: 'chosen', name: '$(zap)' }, false).text.includes('$(zap)'));
  });
});
