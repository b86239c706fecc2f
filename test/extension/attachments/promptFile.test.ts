import assert from 'node:assert/strict';
import {
  expandPrompt,
  linksOf,
  MAX_PROMPT_FILE_CHARS,
  parsePromptFile,
  variablesOf,
} from '../../../src/extension/attachments/promptFile.ts';

describe('extension/attachments/promptFile', () => {
  it('reads a head and a body', () => {
    const source = [
      '\uFEFF---',
      "description: 'It''s a review'  # for all",
      'mode: agent',
      'tools:',
      '  - edit',
      '---',
      '',
      'Review ${file}.',
    ].join('\r\n');
    assert.deepEqual(parsePromptFile('my review.prompt.md', source), {
      name: 'my-review',
      description: "It's a review",
      body: 'Review ${file}.',
      ignored: ['mode', 'tools'],
    });
    assert.equal(parsePromptFile('a.prompt.md', '---\nname: "re view"\n---\nx').name, 're-view');
  });

  it('takes a file without a head as it is', () => {
    const { name, body, description } = parsePromptFile('plain.prompt.md', 'Do it.\n---\nnow\n');
    assert.deepEqual([name, body, description], ['plain', 'Do it.\n---\nnow', '']);
  });

  it('refuses a head without an end, and what is too long', () => {
    assert.throws(
      () => parsePromptFile('a.prompt.md', '---\nmode: ask\nDo it'),
      /a\.prompt\.md: expected a line ---/,
    );
    assert.throws(
      () => parsePromptFile('a.prompt.md', 'x'.repeat(MAX_PROMPT_FILE_CHARS + 1)),
      /has 100001 characters; at most 100000/,
    );
  });

  it('finds its variables, each once', () => {
    assert.deepEqual(variablesOf('${selection} ${input:who:your name} ${input:who} ${file}'), [
      { kind: 'selection', name: '', placeholder: '' },
      { kind: 'input', name: 'who', placeholder: '' },
      { kind: 'file', name: '', placeholder: '' },
    ]);
  });

  it('puts in what is known, as text, and leaves the rest as it is written', () => {
    const body = 'For ${input:who:your name}: ${selection}; a shell writes ${HOME} and ${x';
    const text = expandPrompt(body, ({ kind, name }) =>
      kind === 'input' ? `<${name}>` : kind === 'selection' ? 'cost: $& $1 ${file}' : undefined,
    );
    assert.equal(text, 'For <who>: cost: $& $1 ${file}; a shell writes ${HOME} and ${x');
  });

  it('knows which files its links name', () => {
    const body =
      'See [rules](../docs/rules.md#top), [web](https://a.b/), [here](#x), ![picture](a.png), [b](b.md).';
    assert.deepEqual(linksOf(body), ['../docs/rules.md', 'b.md']);
  });
});
