import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LlmError } from '../../src/base/errors.ts';
import { FileSource } from '../../src/engine/fileSource.ts';

describe('engine/fileSource', () => {
  let dir = '';
  let file = '';
  before(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'file source '));
    file = path.join(dir, 'model.gguf');
    await writeFile(
      file,
      Uint8Array.from({ length: 1000 }, (_, i) => i),
    );
  });
  after(() => rm(dir, { recursive: true }));

  function refuses(name: string, message: RegExp): Promise<void> {
    return assert.rejects(FileSource.open(name), (error: unknown) => {
      assert.ok(error instanceof LlmError && error.code === 'file', String(error));
      assert.match(error.message, message);
      assert.ok(error.message.includes(name));
      return true;
    });
  }

  it('reads any part of a file', async () => {
    const source = await FileSource.open(file);
    assert.equal(source.size, 1000);
    assert.deepEqual([...(await source.read(254, 4))], [254, 255, 0, 1]);
    assert.equal((await source.read(1000, 0)).length, 0);
    await source.close();
  });

  it('refuses to read past the end, and says when the file has shrunk', async () => {
    const source = await FileSource.open(file);
    await assert.rejects(source.read(999, 2), /2 bytes at 999; the file has 1000/);
    await assert.rejects(source.read(-1, 2), LlmError);
    await truncate(file, 500);
    await assert.rejects(source.read(400, 200), /became shorter/);
    await source.close();
  });

  it('says what is wrong with a path', async () => {
    await refuses(path.join(dir, 'none.gguf'), /there is no such file/);
    await refuses(path.join(file, 'below.gguf'), /there is no such file/);
    await refuses(dir, /a directory; expected a file/);
    await refuses('', /path of the model file is empty/);
    await refuses(' ', /path of the model file is empty/);
  });

  const asRoot = process.getuid?.() === 0;
  const why = asRoot
    ? ' (NOT RUN: root may read everything)'
    : process.platform === 'win32'
      ? ' (NOT RUN: no chmod)'
      : '';
  (why === '' ? it : it.skip)(`says when it has no rights${why}`, async () => {
    const secret = path.join(dir, 'secret.gguf');
    await writeFile(secret, 'x');
    await chmod(secret, 0o000);
    await refuses(secret, /no permission to read it/);
  });
});
