import assert from 'node:assert/strict';
import { chmod, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { LlmError, type ErrorCode } from '../../src/base/errors.ts';
import { ggufValue, writeGguf } from '../../src/gguf/writer.ts';
import { quantizedSize } from '../../src/quant/index.ts';
import { Random } from '../support/random.ts';
import {
  llamaMetadata,
  llamaTensors,
  randomTensor,
  tinyLlama,
  tinyLlamaDefaults,
} from '../support/tinyLlama.ts';
import { tinyVocab } from '../support/tinyVocab.ts';
import { BuiltEngine, ModelFolder, requireBuild } from './builtEngine.ts';

/** A sound file but for what `change` does to its tensors. */
function withTensors(change: (tensors: ReturnType<typeof llamaTensors>) => ReturnType<typeof llamaTensors>) {
  const options = tinyLlamaDefaults;
  return writeGguf({
    metadata: { ...llamaMetadata(options), ...tinyVocab({ kind: 'spm', nVocab: options.nVocab }).metadata },
    tensors: change(llamaTensors(options)).map((spec) => ({
      ...spec,
      data: randomTensor(spec, new Random(1)),
    })),
  });
}

/** Overwrites the type id in the directory's entry of a tensor with two dimensions. */
function withTypeId(bytes: Uint8Array, tensor: string, typeId: number): Uint8Array {
  const changed = Buffer.from(bytes);
  const name = changed.indexOf(tensor);
  assert.ok(name > 0);
  changed.writeUInt32LE(typeId, name + tensor.length + 4 + 2 * 8);
  return changed;
}

function withMetadata(metadata: Record<string, ReturnType<typeof ggufValue.string>>): Uint8Array {
  return tinyLlama({ metadata });
}

/** Each a file, and what is said of it. */
const badFiles: readonly (readonly [string, () => Uint8Array | string, ErrorCode, RegExp])[] = [
  ['an empty file', () => '', 'gguf', /bad\.gguf: not a GGUF file: it has 0 bytes/],
  ['text', () => 'This is no model.', 'gguf', /bad\.gguf: not a GGUF file.*found "This"/],
  ['a big-endian file', () => 'FUGG\0\0\0\x03', 'gguf', /big-endian/],
  ['a header cut off', () => tinyLlama().subarray(0, 1000), 'gguf', /bad\.gguf: /],
  ['tensors cut off', () => tinyLlama().subarray(0, -100), 'gguf', /cut off/],
  [
    'an unknown architecture',
    () => withMetadata({ 'general.architecture': ggufValue.string('whale') }),
    'unsupported',
    /general\.architecture: expected one of .*llama.*found "whale"/,
  ],
  [
    'an unknown tokenizer',
    () => withMetadata({ 'tokenizer.ggml.model': ggufValue.string('runes') }),
    'unsupported',
    /runes/,
  ],
  [
    'an unknown tensor type',
    () => withTypeId(tinyLlama(), 'blk.1.attn_k.weight', 99),
    'unsupported',
    /blk\.1\.attn_k\.weight: tensor type 99/,
  ],
  [
    'a missing tensor',
    () => withTensors((tensors) => tensors.filter(({ name }) => name !== 'blk.1.ffn_up.weight')),
    'gguf',
    /blk\.1\.ffn_up\.weight: .*no such tensor/,
  ],
  [
    'a tensor of the wrong shape',
    () =>
      withTensors((tensors) =>
        tensors.map((spec) => (spec.name === 'blk.0.attn_k.weight' ? { ...spec, shape: [64, 64] } : spec)),
      ),
    'gguf',
    /blk\.0\.attn_k\.weight: expected \[64, 32\], found \[64, 64\]/,
  ],
];

describe('bad files', () => {
  let folder: ModelFolder;
  let engine: BuiltEngine;
  let good: string;

  before(async () => {
    engine = new BuiltEngine();
    folder = await ModelFolder.create();
    requireBuild();
    good = await folder.write('good.gguf', tinyLlama());
  });

  after(async () => {
    engine.dispose();
    await folder.remove();
  });

  afterEach('the engine goes on', async () => {
    assert.equal((await engine.load(good)).architecture, 'llama');
    await engine.client.request('model/unload', {});
  });

  async function refused(modelPath: string, code: ErrorCode, message: RegExp): Promise<void> {
    await assert.rejects(engine.load(modelPath), (error) => {
      assert.ok(error instanceof LlmError);
      assert.match(error.message, message);
      assert.equal(error.code, code);
      return true;
    });
    assert.deepEqual(await engine.status(), { state: 'empty' });
  }

  for (const [what, make, code, message] of badFiles) {
    it(what, async () => {
      await refused(await folder.write('bad.gguf', make()), code, message);
    });
  }

  it('no file', () =>
    refused(path.join(folder.dir, 'nowhere.gguf'), 'file', /nowhere\.gguf: there is no such file/));

  it('a directory', async () => {
    const dir = path.join(folder.dir, 'dir.gguf');
    await mkdir(dir);
    await refused(dir, 'file', /dir\.gguf: it is a directory/);
  });

  it('no rights', async function () {
    if (process.platform === 'win32' || process.getuid?.() === 0) {
      console.log('      not tried: this user may read every file');
      this.skip();
    }
    const secret = await folder.write('secret.gguf', tinyLlama());
    await chmod(secret, 0);
    await refused(secret, 'file', /secret\.gguf: no permission/);
  });

  it('a model larger than memory', async function () {
    const dims = { nVocab: 512, nEmbd: 8192, nFf: 28672, nLayer: 400, nHead: 64, nHeadKv: 64 };
    const sparse = await folder.writeSparse('huge.gguf', dims);
    if (sparse === undefined) this.skip();
    await refused(sparse, 'memory', /huge\.gguf with a context of 256: \d+\.\d GiB needed, .* available/);
  });

  it('a template that loops: refused when it is used, in bounded time', async () => {
    const chatTemplate =
      '{% for a in range(100000) %}{% for b in range(100000) %}{% for c in range(100000) %}{% endfor %}{% endfor %}{% endfor %}';
    await engine.load(await folder.write('loop.gguf', tinyLlama({ chatTemplate })));
    await assert.rejects(
      engine.ask('hi'),
      (error) => error instanceof LlmError && error.code === 'template' && error.message.includes('template'),
    );
    const raw = await engine.client.request('complete', { prompt: 'hi', sampling: {}, maxTokens: 2 });
    assert.equal(raw.tokens.length, 2);
  });

  it('a template that writes without end: refused', async () => {
    const chatTemplate =
      "{% set ns = namespace(s='xxxxxxxxxxxxxxxx') %}{% for a in range(60) %}{% set ns.s = ns.s + ns.s %}{% endfor %}{{ ns.s }}";
    await engine.load(await folder.write('long.gguf', tinyLlama({ chatTemplate })));
    await assert.rejects(engine.ask('hi'), (error) => error instanceof LlmError && error.code === 'template');
  });

  it('reports on files that it would refuse', async () => {
    const inspect = async (bytes: Uint8Array) =>
      engine.client.request('file/inspect', {
        modelPath: await folder.write('inspected.gguf', bytes),
        nCtx: 0,
        kvType: 'f16',
      });
    const sound = await inspect(tinyLlama());
    assert.deepEqual(
      [sound.architecture.ok, sound.tensors.ok, sound.tokenizer.ok, sound.nTensors],
      [true, true, true, 21],
    );
    assert.equal(sound.memory?.nCtx, 256);
    assert.equal(sound.tensorTypes[0]?.bytes, quantizedSize('F32', [sound.nParams]));

    const whale = await inspect(withMetadata({ 'general.architecture': ggufValue.string('whale') }));
    assert.deepEqual([whale.architecture.ok, whale.tensors.ok, whale.tokenizer.ok], [false, false, true]);
    assert.match(whale.architecture.text, /whale/);
    assert.equal(whale.memory, undefined);

    const odd = await inspect(withTypeId(tinyLlama(), 'blk.1.attn_k.weight', 99));
    assert.deepEqual([odd.architecture.ok, odd.tensors.ok], [true, false]);
    assert.deepEqual(
      odd.tensorTypes.find(({ type }) => type === 'type 99'),
      { type: 'type 99', count: 1 },
    );
  });
});
