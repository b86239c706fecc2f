import assert from 'node:assert/strict';
import { installVscode } from './vscodeStub.ts';

installVscode();
const { failureHints } = await import('../../src/extension/strings.ts');

describe('extension/strings', () => {
  it('hints at a larger model where the built-in one has no more room, else at the settings', () => {
    let isBuiltIn = true;
    const hints = failureHints('this computer', false, () => isBuiltIn);
    assert.match(hints.context ?? '', /choose a larger model/);
    isBuiltIn = false;
    assert.match(hints.context ?? '', /larger context size/);
  });

  it('says on which machine paths are meant only where that is not the person’s own', () => {
    const isBuiltIn = (): boolean => false;
    assert.equal(failureHints('this computer', false, isBuiltIn).file, '');
    assert.match(failureHints('the SSH host', true, isBuiltIn).file ?? '', /the SSH host/);
  });
});
