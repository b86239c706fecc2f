import assert from 'node:assert/strict';
import type { AttachmentSource } from '../../src/protocol/attachments.ts';
import { window } from './page.ts';
import { strings } from './strings.ts';

const { acceptDrops, droppedUris } = await import('../../webview/dropTarget.ts');

describe('webview/dropTarget', () => {
  const uris = (data: Readonly<Record<string, string>>): string[] => droppedUris((type) => data[type] ?? '');

  it("takes the editor's own list, since the standard one has the first file alone", () => {
    const data = {
      'application/vnd.code.uri-list': 'file:///a.ts\r\n# note\r\nvscode-remote://ssh/b.ts\r\nfile:///a.ts',
      'text/uri-list': 'file:///a.ts',
    };
    assert.deepEqual(uris(data), ['file:///a.ts', 'vscode-remote://ssh/b.ts']);
    assert.deepEqual(uris({ resourceurls: '["file:///c.ts",7]', 'text/uri-list': 'file:///a.ts' }), [
      'file:///c.ts',
    ]);
    assert.deepEqual(uris({ 'text/uri-list': 'file:///a.ts\n' }), ['file:///a.ts']);
  });

  it('takes no web addresses, and no more than a question holds', () => {
    assert.deepEqual(uris({ 'text/uri-list': 'https://example.com/\njavascript:alert(1)\nno address' }), []);
    assert.deepEqual(uris({ resourceurls: '{' }), []);
    const many = Array.from({ length: 100 }, (_, i) => `file:///${i}`).join('\n');
    assert.equal(uris({ 'text/uri-list': many }).length, 20);
  });

  it('shows that files can be dropped, and takes them', () => {
    const root = document.createElement('div');
    const sources: AttachmentSource[] = [];
    acceptDrops(root, strings, (source) => sources.push(source));
    const hint = root.querySelector<HTMLElement>('#drop-hint');
    const fire = (type: string, types: readonly string[]): boolean => {
      const event = new window.Event(type, { bubbles: true, cancelable: true });
      const dataTransfer = { types, getData: () => 'file:///a.ts', dropEffect: '' };
      return root.dispatchEvent(Object.assign(event, { dataTransfer, relatedTarget: null }));
    };
    assert.ok(fire('dragover', ['text/plain']), 'text is the input’s own business');
    assert.ok(hint?.hidden);
    assert.ok(!fire('dragover', ['text/uri-list']));
    assert.ok(!hint.hidden);
    fire('dragleave', []);
    assert.ok(hint.hidden);
    fire('dragenter', ['text/uri-list']);
    assert.ok(!fire('drop', ['text/uri-list']));
    assert.ok(hint.hidden);
    assert.deepEqual(sources, [{ kind: 'file', uri: 'file:///a.ts' }]);
  });
});
