import assert from 'node:assert/strict';
import fc from 'fast-check';
import './page.ts';

const { originalText, textNodes } = await import('../../webview/plainText.ts');

function shown(text: string): HTMLElement {
  const parent = document.createElement('p');
  parent.append(...textNodes(text));
  return parent;
}

describe('webview/plainText', () => {
  it('shows plain text as one node', () => {
    const parent = shown('plain, שלום, 👩‍👩‍👧, é\n\tand tabs');
    assert.equal(parent.childNodes.length, 1);
    assert.equal(shown('').childNodes.length, 0);
  });

  it('takes few nodes for a text of nothing else', () => {
    const text = '\u202ea\u200b'.repeat(100_000);
    const parent = shown(text);
    assert.ok(parent.childNodes.length < 2_000, String(parent.childNodes.length));
    assert.doesNotMatch(parent.textContent, /[\u202e\u200b]/);
    assert.equal(originalText(parent), text);
  });

  it('gives back exactly what it was given', () => {
    const character = fc.constantFrom(
      'a',
      ' ',
      '\n',
      '\u0000',
      '\u001b',
      '\u202e',
      '\u2069',
      '\ufeff',
      '\u{e0041}',
      '😀',
    );
    fc.assert(
      fc.property(fc.array(character), (characters) => {
        const text = characters.join('');
        assert.equal(originalText(shown(text)), text);
      }),
      { seed: 3 },
    );
  });
});
