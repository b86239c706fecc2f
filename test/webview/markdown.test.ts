import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nextFrame } from './page.ts';
import { strings } from './strings.ts';

const { originalText } = await import('../../webview/plainText.ts');
const { usualLook } = await import('../../webview/codeLook.ts');
const { MarkdownView } = await import('../../webview/markdown.ts');

function view(breaks = false, look = usualLook): { parent: HTMLElement; show: (text: string) => void } {
  const parent = document.createElement('div');
  const markdown = new MarkdownView(parent, { strings, breaks, canUseCode: true, codeLooks: { look } });
  return {
    parent,
    show: (text) => {
      markdown.show(text);
    },
  };
}

function rendered(text: string, breaks = false, look = usualLook): HTMLElement {
  const { parent, show } = view(breaks, look);
  show(text);
  return parent;
}

/** Shows a text piece by piece, cut at these places. */
function streamed(text: string, cuts: readonly number[], look = usualLook): HTMLElement {
  const { parent, show } = view(false, look);
  for (const cut of [...cuts].sort((a, b) => a - b)) show(text.slice(0, cut));
  show(text);
  return parent;
}

/** Pieces whose neighbours decide what they mean. */
const pieces = [
  'word ',
  '\n',
  '\n',
  '\n\n',
  '\r\n',
  '\r',
  '- ',
  '* ',
  '+',
  '1. ',
  '2) ',
  '> ',
  '# ',
  '#',
  '=',
  '===\n',
  '---\n',
  '-',
  '```',
  '```js\n',
  '~~~\n',
  '    ',
  '\t',
  ' ',
  '  \n',
  '|a|b|\n',
  '|',
  '|--|--|\n',
  '--|--',
  '**',
  '*',
  '_',
  '`',
  '``',
  '~~',
  '[a](https://x.example)',
  '[a]: https://x.example\n',
  '[a]',
  '![i](https://x.example/i.png)',
  '<b>',
  '</b>',
  '<!-- ',
  'https://x.example ',
  '\\',
  '&amp;',
  '\u202e',
  '😀',
];

