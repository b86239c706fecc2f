import assert from 'node:assert/strict';
import { emptyChat } from '../../src/protocol/chat.ts';
import { draftKey, draftOf, withDraft } from '../../webview/drafts.ts';
import { InputHistory } from '../../webview/inputHistory.ts';
import { pastedBlock } from '../../webview/paste.ts';

describe('webview/inputHistory', () => {
  it('goes back to older questions and forth to what was being written', () => {
    const history = new InputHistory();
    assert.equal(history.older('draft'), undefined);
    history.entries = ['one', 'two'];
    assert.equal(history.newer(), undefined);
    assert.equal(history.older('draft'), 'two');
    assert.equal(history.older('two'), 'one');
    assert.equal(history.older('one'), undefined);
    assert.equal(history.newer(), 'two');
    assert.equal(history.newer(), 'draft');
    assert.equal(history.newer(), undefined);
    assert.equal(history.older('other'), 'two');
    history.leave();
    assert.equal(history.older('third'), 'two');
  });
});

describe('webview/paste', () => {
  it('makes a block of code', () => {
    const code = 'if (a) {\n  b();\n}';
    assert.equal(pastedBlock(`${code}\n`, '', 'typescript'), `\`\`\`typescript\n${code}\n\`\`\`\n`);
    assert.equal(pastedBlock(code, 'Why?', undefined), `\n\`\`\`\n${code}\n\`\`\`\n`);
    assert.equal(pastedBlock('a\n```\nb', 'x\n', 'markdown'), '````markdown\na\n```\nb\n````\n');
    assert.equal(pastedBlock('\r\n\ta\r\n\tb', '', 'c"><x>'), '```cx\n\ta\n\tb\n```\n');
  });

  it('leaves words, single lines and what goes into a block as they are', () => {
    for (const text of ['one line', 'Dear all,\nhow are you\ntoday\nand tomorrow', '- a\n- b\n- c']) {
      assert.equal(pastedBlock(text, '', undefined), undefined, text);
    }
    assert.equal(pastedBlock('one line', '', 'typescript'), undefined);
    assert.equal(pastedBlock('a {\n  b;\n}', '```js\n', 'javascript'), undefined);
  });
});

describe('webview/drafts', () => {
  it('keeps one for each chat, and the newest twenty', () => {
    let drafts = withDraft([], 'a', 'in a');
    drafts = withDraft(drafts, 'b', 'in b');
    drafts = withDraft(drafts, 'a', 'more in a');
    assert.deepEqual(
      [draftOf(drafts, 'a'), draftOf(drafts, 'b'), draftOf(drafts, 'c')],
      ['more in a', 'in b', ''],
    );
    assert.deepEqual(withDraft(drafts, 'a', ''), [{ chat: 'b', text: 'in b' }]);
    for (let i = 0; i < 30; i++) drafts = withDraft(drafts, `chat ${i}`, 'x');
    assert.equal(drafts.length, 20);
    assert.equal(draftOf(drafts, 'a'), '');
    assert.equal(draftKey({ ...emptyChat, session: { id: 'new', title: '' } }), '');
  });
});
