import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { scriptedModel } from '../../support/scriptedModel.ts';
import { ask, lastAnswer, newChat, openPanel } from './chatPanel.ts';
import { chooseModel, writeModel } from './models.ts';
import { needsWindow, panel, print, screenshot } from './window.ts';

const LINE_CHARS = 1_000_000;

/** Whatever of it ran would leave its name. */
const answers = {
  markup: `<script>globalThis.hacked = 'script'</script>

<img src="https://example.invalid/a.png" onerror="globalThis.hacked = 'img'">

<iframe srcdoc="<script>top.hacked = 1</script>"></iframe> <style>* { display: none }</style>

[run](javascript:globalThis.hacked='link') [run](command:workbench.action.quit) [run](file:///etc/passwd)

![tracker](https://example.invalid/pixel.png) ![svg](data:image/svg+xml,<svg/onload=1>)

\`\`\`html"><script>globalThis.hacked = 'fence'</script>
<script>globalThis.hacked = 'code'</script>
\`\`\`
`,
  unseen: `Read: \u202etxt.exe\u202c and zero\u200bwidth\u0007.

\`\`\`js
if (isAdmin\u2066 /* \u202e } if (true) { \u2069 */) { \u0000grant(); }
\`\`\`

\`\`\`js
an open fence with \`\`\`\` in it and no end
`,
  line: `\`\`\`json\n{"data":"${'x'.repeat(LINE_CHARS)}"}\n\`\`\`\n\nAfter the line.`,
  paragraph: `A paragraph${'y'.repeat(LINE_CHARS)} ends.`,
};

const last = ':nth-last-child(1 of .turn)';

/** How long the page takes to draw twice, in milliseconds: what a person waits for after a key. */
async function drawMs(): Promise<number> {
  const source = `() => new Promise((resolve) => {
    const start = performance.now();
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - start)));
  })`;
  return (await panel.evaluate('body', source)) as number;
}

describe('a hostile answer', () => {
  before(async function () {
    needsWindow(this);
    const { bytes } = scriptedModel({
      name: 'Hostile',
      answers: [
        { text: 'Nothing.' },
        ...Object.entries(answers).map(([name, text]) => ({ when: `the ${name}`, text })),
      ],
    });
    await chooseModel(writeModel('hostile.gguf', bytes));
    await openPanel();
  });

  beforeEach(newChat);

  it('runs nothing, loads nothing and links nowhere that acts', async () => {
    await ask('the markup');
    await lastAnswer('finished');
    for (const forbidden of [
      'script',
      'img',
      'iframe',
      'style',
      'svg',
      'object',
      'form',
      '[style]',
      '[onerror]',
    ]) {
      assert.deepEqual(await panel.texts(`${last} .markdown ${forbidden}`), [], forbidden);
    }
    const addresses = (await panel.evaluate(
      last,
      `(turn) => [...turn.querySelectorAll('[href], [src]')].map((node) => node.getAttribute('href') ?? node.src)`,
    )) as string[];
    assert.deepEqual(
      addresses,
      ['https://example.invalid/a.png', 'https://example.invalid/pixel.png'],
      'what is written as a link is one, and an image is a link to it',
    );
    const loaded = (await panel.evaluate(
      'body',
      `() => performance.getEntriesByType('resource').map(({ name }) => name)`,
    )) as string[];
    assert.deepEqual(
      loaded.filter((address) => address.includes('example.invalid')),
      [],
    );
    assert.equal(await panel.evaluate('body', '() => globalThis.hacked ?? null'), null);
    await screenshot('hostile-markup');
  });

  it('shows the characters that would act unseen, and a fence without an end', async () => {
    await ask('the unseen');
    await lastAnswer('finished');
    const marks = await panel.texts(`${last} .unseen`);
    assert.deepEqual([...new Set(marks)].sort(), [
      'U+0007',
      'U+200B',
      'U+202C',
      'U+202E',
      'U+2066',
      'U+2069',
    ]);
    const text = (await panel.texts(`${last} .markdown`)).join('');
    assert.doesNotMatch(text, /[\u0007\u200b\u202a-\u202e\u2066-\u2069]/);
    assert.equal((await panel.texts(`${last} pre`)).length, 2);
    await screenshot('hostile-unseen');
  });

  for (const name of ['line', 'paragraph'] as const) {
    it(`of a million characters in one ${name} leaves the panel at work`, async () => {
      const start = performance.now();
      await ask(`the ${name}`);
      await lastAnswer('finished');
      print(`      shown after ${Math.round(performance.now() - start)} ms`);
      print(`      then two frames take ${Math.round(await drawMs())} ms`);
      await panel.fill('#input', 'still at work');
      if (name === 'line') {
        const width = (await panel.evaluate(`${last} pre`, '(pre) => pre.scrollWidth')) as number;
        assert.ok(width < 50_000, `${width} pixels are drawn of the line`);
        await panel.waitFor(`${last} [data-show-all]`);
        await panel.waitFor(`${last} p`, { hasText: 'After the line.' });
        const all = (await panel.evaluate(`${last} pre`, '(pre) => pre.textContent.length')) as number;
        assert.ok(all > LINE_CHARS, 'Copy has all of it');
      }
      await screenshot(`hostile-${name}`);
      await panel.fill('#input', '');
    });
  }
});
