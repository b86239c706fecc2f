import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

interface EditorTools {
  hasDisplay(platform: string, env: Record<string, string>): boolean;
  notLauncher(file: string): string;
}

const script = pathToFileURL(path.resolve('tools/editor.mjs')).href;

describe('the editor that is found', () => {
  let tools: EditorTools;
  let folder: string;

  before(async () => {
    tools = (await import(script)) as EditorTools;
    folder = mkdtempSync(path.join(os.tmpdir(), 'burrow editor-'));
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('needs a display on Linux', () => {
    assert.equal(tools.hasDisplay('linux', {}), false);
    assert.equal(tools.hasDisplay('linux', { DISPLAY: '' }), false);
    assert.equal(tools.hasDisplay('linux', { DISPLAY: ':0' }), true);
    assert.equal(tools.hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' }), true);
    assert.equal(tools.hasDisplay('darwin', {}), true);
  });

  it('is a binary', () => {
    const binary = path.join(folder, 'code');
    writeFileSync(binary, '\x7fELF');
    assert.equal(tools.notLauncher(binary), binary);
  });

  for (const [name, content] of Object.entries({
    'code-launcher': '#!/usr/bin/env sh\n',
    'code.cmd': '@echo off',
  })) {
    it(`is not the launcher ${name}`, () => {
      const launcher = path.join(folder, name);
      writeFileSync(launcher, content);
      assert.throws(() => tools.notLauncher(launcher), /launcher script .*expected the editor's binary/);
    });
  }
});
