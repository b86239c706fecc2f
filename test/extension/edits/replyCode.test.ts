import assert from 'node:assert/strict';
import { bareCode, codeOfReply } from '../../../src/extension/edits/replyCode.ts';

describe('extension/edits/replyCode', () => {
  it('takes the first block, without what is said around it', () => {
    const reply =
      'Sure! Here it is:\n\n```js\nlet a = 1;\n\n  a++;\n```\n\nIt counts.\n\n```sh\nnode a.js\n```\n';
    assert.deepEqual(codeOfReply(reply), { code: 'let a = 1;\n\n  a++;', isClosed: true });
    assert.deepEqual(codeOfReply('```\r\na\r\n```'), { code: 'a', isClosed: true });
    assert.deepEqual(codeOfReply('```\n```'), { code: '', isClosed: true });
  });

  it('grows line by line, and never shows a fence', () => {
    const reply = 'Here:\n```python\ndef f():\n    return 1\n```\nDone.';
    const shown = Array.from(reply, (_, i) => codeOfReply(reply.slice(0, i + 1))?.code);
    assert.equal(shown[0], undefined);
    assert.equal(shown.at(-1), 'def f():\n    return 1');
    for (const [i, code] of shown.entries()) {
      if (code === undefined) continue;
      assert.ok('def f():\n    return 1\n'.startsWith(code), `after ${i + 1} characters: ${code}`);
    }
  });

  it('needs a fence as long as the one that opened it', () => {
    const markdown = '# Title\n\n```js\nx\n```';
    assert.equal(codeOfReply(`\`\`\`\`markdown\n${markdown}\n\`\`\`\`\n`)?.code, markdown);
    assert.equal(codeOfReply('~~~\n```\n~~~')?.code, '```');
  });

  it('takes a block out of a list', () => {
    assert.equal(
      codeOfReply('1. So:\n   ```js\n   if (a) {\n     b();\n   }\n   ```\n')?.code,
      'if (a) {\n  b();\n}',
    );
  });

  it('knows bare code by its lines, and takes no sentence for code', () => {
    const original = 'function sum(a, b) {\n  return a + b;\n}';
    assert.equal(
      bareCode('function sum(a, b, c) {\n  return a + b;\n}', original),
      'function sum(a, b, c) {\n  return a + b;\n}',
    );
    assert.equal(bareCode('I cannot change this code.', original), undefined);
    assert.equal(bareCode('}', original), undefined);
  });
});
