import assert from 'node:assert/strict';
import { SpecialTokenTrie, type Fragment } from '../../src/tokenizer/specialTokenTrie.ts';
import { tokenAttr } from '../../src/tokenizer/vocab.ts';
import { Random } from '../support/random.ts';

interface Special {
  readonly text: string;
  readonly attr: number;
}

function trie(specials: readonly Special[]): SpecialTokenTrie {
  return new SpecialTokenTrie({
    texts: specials.map(({ text }) => text),
    attrs: Uint16Array.from(specials, ({ attr }) => attr),
    specials: specials.map((_, id) => id),
  });
}

const control = (...texts: string[]): Special[] => texts.map((text) => ({ text, attr: tokenAttr.control }));
/** The slow twin: each token in turn, the longest first, is cut out of what text is left. */
function partition(specials: readonly Special[], text: string, parseSpecial: boolean): Fragment[] {
  let fragments: Fragment[] = [text];
  const order = specials
    .map(({ text, attr }, id) => ({ id, text, attr, bytes: Buffer.byteLength(text) }))
    .sort((a, b) => b.bytes - a.bytes || a.id - b.id);
  for (const token of order) {
    if (!parseSpecial && token.attr & (tokenAttr.control | tokenAttr.unknown)) continue;
    fragments = fragments.flatMap((fragment) =>
      typeof fragment === 'number' ? [fragment] : cut(fragment, token),
    );
  }
  return fragments.filter((fragment) => fragment !== '');
}

function cut(text: string, token: Special & { readonly id: number }): Fragment[] {
  const fragments: Fragment[] = [];
  let rest = text;
  for (let at = rest.indexOf(token.text); at !== -1; at = rest.indexOf(token.text)) {
    const before = rest.slice(0, at);
    fragments.push(token.attr & tokenAttr.lstrip ? before.replace(/[ \t\n\v\f\r]+$/, '') : before, token.id);
    rest = rest.slice(at + token.text.length);
    if (token.attr & tokenAttr.rstrip) rest = rest.replace(/^[ \t\n\v\f\r]+/, '');
  }
  return [...fragments, rest];
}

describe('special tokens in text', () => {
  it('are found, with what lies between them', () => {
    const specials = trie(control('<s>', '</s>'));
    assert.deepEqual(specials.partition('a<s>b</s>', true), ['a', 0, 'b', 1]);
    assert.deepEqual(specials.partition('<s><s>', true), [0, 0]);
    assert.deepEqual(specials.partition('<s', true), ['<s']);
    assert.deepEqual(specials.partition('', true), []);
  });

  it('are control tokens only where they are asked for, and user defined ones always', () => {
    const specials = trie([...control('<s>'), { text: '\n\n', attr: tokenAttr.userDefined }]);
    assert.deepEqual(specials.partition('a\n\n<s>', false), ['a', 1, '<s>']);
    assert.deepEqual(specials.partition('a\n\n<s>', true), ['a', 1, 0]);
  });

  it('win by length, not by coming first', () => {
    assert.deepEqual(trie(control('abc', 'bcde')).partition('abcde', true), ['a', 1]);
    assert.deepEqual(trie(control('abc', 'bcde', 'a')).partition('abcde', true), [2, 1]);
    // Length is in bytes: ▁▁ has six.
    assert.deepEqual(trie(control('x▁', '▁▁', '▁abc')).partition('x▁▁abc', true), ['x', 1, 'abc']);
    assert.deepEqual(trie(control('aa')).partition('aaaaa', true), [0, 0, 'a']);
  });

  it('give way to a shorter one at the same place where a longer neighbour cuts them off', () => {
    assert.deepEqual(trie(control('cdefg', 'aaac', 'aa')).partition('aaacdefg', true), [2, 'a', 0]);
  });

  it('swallow white space where they say so', () => {
    const right = { text: '<r>', attr: tokenAttr.control | tokenAttr.rstrip };
    const left = { text: '<l>', attr: tokenAttr.control | tokenAttr.lstrip };
    assert.deepEqual(trie([right, left]).partition('a <r> \n b \t<l> c', true), ['a ', 0, 'b', 1, ' c']);
    assert.deepEqual(trie([right, left]).partition('<r>  <l>\u00a0', true), [0, 1, '\u00a0']);
  });

  it('are those that cutting them out one after the other finds', () => {
    const random = new Random(7);
    const text = (length: number): string =>
      Array.from({ length }, () => random.pick(['a', 'b', 'b', ' ', '▁'])).join('');
    const attrs = [
      tokenAttr.control,
      tokenAttr.userDefined,
      tokenAttr.unknown,
      tokenAttr.control | tokenAttr.rstrip,
      tokenAttr.userDefined | tokenAttr.lstrip,
    ];
    for (let round = 0; round < 400; round++) {
      const texts = new Set(Array.from({ length: 1 + random.int(8) }, () => text(1 + random.int(5))));
      const specials = [...texts].map((text) => ({ text, attr: random.pick(attrs) }));
      const fast = trie(specials);
      for (let i = 0; i < 5; i++) {
        const input = text(random.int(40));
        for (const parseSpecial of [false, true]) {
          assert.deepEqual(
            fast.partition(input, parseSpecial),
            partition(specials, input, parseSpecial),
            JSON.stringify({ specials, input, parseSpecial }),
          );
        }
      }
    }
  });
});
