import assert from 'node:assert/strict';
import { languageId } from '../../../src/extension/edits/languageId.ts';
import { isWholeDocument, locate } from '../../../src/extension/edits/locate.ts';

const document = [
  'import a from "a";',
  '',
  'export function sum(a, b) {',
  '  if (a) {',
  '    return b;',
  '  }',
  '  return a + b;',
  '}',
  '',
  'class Box {',
  '  open() {',
  '    return 1;',
  '  }',
  '}',
];

describe('extension/edits/locate', () => {
  it('finds the lines that code is a new version of', () => {
    assert.deepEqual(locate('export function sum(a, b) {\n  return a * b;\n}', document), {
      first: 2,
      last: 7,
    });
    assert.deepEqual(locate('function sum(a, b, c) {\n  return a;\n}', document), { first: 2, last: 7 });
    assert.deepEqual(locate('open() {\n  return 2;\n}', document), { first: 10, last: 12 });
    assert.deepEqual(locate('\n    class Box {\n    }\n', document), { first: 9, last: 13 });
  });

  it('takes a comment above with it', () => {
    const code = '// Adds.\nexport function sum(a, b) {\n  return a;\n}';
    assert.deepEqual(locate(code, document), { first: 2, last: 7 });
    const commented = ['x;', '// Old.', ' * words', 'function sum(a) {', '}'];
    assert.deepEqual(locate(code, commented), { first: 1, last: 4 });
    assert.deepEqual(locate('function sum() {\n}', commented), { first: 3, last: 4 }, 'an old comment stays');
  });

  it('tells a new version of the whole from a part', () => {
    assert.ok(isWholeDocument(document.join('\n').replace('a + b', 'a - b'), document));
    assert.ok(isWholeDocument('anything', []));
    assert.ok(!isWholeDocument('// Adds.\nfunction other() {\n}', document));
  });

  it('finds nothing where it would have to guess', () => {
    assert.equal(locate('return 1;', document), undefined, 'one line');
    assert.equal(locate('function other() {\n}', document), undefined);
    assert.equal(locate('a {\n}', ['a {', '}', 'a {', '}']), undefined, 'two places');
    assert.equal(locate('a {\nend', ['a {', '}']), undefined, 'no end');
    assert.equal(locate('', document), undefined);
  });
});

describe('extension/edits/languageId', () => {
  it('knows what people write after a fence', () => {
    const known = ['javascript', 'shellscript', 'cpp', 'plaintext', 'rust'];
    const cases = {
      js: 'javascript',
      Bash: 'shellscript',
      'c++': 'cpp',
      rust: 'rust',
      brainfuck: 'plaintext',
      '': 'plaintext',
    };
    for (const [name, id] of Object.entries(cases)) assert.equal(languageId(name, known), id, name);
    assert.equal(languageId('py', known), 'plaintext', 'not known to this editor');
  });
});
