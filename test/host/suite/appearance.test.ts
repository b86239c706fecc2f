import assert from 'node:assert/strict';
import { scriptedModel } from '../../support/scriptedModel.ts';
import { ask, lastAnswer, newChat, openPanel } from './chatPanel.ts';
import { chooseModel, writeModel } from './models.ts';
import { themes, type ThemeClass, useTheme } from './themes.ts';
import { needsWindow, panel, screenshot } from './window.ts';

const answer = `# Adding numbers

The function \`sum\` takes **two** numbers:

\`\`\`js
function sum(a, b) {
  return a + b;
}
\`\`\`

1. first it adds,
2. then it returns.

> A [link](https://example.org/) and an ![image](https://example.org/x.png).

| a | b |
| - | - |
| 1 | 2 |

<script>alert(1)</script>
`;

describe('appearance', () => {
  before(async function () {
    needsWindow(this);
    const { bytes } = scriptedModel({ name: 'Typist', answers: [{ text: answer }] });
    await chooseModel(writeModel('typist.gguf', bytes));
    await openPanel();
    await newChat();
    await ask('How do I add two numbers?');
    await lastAnswer('finished');
  });

  after(() => useTheme(undefined));

  it('shows markdown as elements, and markup of the model as text', async () => {
    const body = '.turn[data-role="assistant"] .markdown';
    assert.deepEqual(await panel.texts(`${body} h1, ${body} h2, ${body} h3`), ['Adding numbers']);
    assert.deepEqual(await panel.texts(`${body} li`), ['first it adds,', 'then it returns.']);
    assert.match(
      (await panel.texts(`${body} pre code`))[0] ?? '',
      /^function sum\(a, b\) \{\n {2}return a \+ b;\n\}/,
    );
    assert.deepEqual(await panel.texts(`${body} script`), []);
    assert.deepEqual(await panel.texts(`${body} img`), [], 'no image is fetched');
    assert.match((await panel.texts(body)).at(-1) ?? '', /<script>alert\(1\)<\/script>/);
  });

  for (const [bodyClass, theme] of Object.entries(themes)) {
    it(`follows the theme ${theme}`, async () => {
      await useTheme(bodyClass as ThemeClass);
      await screenshot(`theme-${theme.replaceAll(' ', '-').toLowerCase()}`);
    });
  }
});
