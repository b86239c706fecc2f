import assert from 'node:assert/strict';
import fc from 'fast-check';
import './page.ts';

const { element, format, reconcile } = await import('../../webview/dom.ts');

interface Tree {
  readonly tag: 'p' | 'b' | 'i';
  readonly title: string;
  readonly children: readonly (Tree | string)[];
}

const { tree } = fc.letrec<{ tree: Tree; child: Tree | string }>((tie) => ({
  tree: fc.record({
    tag: fc.constantFrom('p', 'b', 'i'),
    title: fc.constantFrom('', 'x', 'y'),
    children: fc.array(tie('child'), { maxLength: 3 }),
  }),
  child: fc.oneof({ maxDepth: 3 }, fc.constantFrom('one', 'two'), tie('tree')),
}));

function build({ tag, title, children }: Tree): Element {
  return element(
    tag,
    title === '' ? {} : { title },
    ...children.map((child) => (typeof child === 'string' ? child : build(child))),
  );
}

describe('webview/dom', () => {
  it('makes any tree of nodes into any other', () => {
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 4 }), fc.array(tree, { maxLength: 4 }), (from, to) => {
        const parent = element('div', {}, ...from.map(build));
        reconcile(parent, to.map(build));
        assert.equal(parent.innerHTML, element('div', {}, ...to.map(build)).innerHTML);
      }),
      { seed: 5 },
    );
  });

  it('keeps the nodes that can stay', () => {
    const parent = element('div', {}, element('p', {}, 'one'), element('pre', { tabindex: '0' }, 'two'));
    const [first, second] = parent.children;
    const text = first?.firstChild;
    reconcile(parent, [
      element('p', {}, 'one and more'),
      element('pre', { tabindex: '0' }, 'two'),
      element('p'),
    ]);
    assert.equal(parent.children[0], first);
    assert.equal(parent.children[0]?.firstChild, text, 'so that a selection in it stays');
    assert.equal(parent.children[1], second);
    assert.equal(first?.textContent, 'one and more');
  });

  it('leaves what stands before its start', () => {
    const parent = element('div', {}, element('p', {}, 'closed'), element('p', {}, 'open'));
    const [closed] = parent.children;
    reconcile(parent, [element('h1', {}, 'new')], 1);
    assert.equal(parent.children[0], closed);
    assert.equal(parent.innerHTML, '<p>closed</p><h1>new</h1>');
  });

  it('fills in values', () => {
    assert.equal(format('{1} of {0}, {0}', 'b', 1), '1 of b, b');
    assert.equal(format('{0}', '{1}'), '{1}', 'a value is not a template');
    assert.equal(format('{2}', 'a'), '{2}');
  });
});
