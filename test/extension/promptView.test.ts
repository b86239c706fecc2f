import assert from 'node:assert/strict';
import { installVscode } from './vscodeStub.ts';

installVscode();
const { rangesOf } = await import('../../src/extension/promptView.ts');

describe('extension/promptView', () => {
  it('finds every control token, the longer one where two begin alike', () => {
    const found = rangesOf('<s>[INST] a <s>x[INST]', ['<s>', '<s>x', '[INST]']);
    assert.deepEqual(found, [
      [0, 3],
      [3, 9],
      [12, 16],
      [16, 22],
    ]);
    assert.deepEqual(rangesOf('a.c abc', ['a.c']), [[0, 3]]);
    assert.deepEqual(rangesOf('text', []), []);
  });
});
