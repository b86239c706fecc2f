import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { unzipSync } from 'fflate';

/** The built-in model and 2 MiB, twice what the rest holds; a bundle that swallows a library or a model shows here. */
const sizeLimit = 8 * 1024 * 1024;

const expected = [
  'package.json',
  'readme.md', // vsce writes these three so
  'changelog.md',
  'LICENSE.txt',
  'dist/ThirdPartyNotices.txt',
  'dist/extension.js',
  'dist/engine.js',
  'dist/thread.js',
  'dist/webview.js',
  'dist/kernels.wasm',
  'dist/kernels-relaxed.wasm',
  'dist/kernels-dot.wasm',
  'media/starter-model.gguf',
];

const unwanted =
  /\.tsx?$|\.map$|(?:^|\/)(?:node_modules|src|test|tools|out|docs|\.[^/]+)\/|\.vsix$|(?<!\/starter-model)\.gguf$/;

describe('the package', () => {
  let size: number;
  let files: ReadonlyMap<string, Uint8Array>;

  // BURROW_VSIX names the package that the suites inside the editor run on; alone, this test packs dist/ itself.
  before(async () => {
    const file = process.env['BURROW_VSIX'] ?? path.resolve('.host-test/package-test.vsix');
    if (process.env['BURROW_VSIX'] === undefined) {
      const script = pathToFileURL(path.resolve('tools/vsix.mjs')).href;
      const { packageVsix } = (await import(script)) as { packageVsix: (file: string) => Promise<void> };
      await packageVsix(file);
    }
    assert.ok(existsSync(file), `${file} exists`);
    const bytes = readFileSync(file);
    size = bytes.length;
    const prefix = 'extension/';
    const entries = Object.entries(unzipSync(bytes)).filter(([name]) => name.startsWith(prefix));
    files = new Map(entries.map(([name, content]) => [name.slice(prefix.length), content]));
  });

  function text(name: string): string {
    const content = files.get(name);
    assert.ok(content, `${name} is in the package`);
    return new TextDecoder().decode(content);
  }

  it('holds what the extension needs at run time', () => {
    assert.deepEqual(
      expected.filter((name) => (files.get(name)?.length ?? 0) === 0),
      [],
    );
    assert.ok(
      [...files.keys()].some((name) => name.startsWith('media/')),
      'media',
    );
  });

  it('holds no sources, maps, tests or modules, and one model', () => {
    assert.deepEqual(
      [...files.keys()].filter((name) => unwanted.test(name)),
      [],
    );
  });

  it(`is smaller than ${sizeLimit / 1024} KiB`, () => {
    assert.ok(size < sizeLimit, `found ${size} bytes`);
  });

  it('names only files that it holds', () => {
    const manifest = JSON.parse(text('package.json')) as { main: string; icon?: string };
    const contributed = [...text('package.json').matchAll(/"(?:\.\/)?(?<file>(?:media|dist)\/[^"]+)"/g)];
    const named = [manifest.main, manifest.icon, ...contributed.map(({ groups }) => groups?.['file'])];
    for (const name of named.filter((file) => file !== undefined)) {
      assert.ok(files.has(path.posix.normalize(name)), `${name} is in the package`);
    }
  });

  // An ES module in a package of another kind, or the reverse, is packed without a word and never loads.
  it('holds ES modules, and says so', () => {
    const { type, main } = JSON.parse(text('package.json')) as { type?: string; main: string };
    assert.equal(type, 'module');
    assert.match(main, /\.js$/);
    for (const name of expected.filter((file) => file.endsWith('.js'))) {
      assert.doesNotMatch(text(name), /\bmodule\.exports\s*=/, `${name} is an ES module`);
      assert.doesNotMatch(text(name), /sourceMappingURL/, `${name} names no map`);
    }
  });

  it('holds the kernels, compiled', async () => {
    for (const name of expected.filter((file) => file.endsWith('.wasm'))) {
      const bytes = files.get(name);
      assert.ok(bytes);
      assert.deepEqual([...bytes.subarray(0, 8)], [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0], name);
    }
    await WebAssembly.compile(files.get('dist/kernels.wasm')! as BufferSource);
  });

  it('gives the licences of what is bundled', () => {
    assert.match(text('LICENSE.txt'), /MIT License/);
    for (const name of ['markdown-it', '@huggingface/jinja', 'assemblyscript']) {
      assert.ok(text('dist/ThirdPartyNotices.txt').includes(`\n${name} `), name);
    }
  });
});
