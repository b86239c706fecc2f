import assert from 'node:assert/strict';
import { wordAt } from '../../webview/completionWord.ts';

describe('webview/completionWord', () => {
  const at = (text: string): string | undefined => wordAt(text.replace('|', ''), text.indexOf('|'))?.word;

  it('finds the word before the cursor', () => {
    assert.equal(at('see #fi|'), '#fi');
    assert.equal(at('see\n#file:src/a|.ts'), '#file:src/a');
    assert.equal(at('/|'), '/');
    assert.equal(at('  /ex|'), '/ex');
    assert.deepEqual(wordAt('a #b c', 4), { word: '#b', start: 2, end: 4 });
  });

  it('leaves other words alone', () => {
    for (const text of [
      'a#b|',
      'and /fix|',
      '/usr/bin|',
      '## title|',
      '#fi |',
      'word|',
      '|',
      `#${'x'.repeat(200)}|`,
    ]) {
      assert.equal(at(text), undefined, text);
    }
  });
});
