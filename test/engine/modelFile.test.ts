import assert from 'node:assert/strict';
import path from 'node:path';
import { LlmError } from '../../src/base/errors.ts';
import { fileTypeOf, tensorTypesOf } from '../../src/engine/fileType.ts';
import { countParams, readModelFile } from '../../src/engine/modelFile.ts';
import { ggufValue, writeGguf } from '../../src/gguf/writer.ts';
import { tinyLlama } from '../support/tinyLlama.ts';
import { ModelFolder } from './builtEngine.ts';

describe('engine/modelFile and fileType', () => {
  let folder: ModelFolder;

  before(async () => {
    folder = await ModelFolder.create();
  });

  after(() => folder.remove());

  it('reads a header', async () => {
    const bytes = tinyLlama({ type: 'Q8_0', tied: true });
    const { file, paths, fileBytes } = await readModelFile(await folder.write('model.gguf', bytes));
    assert.deepEqual(paths, [path.join(folder.dir, 'model.gguf')]);
    assert.equal(fileBytes, bytes.length);
    const layer = 2 * 64 + 2 * 64 * 64 + 2 * 64 * 32 + 3 * 64 * 128;
    assert.equal(countParams(file), 512 * 64 + 2 * layer + 64);
  });

  it('gives absolute paths for the threads to open', async () => {
    const file = await folder.write('relative.gguf', tinyLlama());
    const { paths } = await readModelFile(path.relative(process.cwd(), file));
    assert.deepEqual(paths, [file]);
  });

  it('finds the parts of a split model, and names the part that is bad', async () => {
    const part = (no: number) =>
      writeGguf({
        metadata: {
          'split.count': ggufValue.number('uint16', 2),
          'split.no': ggufValue.number('uint16', no),
        },
        tensors: [{ name: `tensor${no}`, type: 'F32', shape: [32], data: new Uint8Array(128) }],
      });
    const first = await folder.write('m-00001-of-00002.gguf', part(0));
    await folder.write('m-00002-of-00002.gguf', part(1));
    const { file, paths } = await readModelFile(first);
    assert.deepEqual([...file.tensors.keys()], ['tensor0', 'tensor1']);
    assert.equal(paths.length, 2);

    await folder.write('m-00002-of-00002.gguf', 'damaged');
    await assert.rejects(
      readModelFile(first),
      (error) => error instanceof LlmError && error.message.startsWith('m-00002-of-00002.gguf: not a GGUF'),
    );
  });

  it('names a file’s type as llama.cpp does, else by its commonest tensor type', async () => {
    const named = { 'general.file_type': ggufValue.uint32(15) };
    const q4km = await readModelFile(await folder.write('q4km.gguf', tinyLlama({ metadata: named })));
    assert.equal(fileTypeOf(q4km.file), 'Q4_K - Medium');
    const iq3m = { 'general.file_type': ggufValue.uint32(27) };
    const mix = await readModelFile(await folder.write('iq3m.gguf', tinyLlama({ metadata: iq3m })));
    assert.equal(fileTypeOf(mix.file), 'IQ3_S mix');
    const q80 = await readModelFile(await folder.write('q80.gguf', tinyLlama({ type: 'Q8_0' })));
    assert.equal(fileTypeOf(q80.file), 'Q8_0');
    assert.deepEqual(
      tensorTypesOf(q80.file).map(({ type, count }) => [type, count]),
      [
        ['Q8_0', 16],
        ['F32', 5],
      ],
    );
  });
});
