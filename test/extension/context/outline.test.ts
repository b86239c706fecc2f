import assert from 'node:assert/strict';
import { headerOf, headsAbove, outlineOf } from '../../../src/extension/context/outline.ts';

const body = Array.from({ length: 12 }, (_, i) => `    step(${i});`).join('\n');

describe('extension/context/outline', () => {
  it('leaves short code as it is', () => {
    assert.equal(outlineOf('interface A {\n  a: string;\n}'), 'interface A {\n  a: string;\n}');
  });

  it('keeps the heads of what is in long code', () => {
    assert.equal(
      outlineOf(`class Box {\n  open() {\n${body}\n  }\n\n  close() {\n${body}\n  }\n}`),
      'class Box {\n  open() {\n    …\n  }\n  close() {\n    …\n  }\n}',
    );
    assert.equal(outlineOf(`class Box:\n  def open(self):\n${body}`), 'class Box:\n  def open(self):\n    …');
    const members = Array.from({ length: 100 }, (_, i) => `  m${i}: string;`).join('\n');
    assert.equal(outlineOf(`interface A {\n${members}\n}`).split('\n').length, 24);
    assert.match(
      outlineOf(`class T {\n\topen() {\n${body.replaceAll('    ', '\t\t')}\n\t}\n}`),
      /^\topen\(\) \{\n +…\n\t\}/m,
    );
  });

  it('takes a head as far as its body', () => {
    assert.equal(
      headerOf('function sum(\n  a,\n  b,\n) {\n  return a;\n}'),
      'function sum(\n  a,\n  b,\n) {',
    );
    assert.equal(headerOf('def sum(a, b):\n    return a'), 'def sum(a, b):');
    assert.equal(headerOf('const a = 1;\nconst b = 2;'), 'const a = 1;');
  });

  it('finds what lines are indented under', () => {
    const lines = [
      'class A:',
      '    x = 1',
      '    def f(self):',
      '',
      '        if x:',
      '            y()',
      'def g():',
    ];
    assert.deepEqual(headsAbove(lines, 5), ['class A:', '    def f(self):', '        if x:']);
    assert.deepEqual(headsAbove(lines, 6), []);
  });
});
