import assert from 'node:assert/strict';
import fc from 'fast-check';
import { convertIndent, dedent, textToInsert, textToReplace } from '../../../src/extension/edits/indent.ts';

const twoSpaces = { insertSpaces: true, tabSize: 2 };
const fourSpaces = { insertSpaces: true, tabSize: 4 };
const tabs = { insertSpaces: false, tabSize: 4 };

describe('extension/edits/indent', () => {
  it('takes away what all lines share, and empty lines at the ends', () => {
    const cases: [string, string][] = [
      ['a\n  b', 'a\n  b'],
      ['\n\n    a\n      b\n\n    c\n\n', 'a\n  b\n\nc'],
      ['\t\ta\n\t\t\tb', 'a\n\tb'],
      ['    a\n\tb', '    a\n\tb'], // spaces and a tab share nothing
      ['  a\n \n  b', 'a\n\nb'],
      ['  a\r\n    b\r\n', 'a\n  b'],
      ['', ''],
      ['  \n ', ''],
    ];
    for (const [code, expected] of cases) {
      const lines = dedent(code).split('\n');
      assert.equal(
        lines.map((line) => (line.trim() === '' ? '' : line)).join('\n'),
        expected,
        JSON.stringify(code),
      );
    }
  });

  it('mends code whose first line lost its indentation', () => {
    assert.equal(dedent('if (x) {\n      y();\n    }'), 'if (x) {\n  y();\n}');
    assert.equal(dedent('def a\n      b\n    end'), 'def a\n  b\nend');
    assert.equal(dedent('if x:\n    y()'), 'if x:\n    y()', 'but not code that is right');
    assert.equal(dedent('a\n    .b()\n    .c()'), 'a\n    .b()\n    .c()');
  });

  it('indents as the document does', () => {
    const code = 'a {\n  b {\n    c\n\n  }\n}';
    assert.equal(convertIndent(code, fourSpaces), 'a {\n    b {\n        c\n\n    }\n}');
    assert.equal(convertIndent(code, tabs), 'a {\n\tb {\n\t\tc\n\n\t}\n}');
    assert.equal(convertIndent('a {\n\tb {\n\t\tc\n', twoSpaces), 'a {\n  b {\n    c\n');
    assert.equal(convertIndent('a\n    b\n        c', twoSpaces), 'a\n  b\n    c');
    assert.equal(
      convertIndent('/**\n * a\n */\nb {\n    c', twoSpaces),
      '/**\n * a\n */\nb {\n  c',
      'stars stay in line',
    );
    assert.equal(convertIndent('plain\ntext', tabs), 'plain\ntext');
  });

  it('writes at the column of the cursor', () => {
    const code = 'if (a) {\n    b();\n}';
    assert.equal(textToInsert(code, { ...twoSpaces, line: '  ', column: 2 }), 'if (a) {\n    b();\n  }');
    assert.equal(
      textToInsert(code, { ...tabs, line: '\t\treturn ', column: 9 }),
      'if (a) {\n\t\t\tb();\n\t\t}',
    );
    assert.equal(textToInsert(code, { ...fourSpaces, line: '        ', column: 0 }), 'if (a) {\n    b();\n}');
    assert.equal(
      textToInsert('        x\n\n        y', { ...fourSpaces, line: '    ', column: 4 }),
      'x\n\n    y',
      'an empty line gets no trailing space',
    );
  });

  it('replaces lines at their own indentation', () => {
    assert.equal(textToReplace('a(\n    b\n)', '\told(', tabs), '\ta(\n\t\tb\n\t)');
    assert.equal(textToReplace('    a\n    b', '  x', twoSpaces), '  a\n  b');
    assert.equal(textToReplace('\n', '  x', twoSpaces), '');
  });

  it('changes nothing but indentation', () => {
    const line = fc
      .tuple(fc.nat({ max: 4 }), fc.constantFrom('a', 'b {', '}', 'c', ''))
      .map(([depth, text]) => (text === '' ? '' : '  '.repeat(depth) + text));
    const code = fc.array(line, { minLength: 1, maxLength: 12 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(code, fc.constantFrom(twoSpaces, tabs), (text, target) => {
        const bare = (value: string): string[] => value.split('\n').map((one) => one.trim());
        const once = convertIndent(dedent(text), target);
        assert.deepEqual(bare(once), bare(dedent(text)));
        if (target === tabs) assert.doesNotMatch(once, /^ {4}/m);
      }),
      { numRuns: 200, seed: 4 },
    );
  });
});
