import assert from 'node:assert/strict';
import type { Content } from '../../../src/extension/attachments/block.ts';
import type { AttachmentSource } from '../../../src/protocol/attachments.ts';
import { installVscode, recorded, textDocument } from '../vscodeStub.ts';

installVscode();
const content = await import('../../../src/extension/attachments/content.ts');

function readContent(source: AttachmentSource, maxLines: number): Promise<Content> {
  return content.readContent(source, maxLines, (text) =>
    Promise.resolve({ tokens: text.length, isExact: true }),
  );
}

describe('extension/attachments/content', () => {
  before(() => {
    recorded.openDocuments.splice(0);
    recorded.openDocuments.push(textDocument('src/sum.ts', 'a\nb\nc', 'typescript'));
  });

  it('reads an open file as its editor shows it, whole or in part', async () => {
    assert.deepEqual(await readContent({ kind: 'file', uri: 'src/sum.ts' }, 0), {
      name: 'sum.ts',
      title: 'src/sum.ts',
      first: 1,
      last: 3,
      lineCount: 3,
      language: 'typescript',
      text: 'a\nb\nc',
    });
    const lines = await readContent({ kind: 'selection', uri: 'src/sum.ts', first: 2, last: 9 }, 0);
    assert.deepEqual([lines.text, lines.first, lines.last], ['b\nc', 2, 3]);
    const symbol = await readContent(
      { kind: 'symbol', uri: 'src/sum.ts', first: 1, last: 2, name: 'sum' },
      1,
    );
    assert.deepEqual([symbol.name, symbol.text, symbol.last], ['sum', 'a', 1]);
  });

  it('takes what the terminal had, and says where there is nothing', async () => {
    assert.equal((await readContent({ kind: 'terminal', text: '$ ls\na b' }, 0)).text, '$ ls\na b');
    await assert.rejects(
      readContent({ kind: 'problems', uri: '', first: 0, last: 0 }, 0),
      /There are no problems/,
    );
    await assert.rejects(
      readContent({ kind: 'changes', uri: 'x', staged: true }, 0),
      /Git extension is turned off or missing/,
    );
    await assert.rejects(
      readContent({ kind: 'file', uri: 'src/gone.ts' }, 0),
      /src\/gone\.ts is no longer there/,
    );
  });
});
