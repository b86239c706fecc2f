import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { truncateSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { LlmError, type ErrorCode } from '../../src/base/errors.ts';
import type { ComputeModel } from '../../src/compute/computeModel.ts';
import { word } from '../../src/compute/control.ts';
import { loadModel } from '../../src/compute/loadModel.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import type { CancelFlag, LlamaContext } from '../../src/runtime/llamaContext.ts';
import { estimateMemory } from '../../src/weights/memoryPlan.ts';
import { MemorySource } from '../support/memorySource.ts';
import { tinyLlama } from '../support/tinyLlama.ts';
import {
  decodeInBatches,
  distDir,
  loadComputeModel,
  ModelFolder,
  requireDist,
  someTokens,
} from './openComputeModel.ts';

function cancelFlag(): CancelFlag {
  return { flag: new Int32Array(new SharedArrayBuffer(4)) };
}

function fails(code: ErrorCode, message: RegExp) {
  return (error: unknown): true => {
    assert.ok(error instanceof LlmError, String(error));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    return true;
  };
}

describe('a model in shared memory', () => {
  const folder = new ModelFolder();
  const gguf = tinyLlama({
    nEmbd: 256,
    nFf: 1024,
    nHead: 4,
    nHeadKv: 2,
    nLayer: 8,
    type: 'Q8_0',
    nCtx: 8192,
  });
  let file: string;
  let models: ComputeModel[];

  async function load(options: Parameters<typeof loadComputeModel>[1] = {}): Promise<ComputeModel> {
    const model = await loadComputeModel(file, options);
    models.push(model);
    return model;
  }

  before(() => {
    requireDist();
    file = folder.write(gguf);
  });
  after(() => {
    folder.remove();
  });
  beforeEach(() => {
    models = [];
  });
  afterEach(async () => {
    for (const model of models) {
      await model.dispose();
      for (const worker of model.pool.workers) assert.equal(worker.threadId, -1, 'the thread has ended');
    }
  });

  describe('loading', () => {
    it('reports progress up to 1', async () => {
      const seen: number[] = [];
      await load({ onProgress: (fraction) => seen.push(fraction) });
      assert.equal(seen.at(-1), 1);
      assert.deepEqual(seen, seen.toSorted());
    });

    it('can be cancelled', async () => {
      const cancel = cancelFlag();
      cancel.flag[0] = 1;
      await assert.rejects(load({ cancel }), fails('cancelled', /cancelled/));
    });

    it('refuses a model bigger than memory before it allocates, with both figures', async () => {
      await assert.rejects(
        load({ availableBytes: 3 << 20 }),
        fails('memory', /the model: \d+ MiB needed, 3 MiB available/),
      );
    });

    it('refuses a layer that no bank can hold, by name', async () => {
      const model = await load();
      await assert.rejects(
        load({ maxBankBytes: model.memoryBytes - Math.floor(gguf.length * 0.95) }),
        fails('memory', /^layer 0: expected at most \d+ bytes of weights.*found \d+/),
      );
    });

    it('names a missing tensor, and one of another shape', async () => {
      const parsed = await parseGguf(new MemorySource(gguf));
      const tensors = new Map(parsed.tensors);
      const name = 'blk.3.attn_k.weight';
      const info = tensors.get(name)!;
      const loadWith = (map: typeof tensors) =>
        loadModel({ file: { ...parsed, tensors: map }, paths: [file], nThreads: 1, distDir });

      tensors.delete(name);
      await assert.rejects(loadWith(tensors), fails('gguf', /blk\.3\.attn_k\.weight.*\[256, 128\]/));
      tensors.set(name, { ...info, shape: [256, 64] });
      await assert.rejects(loadWith(tensors), fails('gguf', /expected \[256, 128\], found \[256, 64\]/));
      tensors.set(name, { ...info, type: undefined, typeId: 99, byteLength: undefined });
      await assert.rejects(loadWith(tensors), fails('unsupported', /tensor type 99/));
    });

    it('says where a file ends too soon, or is gone', async () => {
      const parsed = await parseGguf(new MemorySource(gguf));
      const short = folder.write(gguf);
      truncateSync(short, gguf.length - 5000);
      const loadFrom = (modelPath: string) =>
        loadModel({ file: parsed, paths: [modelPath], nThreads: 2, distDir });
      await assert.rejects(loadFrom(short), fails('file', /\.gguf: expected \d+ bytes at \d+, found \d+/));
      await assert.rejects(loadFrom(`${short}.gone`), fails('file', /ENOENT/));
      await assert.rejects(loadFrom(folder.path), fails('file', /EISDIR/));
    });

    it('reads each tensor from its own part of a split model', async () => {
      const parsed = await parseGguf(new MemorySource(gguf));
      const padding = new Uint8Array(1000);
      const moved = folder.write(Buffer.concat([padding, gguf]));
      const tensors = new Map(
        [...parsed.tensors.values()].map((info, i) => [
          info.name,
          i % 2 === 0 ? info : { ...info, file: 1, offset: info.offset + padding.length },
        ]),
      );
      const split = await loadModel({
        file: { ...parsed, tensors },
        paths: [file, moved],
        nThreads: 2,
        distDir,
      });
      models.push(split);
      assert.deepEqual(await freshLogits(split, [1, 2, 3]), await freshLogits(await load(), [1, 2, 3]));
    });

    it('says what the installation lacks', async () => {
      await assert.rejects(load({ distDir: folder.path }), fails('engine', /kernels\.wasm/));
    });

    it('refuses heads that are too large for the kernels', async () => {
      const large = folder.write(tinyLlama({ nEmbd: 64, nHead: 1, nHeadKv: 1, headDim: 520, nLayer: 1 }));
      await assert.rejects(loadComputeModel(large), fails('unsupported', /head dimension.*520/));
    });

    it('refuses nonsense', async () => {
      await assert.rejects(load({ nThreads: 0 }), fails('request', /threads: expected 1 to 256, found 0/));
    });
  });

  describe('contexts', () => {
    it('refuses what does not fit into the context, and what is no token', async () => {
      const model = await load();
      const context = await model.createContext({ nCtx: 10, kvType: 'f16' });
      await context.decode(someTokens(8), 'last');
      await assert.rejects(context.decode([1, 2, 3], 'last'), fails('context', /10 tokens.*8/));
      await assert.rejects(context.decode([512], 'last'), fails('request', /found 512/));
      await assert.rejects(context.decode([], 'last'), fails('request', /found 0/));
      assert.deepEqual(context.tokens, someTokens(8));
      await context.decode([1, 2], 'last');
      assert.equal(context.tokens.length, 10);
    });

    it('refuses a context bigger than memory, and works on', async () => {
      const model = await load({ availableBytes: 16 << 20 });
      await assert.rejects(
        model.createContext({ nCtx: 100_000, kvType: 'f16' }),
        fails('memory', /a context of 100000 tokens: \d+ MiB needed, 16 MiB available/),
      );
      await assert.rejects(model.createContext({ nCtx: 0, kvType: 'f16' }), fails('request', /found 0/));
      const context = await model.createContext({ nCtx: 16, kvType: 'f16' });
      await context.decode([1], 'last');
    });

    it('refuses a context of which one layer is larger than a bank', async () => {
      const model = await load({ maxBankBytes: 24 << 20 });
      await assert.rejects(
        model.createContext({ nCtx: 40_000, kvType: 'f32' }),
        fails('memory', /one layer's cache of \d+ bytes/),
      );
    });

    it('uses the memory of a disposed context again, whatever it held', async () => {
      const model = await load();
      const first = await model.createContext({ nCtx: 2048, kvType: 'f32' });
      const tokens = someTokens(700);
      const expected = await decodeInBatches(first, tokens, 512);
      await first.dispose();
      const bytes = model.memoryBytes;
      for (const kvType of ['f16', 'f32'] as const) {
        const again = await model.createContext({ nCtx: 2040, kvType });
        const found = await decodeInBatches(again, tokens, 512);
        if (kvType === 'f32') assert.deepEqual(found, expected);
        await again.dispose();
        await assert.rejects(again.decode([1], 'last'), fails('request', /disposed/));
      }
      assert.equal(model.memoryBytes, bytes);
    });

    it('takes about the memory that was estimated', async () => {
      const model = await load();
      await model.createContext({ nCtx: 4096, kvType: 'f16' });
      const parsed = await parseGguf(new MemorySource(gguf));
      const estimate = estimateMemory(parsed, model.hparams, { nCtx: 4096, kvType: 'f16', nThreads: 0 });
      const ratio = model.memoryBytes / estimate.total;
      assert.ok(ratio > 0.9 && ratio < 1.1, `${model.memoryBytes} bytes, estimated ${estimate.total}`);
    });
  });

  describe('cancel and failure', () => {
    it('a cancel in the middle of a long prompt keeps what was complete, and the next decode is right', async () => {
      const prompt = someTokens(4000);
      const model = await load();
      const context = await model.createContext({ nCtx: 4096, kvType: 'f16' });
      const cancel = cancelFlag();
      const feed = async (): Promise<void> => {
        for (let at = 0; at < prompt.length; at += context.nBatch) {
          const pass = context.decode(prompt.slice(at, at + context.nBatch), 'last', cancel);
          if (at === 1024) setImmediate(() => Atomics.store(cancel.flag, 0, 1));
          await pass;
        }
      };
      await assert.rejects(feed(), fails('cancelled', /cancelled/));
      assert.deepEqual(context.tokens, prompt.slice(0, context.tokens.length));
      assert.ok(
        context.tokens.length >= 1024 && context.tokens.length < 4000,
        `${context.tokens.length} tokens`,
      );

      const next = [...prompt.slice(0, 1000), 7, 8, 9];
      assert.equal(context.rewindTo(next), 1000);
      const found = (await context.decode(next.slice(1000), 'last')).slice();
      assert.deepEqual(found, await freshLogits(model, next));
    });

    it('a pass that is cancelled before it begins does nothing', async () => {
      const model = await load({ nThreads: 1 });
      const context = await model.createContext({ nCtx: 64, kvType: 'f16' });
      const cancel = cancelFlag();
      cancel.flag[0] = 1;
      await assert.rejects(context.decode([1], 'last', cancel), fails('cancelled', /cancelled/));
      assert.deepEqual(context.tokens, []);
      assert.deepEqual((await context.decode([1], 'last')).slice(), await freshLogits(model, [1]));
    });

    it('lets the calling thread work on while a pass runs', async () => {
      const model = await load();
      const context = await model.createContext({ nCtx: 600, kvType: 'f16' });
      const pass = context.decode(someTokens(512), 'last').then(() => 'done');
      const turn = new Promise<string>((resolve) => setImmediate(resolve, 'turn'));
      assert.equal(await Promise.race([pass, turn]), 'turn');
      assert.equal(await pass, 'done');
    });

    for (const victim of [0, 2]) {
      it(`rejects when thread ${victim} of 3 dies in a pass, and a new model works`, async () => {
        const model = await load({ nThreads: 3 });
        const context = await model.createContext({ nCtx: 8192, kvType: 'f16' });
        const pass = decodeForever(context);
        setImmediate(() => void model.pool.workers[victim]!.terminate());
        await assert.rejects(pass, fails('engine', new RegExp(`compute thread ${victim} ended`)));
        await assert.rejects(context.decode([1], 'last'), fails('engine', /ended/));

        const again = await load({ nThreads: 3 });
        const fresh = await again.createContext({ nCtx: 64, kvType: 'f16' });
        await fresh.decode([1, 2, 3], 'last');
      });
    }

    it('rejects when the threads fail, with their reason', async () => {
      const model = await load({ nThreads: 3 });
      const { words } = model.pool.control;
      words[word.context] = 99; // which nobody knows
      words[word.nTokens] = 1;
      await assert.rejects(model.pool.run('pass', undefined), fails('internal', /TypeError/));
      await assert.rejects(
        model.createContext({ nCtx: 8, kvType: 'f16' }).then((c) => c.decode([1], 'last')),
      );
    });

    it('rejects a pass that runs when the model is disposed', async () => {
      const model = await load();
      const context = await model.createContext({ nCtx: 8192, kvType: 'f16' });
      const pass = decodeForever(context);
      setImmediate(() => void model.dispose());
      await assert.rejects(pass, fails('request', /unloaded/));
      await assert.rejects(model.createContext({ nCtx: 8, kvType: 'f16' }), fails('request', /unloaded/));
    });
  });

  it('leaves nothing behind that keeps the process alive', async () => {
    const script = path.join(import.meta.dirname, 'exits.ts');
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script, file], {
      timeout: 40_000,
    });
    assert.equal(stdout, 'file cancelled engine done\n');
  });
});

/** Until something stops it: far longer than any test needs. */
async function decodeForever(context: LlamaContext): Promise<void> {
  for (let round = 0; round < 1000; round++) {
    await context.decode(someTokens(512), 'last');
    context.rewindTo([]);
  }
}

async function freshLogits(model: ComputeModel, tokens: readonly number[]): Promise<Float32Array> {
  const context = await model.createContext({ nCtx: tokens.length, kvType: 'f16' });
  const rows = await decodeInBatches(context, tokens, context.nBatch);
  await context.dispose();
  return rows.at(-1)!;
}
