import assert from 'node:assert/strict';
import { identifiersIn, importsOf } from '../../../src/extension/context/identifiers.ts';

function namesIn(code: string, max = 99): string[] {
  return identifiersIn(code, max).map(({ name }) => name);
}

describe('extension/context/identifiers', () => {
  it('gives types first, then what is called, then the rest, each once', () => {
    const code = 'const box: Box = open(lid);\nreturn box.weigh(open(lid));';
    assert.deepEqual(namesIn(code), ['Box', 'open', 'box', 'lid']);
    assert.deepEqual(namesIn(code, 2), ['Box', 'open']);
    assert.equal(identifiersIn(code, 1)[0]?.offset, code.indexOf('Box'));
  });

  it('looks into no string and no comment', () => {
    const code = `a1("Foo \\" Bar", 'Baz', \`Qux\`); // Quux\n/* Corge\nGrault */ # not a comment\n  # Garply\nwaldo`;
    assert.deepEqual(namesIn(code), ['a1', 'waldo']);
  });

  it('finds the imports that are used, however many lines they take', () => {
    const lines = [
      "import { a, b } from 'x';",
      'import {',
      '  Box,',
      '  Lid,',
      "} from './box';",
      'from os import path',
      '#include <stdio.h>',
      "const fs = require('fs');",
      'const box = 1;',
    ];
    assert.deepEqual(importsOf(lines, new Set(['Lid'])), ["import {\n  Box,\n  Lid,\n} from './box';"]);
    assert.deepEqual(importsOf(lines, new Set(['path', 'fs'])), [
      'from os import path',
      "const fs = require('fs');",
    ]);
    assert.deepEqual(importsOf(lines, new Set(['box'])), ["import {\n  Box,\n  Lid,\n} from './box';"]);
    assert.deepEqual(importsOf(lines, new Set()), []);
  });
});
