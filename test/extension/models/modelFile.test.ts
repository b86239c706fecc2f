import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkGgufMagic } from '../../../src/extension/models/modelFile.ts';

describe('extension/modelFile', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'burrow models '));
  });
  after(() => rm(folder, { recursive: true }));

  async function file(name: string, content: string): Promise<string> {
    const modelPath = path.join(folder, name);
    await writeFile(modelPath, content, 'latin1');
    return modelPath;
  }

  it('lets a GGUF pass', async () => {
    await checkGgufMagic(await file('good.gguf', 'GGUF\x03\0\0\0'));
  });

  it('says what it found instead', async () => {
    await assert.rejects(checkGgufMagic(await file('ggml.bin', 'lmgg....')), {
      code: 'gguf',
      message: /begin with "GGUF", found "lmgg"/,
    });
    await assert.rejects(checkGgufMagic(await file('short.gguf', 'GG')), {
      code: 'gguf',
      message: /only 2 bytes/,
    });
    await assert.rejects(checkGgufMagic(await file('empty.gguf', '')), {
      code: 'gguf',
      message: /only 0 bytes/,
    });
  });

  it('names a path that cannot be read', async () => {
    const missing = path.join(folder, 'missing.gguf');
    await assert.rejects(checkGgufMagic(missing), (error: Error) => error.message.startsWith(missing));
    await assert.rejects(checkGgufMagic(missing), { code: 'file' });
    await assert.rejects(checkGgufMagic(folder), { code: 'file' });
  });
});
