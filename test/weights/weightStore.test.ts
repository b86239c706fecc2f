import assert from 'node:assert/strict';
import { LlmError } from '../../src/base/errors.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import { writeGguf } from '../../src/gguf/writer.ts';
import { quantTypeNames, quantTypes, rowSize } from '../../src/quant/index.ts';
import { WeightStore } from '../../src/weights/weightStore.ts';
import { MemorySource } from '../support/memorySource.ts';
import { Random } from '../support/random.ts';
import { randomBlocks } from '../support/randomBlocks.ts';

const rng = new Random(3);
const nEmbd = 512;
const nRows = 6;
const specs = quantTypeNames.map((type) => ({
  name: `${type}.weight`,
  type,
  shape: [nEmbd, nRows],
  data: randomBlocks(type, nEmbd * nRows, rng, 1),
}));

async function open(): Promise<{ store: WeightStore; source: MemorySource }> {
  const source = new MemorySource(writeGguf({ metadata: {}, tensors: specs }));
  const store = WeightStore.open(await parseGguf(source), [source]);
  source.bytesRead = 0;
  return { store, source };
}

describe('weights/weightStore', () => {
  it('reads single rows of every type, and no more than those', async () => {
    const { store, source } = await open();
    for (const { name, type, data } of specs) {
      const tensor = store.tensor(name, [nEmbd, nRows]);
      const rowBytes = rowSize(type, nEmbd);
      const rows = new Uint8Array(2 * rowBytes);
      source.bytesRead = 0;
      await store.readRows(tensor, 3, rows);
      assert.equal(source.bytesRead, rows.length);
      assert.deepEqual(rows, data.slice(3 * rowBytes, 5 * rowBytes));
    }
  });

  it('decodes rows of every type', async () => {
    const { store } = await open();
    for (const { name, type, data } of specs) {
      const whole = new Float32Array(nEmbd * nRows);
      quantTypes[type].dequantizeInto(whole, data);
      const lastRow = new Float32Array(nEmbd);
      await store.dequantizeInto(lastRow, store.tensor(name, [nEmbd, nRows]), nRows - 1);
      assert.deepEqual(lastRow, whole.slice(-nEmbd));
    }
  });

  it('takes dimensions of 1 at the end as not there', async () => {
    const { store } = await open();
    assert.equal(store.tensor('F32.weight', [nEmbd, nRows, 1]).type, 'F32');
  });

  it('finds rows of a tensor as a weight of their own', async () => {
    const { store } = await open();
    for (const { name, type, data } of specs) {
      const part = store.weight({
        name,
        shape: [nEmbd, 2],
        optional: false,
        part: { firstRow: 3, ofRows: nRows },
      });
      const rowBytes = rowSize(type, nEmbd);
      assert.deepEqual([part.name, part.shape, part.byteLength], [`${name}[3]`, [nEmbd, 2], 2 * rowBytes]);
      const rows = new Uint8Array(2 * rowBytes);
      await store.readRows(part, 0, rows);
      assert.deepEqual(rows, data.slice(3 * rowBytes, 5 * rowBytes));
    }
    const { name } = specs[0]!;
    const whole = store.weight({ name, shape: [nEmbd, nRows], optional: false });
    assert.deepEqual([whole.name, whole.shape], [name, [nEmbd, nRows]]);
    assert.throws(
      () =>
        store.weight({ name, shape: [nEmbd, 2], optional: false, part: { firstRow: 3, ofRows: nRows + 2 } }),
      { code: 'gguf', message: new RegExp(`${name}: expected \\[${nEmbd}, ${nRows + 2}\\]`) },
    );
  });

  it('finds what the file has fused with others, unless it is there by itself', async () => {
    const { store } = await open();
    const fusedIn = { name: 'F16.weight', firstRow: 2, ofRows: nRows };
    const spec = { name: 'apart.weight', shape: [nEmbd, 3], optional: false, fusedIn } as const;
    assert.equal(store.hasWeight(spec), true);
    const rows = store.weight(spec);
    const whole = store.tensor('F16.weight', [nEmbd, nRows]);
    const rowBytes = rowSize('F16', nEmbd);
    assert.deepEqual([rows.name, rows.shape], ['apart.weight', [nEmbd, 3]]);
    assert.deepEqual([rows.offset, rows.byteLength], [whole.offset + 2 * rowBytes, 3 * rowBytes]);

    const own = { ...spec, name: 'F16.weight', shape: [nEmbd, nRows] };
    assert.equal(store.weight(own).byteLength, nRows * rowBytes);
    const nowhere = { ...spec, fusedIn: { ...fusedIn, name: 'none' } };
    assert.equal(store.hasWeight(nowhere), false);
    assert.throws(() => store.weight(nowhere), /apart.weight: the file has no such tensor/);
  });

  it('says which shape it expected and found', async () => {
    const { store } = await open();
    assert.throws(
      () => store.tensor('F16.weight', [nEmbd, 7]),
      /^LlmError: F16.weight: expected \[512, 7\], found \[512, 6\]$/,
    );
    assert.throws(() => store.tensor('F16.weight', [nEmbd]), /expected \[512\], found \[512, 6\]/);
  });

  it('says which tensor is missing', async () => {
    const { store } = await open();
    assert.equal(store.has('blk.0.attn_q.weight'), false);
    assert.throws(
      () => store.tensor('blk.0.attn_q.weight', [4, 4]),
      /blk.0.attn_q.weight: .*no such tensor; expected one of shape \[4, 4\]/,
    );
  });

  it('refuses a type it does not have, by its number', async () => {
    const { store } = await open();
    const { file, source } = { file: [...store.tensors], source: new MemorySource(new Uint8Array(0)) };
    const foreign = new Map(
      file.map(([name, info]) => [name, { ...info, typeId: 19, type: undefined, byteLength: undefined }]),
    );
    const gguf = await parseGguf(new MemorySource(writeGguf({ metadata: {}, tensors: [] })));
    const strange = WeightStore.open({ ...gguf, tensors: foreign }, [source]);
    assert.throws(
      () => strange.tensor('F16.weight', [nEmbd, nRows]),
      (error: unknown) =>
        error instanceof LlmError &&
        error.code === 'unsupported' &&
        error.message.includes('type 19 is not supported; expected one of F32, '),
    );
  });

  it('holds its caller to whole rows inside the tensor', async () => {
    const { store } = await open();
    const tensor = store.tensor('F32.weight', [nEmbd, nRows]);
    await assert.rejects(store.readRows(tensor, 0, new Uint8Array(10)), /assertion failed/);
    await assert.rejects(store.readRows(tensor, nRows, new Uint8Array(4 * nEmbd)), /assertion failed/);
    await assert.rejects(store.readRows(tensor, -1, new Uint8Array(4 * nEmbd)), /assertion failed/);
  });
});