describe('webview/markdown', () => {
  it('shows the same however a text was cut', () => {
    const text = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((parts) => parts.join(''));
    const streams = text.chain((whole) =>
      fc.tuple(fc.constant(whole), fc.array(fc.nat({ max: whole.length }), { maxLength: 30 })),
    );
    fc.assert(
      fc.property(streams, ([whole, cuts]) => {
        assert.equal(streamed(whole, cuts).innerHTML, rendered(whole).innerHTML);
      }),
      { numRuns: 400, seed: 7 },
    );
  });

  it('shows the same however code was cut whose lines are counted, or too long to draw', () => {
    const long = `\`\`\`js\n${'y'.repeat(5_000)}\n${'let a;\n'.repeat(300)}${'z'.repeat(150_000)}\n\`\`\`\nend`;
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.array(fc.nat({ max: long.length }), { maxLength: 6 }),
        (lineNumbers, cuts) => {
          const look = { wrap: false, lineNumbers };
          assert.equal(streamed(long, cuts, look).innerHTML, rendered(long, false, look).innerHTML);
        },
      ),
      { numRuns: 12, seed: 10 },
    );
    assert.equal(rendered(long).querySelectorAll('.rest').length, 2);
  });

  it('shows the same when every character comes by itself', () => {
    const text = fc.array(fc.constantFrom(...pieces), { maxLength: 25 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (whole) => {
        const cuts = Array.from({ length: whole.length }, (_, i) => i);
        assert.equal(streamed(whole, cuts).innerHTML, rendered(whole).innerHTML);
      }),
      { numRuns: 80, seed: 8 },
    );
  });

  it('leaves closed blocks alone while the text grows', () => {
    const { parent, show } = view();
    show('# Title\n\nFirst.\n\n- a\n\nLast');
    const before = [...parent.children];
    show('# Title\n\nFirst.\n\n- a\n\nLast one is longer\n\n```\ncode');
    assert.equal(parent.children[0], before[0]);
    assert.equal(parent.children[1], before[1]);
    assert.equal(parent.children[3], before[3], 'an open block grows in place');
  });

  it('starts anew for another text', () => {
    const { parent, show } = view();
    show('one\n\ntwo\n\nthree\n\nfour');
    show('other');
    assert.equal(parent.innerHTML, rendered('other').innerHTML);
  });

  it('shows what people and models write', () => {
    const html = rendered(
      '## Head\n\nSome *em*, **strong**, ~~gone~~, `code`.\n\n3. three\n4. four\n\n> quote\n\n| a | b |\n|:-:|--:|\n| 1 | 2 |\n\n---\n',
    );
    const tags = [...html.querySelectorAll('*')].map((node) => node.tagName.toLowerCase());
    for (const tag of ['h2', 'em', 'strong', 's', 'code', 'ol', 'li', 'blockquote', 'table', 'hr']) {
      assert.ok(tags.includes(tag), tag);
    }
    assert.equal(html.querySelector('ol')?.getAttribute('start'), '3');
    assert.equal(html.querySelector('th')?.className, 'align-center');
    assert.equal(html.querySelector('td:last-child')?.className, 'align-right');
    assert.ok(html.querySelector('.table-scroll > table'));
  });

  it('gives a code block its language, a Copy button and exactly its code', () => {
    const html = rendered('```python title="x"\nprint("<b>")\n\n\ttab\n```');
    assert.equal(html.querySelector('.code-language')?.textContent, 'python');
    assert.equal(html.querySelector('pre > code')?.textContent, 'print("<b>")\n\n\ttab');
    assert.equal(html.querySelector('button[data-copy]')?.getAttribute('aria-label'), 'Copy');
    assert.equal(rendered('    indented').querySelector('.code-language')?.textContent, 'text');
  });

  it('shows a fence that is still open', () => {
    assert.equal(rendered('```js\nlet a').querySelector('code')?.textContent, 'let a');
    assert.equal(rendered('```').querySelectorAll('pre').length, 1);
  });

  it('keeps the line breaks of people, and joins those of models', () => {
    assert.equal(rendered('a\nb', true).querySelectorAll('br').length, 1);
    assert.equal(rendered('a\nb').querySelectorAll('br').length, 0);
  });

  it('keeps names with underscores as they are', () => {
    assert.equal(rendered('call my_var_name and __init__x').querySelectorAll('em, strong').length, 0);
  });

  it('shows the same however a long list, quote or table was cut', () => {
    const long = [
      Array.from({ length: 600 }, (_, i) => `- item *${i}*\n${i % 5 === 0 ? '  - nested\n' : ''}`).join(''),
      Array.from({ length: 600 }, (_, i) => `> line ${i}\n`).join(''),
      `| a | b |\n|---|---|\n${Array.from({ length: 600 }, (_, i) => `| ${i} | x |\n`).join('')}`,
      `1. one\n\n   text\n${Array.from({ length: 400 }, (_, i) => `${i + 2}. loose\n\n`).join('')}`,
      `${'a long *line* 😀 '.repeat(2500)}\n\nend`,
      `\`\`\`js\n${'- no list\n'.repeat(2000)}\`\`\`\nend`,
    ];
    fc.assert(
      fc.property(
        fc
          .constantFrom(...long)
          .chain((text) =>
            fc.tuple(fc.constant(text), fc.array(fc.nat({ max: text.length }), { maxLength: 8 })),
          ),
        ([text, cuts]) => {
          assert.equal(streamed(text, cuts).innerHTML, rendered(text).innerHTML);
        },
      ),
      { numRuns: 6, seed: 9 },
    );
    assert.equal(rendered(long.at(-1) ?? '').querySelectorAll('pre').length, 1, 'code stays in one block');
    assert.ok(
      rendered(long[2] ?? '').querySelectorAll('thead').length > 1,
      'each part of a table has its head',
    );
    assert.equal(rendered(long[0] ?? '').querySelectorAll('li').length, 720);
  });

  it('shows tasks as boxes, and formulas as they are', () => {
    const html = rendered('- [ ] open *em*\n- [x] done\n- [a] none');
    assert.deepEqual(
      [...html.querySelectorAll('li')].map((item) => item.textContent),
      ['☐ open em', '☑ done', '[a] none'],
    );
    assert.equal(html.querySelectorAll('.task').length, 2);
    for (const formula of ['\\(a_1 * b_2 * c\\)', '$$x^*_i$$', '$a_i$', '\\[ \\frac{1}{2} \\]']) {
      assert.equal(rendered(`so ${formula} is`).querySelector('.math')?.textContent, formula);
    }
    for (const plain of ['$5 and $6', 'a $ b $ c', '\\(open', '`$x$`']) {
      assert.equal(rendered(plain).querySelectorAll('.math').length, 0, plain);
    }
  });

  it('colours code once its block is closed, and keeps its text', () => {
    const { parent, show } = view();
    const code = 'const a = "<b>&\u202e";';
    document.body.append(parent);
    show(`\`\`\`ts\n${code}\n\`\`\`\n`);
    nextFrame();
    assert.equal(parent.querySelectorAll('.hljs-keyword').length, 0);
    show(`\`\`\`ts\n${code}\n\`\`\`\n\none\n\ntwo\n`);
    nextFrame();
    parent.remove();
    assert.equal(parent.querySelector('.hljs-keyword')?.textContent, 'const');
    assert.equal(parent.querySelector('.unseen')?.textContent, 'U+202E');
    assert.equal(originalText(parent.querySelector('code') ?? parent), code);
  });

  describe('hostile text', () => {
    const hostile = [
      '<script>globalThis.hacked = true</script>',
      '<img src=x onerror="globalThis.hacked = true">',
      '<iframe src="https://evil.example"></iframe>',
      '[click](javascript:globalThis.hacked=true)',
      '[click](  JAVASCRIPT:globalThis.hacked=true)',
      '[click](java&#10;script:globalThis.hacked=true)',
      '[click](data:text/html,<script>1</script>)',
      '[click](vscode://file/etc/passwd) [c](command:workbench.action.quit) [f](file:///etc/passwd)',
      '<javascript:globalThis.hacked=true>',
      '![track](https://evil.example/pixel.png)',
      '![track](data:image/svg+xml,<svg onload=1>)',
      '[![track](https://evil.example/a.png)](https://evil.example)',
      '[ref]\n\n[ref]: javascript:globalThis.hacked=true',
      '```html"><script>globalThis.hacked = true</script>\n<script>1</script>',
      '<a href="https://evil.example" onclick="globalThis.hacked = true" style="position:fixed">x</a>',
      '| <script>1</script> |\n|---|\n| <svg/onload=1> |',
      '# <style>*{display:none}</style>',
    ];
    const allowed = new Set(
      'P H1 H2 UL OL LI BLOCKQUOTE HR DIV TABLE THEAD TBODY TR TH TD EM STRONG S BR A CODE PRE SPAN BUTTON'.split(
        ' ',
      ),
    );

    it('becomes text, and nothing that acts or loads', () => {
      for (const text of hostile) {
        const html = rendered(text);
        for (const node of html.querySelectorAll('*')) {
          assert.ok(allowed.has(node.tagName), `${node.tagName} from ${text}`);
          for (const { name, value } of node.attributes) {
            assert.doesNotMatch(name, /^on|^style$|^src$|^srcset$/, `${name} from ${text}`);
            if (name === 'href') assert.match(value, /^https?:|^mailto:/, text);
          }
        }
      }
      assert.equal((globalThis as { hacked?: unknown }).hacked, undefined);
    });

    it('shows an image as a link to it', () => {
      const link = rendered('![a cat](https://x.example/cat.png)').querySelector('a');
      assert.equal(link?.textContent, 'Image: a cat');
      assert.equal(link.getAttribute('href'), 'https://x.example/cat.png');
    });

    it('shows where a link leads', () => {
      const link = rendered('[https://bank.example](https://evil.example)').querySelector('a');
      assert.equal(link?.title, 'https://evil.example');
    });

    it('shows characters that would act unseen', () => {
      const html = rendered('a\u202eb\u200bc\u0007 `x\u2066y`\n\n```\nif (\u202e) {}\n```');
      assert.deepEqual(
        [...html.querySelectorAll('.unseen')].map((node) => node.textContent),
        ['U+202E', 'U+200B', 'U+0007', 'U+2066', 'U+202E'],
      );
      assert.equal(rendered('\u200b'.repeat(9)).querySelector('.unseen')?.textContent, 'U+200B × 9');
      assert.doesNotMatch(html.textContent, /[\u202e\u200b\u0007\u2066]/);
    });

    it('is shown in bounded time and depth', function () {
      this.timeout(20_000); // where one of these were quadratic, it would take minutes
      const size = 30_000;
      for (const unit of [
        'x',
        '[',
        '![',
        '*',
        '_a',
        '`',
        '<',
        '&',
        '> ',
        '- ',
        '|',
        '\\',
        '# ',
        '~',
        '[a](',
        '**a ',
        '\n- ',
        '```\n',
        'http://',
        '\u202e',
      ]) {
        const html = rendered(unit.repeat(Math.ceil(size / unit.length)));
        assert.ok(html.childNodes.length > 0, unit);
      }
    });
  });
});
