import assert from 'node:assert/strict';
import { installVscode } from '../vscodeStub.ts';

installVscode();
const { rankFiles } = await import('../../../src/extension/attachments/files.ts');

describe('extension/attachments/files', () => {
  const files = ['src/chat.ts', 'src/chatView.ts', 'test/chat.test.ts', 'docs/what.md', 'src/cli/app.ts'].map(
    (path) => ({ path }),
  );
  const found = (query: string): string[] => rankFiles(files, query).map(({ path }) => path);

  it('has names that begin so first, then those that contain it, then paths', () => {
    assert.deepEqual(found('chat'), ['src/chat.ts', 'src/chatView.ts', 'test/chat.test.ts', 'docs/what.md']);
    assert.deepEqual(found('hat'), ['src/chat.ts', 'src/chatView.ts', 'test/chat.test.ts', 'docs/what.md']);
    assert.deepEqual(found('CLI/'), ['src/cli/app.ts']);
  });

  it('takes letters in their order, and everything for none', () => {
    assert.deepEqual(found('cvw'), ['src/chatView.ts']);
    assert.equal(found('').length, files.length);
    assert.deepEqual(found('xyz'), []);
  });
});
