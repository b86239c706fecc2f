import assert from 'node:assert/strict';
import { LlmError } from '../../../src/base/errors.ts';
import { MAX_ATTACHMENT_CHARS } from '../../../src/protocol/attachments.ts';
import { blockOf, checkContent, type Content, headOf } from '../../../src/extension/attachments/block.ts';

const file: Content = {
  name: 'sum.ts',
  title: 'src/sum.ts',
  first: 1,
  last: 3,
  lineCount: 3,
  language: 'typescript',
  text: 'a\nb\nc\n',
};

function heading(content: Content): string {
  return blockOf(content).split('\n')[0] ?? '';
}

describe('extension/attachments/block', () => {
  it('says where the text is from, and fences it with its language', () => {
    assert.equal(
      blockOf({ ...file, last: 4, lineCount: 4 }),
      '`src/sum.ts`, lines 1 to 3:\n\n```typescript\na\nb\nc\n```',
      'the last line is empty',
    );
    assert.equal(heading({ ...file, first: 2, last: 2, lineCount: 0, text: 'b' }), '`src/sum.ts`, line 2:');
    assert.equal(heading({ ...file, lineCount: 40, text: 'a\nb\nc' }), '`src/sum.ts`, lines 1 to 3 of 40:');
    assert.equal(heading({ ...file, title: 'terminal', first: 0, last: 0, lineCount: 0 }), '`terminal`:');
  });

  it('leaves Markdown as it is', () => {
    assert.equal(
      blockOf({ ...file, language: undefined, text: 'It uses:\r\n\n```ts\na\n```' }),
      'It uses:\n\n```ts\na\n```',
    );
  });

  it('has a fence that nothing within can end', () => {
    const text = 'before\r\n```js\r\n````\r\nafter';
    assert.equal(
      blockOf({ ...file, language: 'plaintext', text }),
      '`src/sum.ts`, lines 1 to 3:\n\n`````\nbefore\n```js\n````\nafter\n`````',
    );
    assert.match(blockOf({ ...file, title: 'a`\nb', language: 'x"> y' }), /^`a b`, lines 1 to 2:\n\n```xy\n/);
  });

  it('cuts to the first lines, and says which', () => {
    const head = headOf({ ...file, first: 11, last: 13, lineCount: 40 }, 2);
    assert.deepEqual([head.text, head.first, head.last], ['a\nb', 11, 12]);
    assert.equal(headOf(file, 0), file);
    assert.equal(headOf(file, 10), file);
    const diff = headOf({ ...file, title: 'staged changes', first: 0, last: 0 }, 2);
    assert.deepEqual([diff.text, diff.title], ['a\nb', 'staged changes, first 2 lines']);
  });

  it('refuses what is empty, no text, or longer than any context', () => {
    checkContent(file);
    for (const [text, message] of [
      [' \n', /src\/sum\.ts is empty/],
      ['a\0b', /is not a text file/],
      ['x'.repeat(MAX_ATTACHMENT_CHARS + 1), /has 250001 characters; at most 250000/],
    ] as const) {
      assert.throws(
        () => {
          checkContent({ ...file, text });
        },
        (error) => error instanceof LlmError && message.test(error.message),
      );
    }
  });
});
