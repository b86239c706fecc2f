import assert from 'node:assert/strict';
import type { ErrorCode } from '../../src/base/errors.ts';
import { inspectFile } from '../../src/engine/inspectFile.ts';
import { judgeModel, requireModel } from '../../src/engine/judgeModel.ts';
import type { OpenSource } from '../../src/engine/modelFile.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import { ggufValue, layoutGguf, writeGguf, type GgufEntries } from '../../src/gguf/writer.ts';
import type { FileReport } from '../../src/protocol/engine.ts';
import { MemorySource } from '../support/memorySource.ts';
import { llamaMetadata, llamaTensors, tinyLlama, tinyLlamaDefaults } from '../support/tinyLlama.ts';
import { tinyVocab } from '../support/tinyVocab.ts';

/** Counts what is read, and knows no byte beyond the header. */
class HeaderSource implements OpenSource {
  readonly size: number;
  bytesRead = 0;
  isClosed = false;
  readonly #header: Uint8Array;

  constructor(header: Uint8Array, size: number) {
    this.#header = header;
    this.size = size;
  }

  read(offset: number, length: number): Promise<Uint8Array> {
    assert.ok(offset < this.#header.length, `byte ${offset} is of the tensors' data`);
    this.bytesRead += length;
    const bytes = new Uint8Array(length);
    bytes.set(this.#header.subarray(offset, offset + length));
    return Promise.resolve(bytes);
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }
}

const text = ggufValue.string;
const TEMPLATE = '{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}assistant:';

type Dims = Parameters<typeof llamaTensors>[0];
type Tensors = ReturnType<typeof llamaTensors>;

const small: Dims = tinyLlamaDefaults;
/** 70 billion weights. */
const large: Dims = { ...small, nVocab: 512, nEmbd: 8192, nLayer: 80, nHead: 64, nHeadKv: 8, nFf: 28672 };

/** The header of a file whose data is nowhere. */
function header(
  metadata: GgufEntries = {},
  dims = small,
  change: (tensors: Tensors) => Tensors = (tensors) => tensors,
): { header: Uint8Array; fileSize: number } {
  const vocab = tinyVocab({ kind: 'spm', nVocab: dims.nVocab }).metadata;
  const shape = llamaMetadata({ ...dims, nCtx: 4096, ropeBase: 10000 });
  return layoutGguf({
    metadata: { ...shape, ...vocab, 'tokenizer.chat_template': text(TEMPLATE), ...metadata },
    tensors: change(llamaTensors(dims)),
  });
}

/** Overwrites the type id in the directory's entry of a tensor with two dimensions. */
function withTypeId(
  file: ReturnType<typeof header>,
  tensor: string,
  typeId: number,
): ReturnType<typeof header> {
  const bytes = Buffer.from(file.header);
  bytes.writeUInt32LE(typeId, bytes.indexOf(tensor) + tensor.length + 4 + 2 * 8);
  return { ...file, header: bytes };
}

const inspect = (source: OpenSource, nCtx = 0): Promise<FileReport> =>
  inspectFile({ modelPath: 'model.gguf', nCtx, kvType: 'f16' }, () => Promise.resolve(source));

/** Each a file that cannot run, and what is said of it. */
const refused: readonly (readonly [string, () => ReturnType<typeof header>, ErrorCode, RegExp, RegExp])[] = [
  [
    'an unknown architecture',
    () => header({ 'general.architecture': text('whale') }),
    'unsupported',
    /expected one of .*llama.*found "whale"/,
    /^Pick a model of one of these families: .*llama/,
  ],
  [
    'an architecture of other layers, by its name',
    () => header({ 'general.architecture': text('gemma4') }),
    'unsupported',
    /found "gemma4"/,
    /^Pick a model of one of these families: .*gemma3/,
  ],
  [
    'an encoder with a decoder',
    () => header({ 'general.architecture': text('t5') }),
    'unsupported',
    /found "t5"/,
    /^It is an encoder-decoder model, .* Pick/,
  ],
  [
    'a recurrent model',
    () => header({ 'general.architecture': text('mamba2') }),
    'unsupported',
    /found "mamba2"/,
    /^It is a recurrent model without attention\. Pick/,
  ],
  [
    'a model for embeddings',
    () => header({ 'general.architecture': text('nomic-bert') }),
    'unsupported',
    /nomic-bert/,
    /^It turns texts into vectors and cannot chat\. Pick/,
  ],
  [
    'the part for pictures',
    () => header({ 'general.architecture': text('clip') }),
    'unsupported',
    /the part of a model that reads pictures/,
    /^Pick the model itself/,
  ],
  [
    'an adapter',
    () => header({ 'general.type': text('adapter') }),
    'unsupported',
    /LoRA adapter/,
    /^Pick the model itself/,
  ],
  [
    'an importance matrix',
    () => header({ 'general.type': text('imatrix') }),
    'unsupported',
    /an importance matrix/,
    /^Pick the model itself/,
  ],
  [
    'a tensor that nothing would read',
    () =>
      header({}, small, (tensors) => [
        ...tensors,
        { name: 'blk.0.attn_sinks.weight', shape: [4], type: 'F32' },
      ]),
    'unsupported',
    /blk\.0\.attn_sinks\.weight: .* no use for it/,
    /one of these families/,
  ],
  [
    'scales of whole tensors',
    () =>
      header({}, small, (tensors) => [...tensors, { name: 'blk.0.attn_q.scale', shape: [1], type: 'F32' }]),
    'unsupported',
    /blk\.0\.attn_q\.scale: a scale of a whole tensor, .* NVFP4/,
    /another quantisation, such as Q4_K_M/,
  ],
  [
    'a vocabulary alone',
    () => header({}, small, () => []),
    'unsupported',
    /a vocabulary and no weights/,
    /another conversion/,
  ],
  [
    'hyperparameters that are not supported',
    () => header({ 'llama.rope.scaling.type': text('spiral') }),
    'unsupported',
    /rope\.scaling\.type: .*"spiral"/,
    /one of these families/,
  ],
  [
    'hyperparameters that cannot be',
    () => header({ 'llama.attention.head_count': ggufValue.uint32(0) }),
    'gguf',
    /attention\.head_count: .*found 0/,
    /Download the file again/,
  ],
  [
    'a missing tensor',
    () => header({}, small, (tensors) => tensors.filter(({ name }) => name !== 'blk.1.ffn_up.weight')),
    'gguf',
    /blk\.1\.ffn_up\.weight: .*no such tensor/,
    /Download the file again/,
  ],
  [
    'a tensor of the wrong shape',
    () =>
      header({}, small, (tensors) =>
        tensors.map((spec) => (spec.name === 'blk.0.attn_k.weight' ? { ...spec, shape: [64, 64] } : spec)),
      ),
    'gguf',
    /blk\.0\.attn_k\.weight: expected \[64, 32\], found \[64, 64\]/,
    /another conversion/,
  ],
  [
    'an unknown tensor type',
    () => withTypeId(header(), 'blk.1.attn_k.weight', 99),
    'unsupported',
    /tensor type 99/,
    /another quantisation, such as Q4_K_M/,
  ],
  [
    'an unknown tokenizer',
    () => header({ 'tokenizer.ggml.model': text('runes') }),
    'unsupported',
    /tokenizer\.ggml\.model: .*"runes"/,
    /one of these families/,
  ],
  [
    'a model larger than memory',
    () => header({}, large),
    'memory',
    /model\.gguf with a context of \d+: \d+\.\d GiB needed, .* available/,
    /^Pick a smaller quantisation or a smaller model: .* room for weights of/,
  ],
  [
    'a tensor larger than one memory',
    () => header({}, { ...large, nLayer: 1, nFf: 262144 }),
    'memory',
    /layer 0: expected at most \d+ bytes/,
    /^Pick a smaller quantisation/,
  ],
];

describe('engine/judgeModel', () => {
  for (const [what, make, code, reason, advice] of refused) {
    it(`refuses ${what}, and reads the header alone`, async () => {
      const { header: bytes, fileSize } = make();
      const source = new HeaderSource(bytes, fileSize);
      const { verdict } = await inspect(source);
      assert.equal(verdict.outcome, 'cannotRun');
      assert.match(verdict.reason, reason);
      assert.match(verdict.advice, advice);
      assert.equal(verdict.code, code);
      // Reads grow, so the last one may go somewhat beyond the header's end.
      assert.ok(source.bytesRead <= 2 * bytes.length + 65536, `${source.bytesRead} bytes read`);
      assert.ok(source.isClosed);
    });
  }

  it('reads the headers of all parts of a split model, and nothing else', async () => {
    const part = (index: number, tensors: (all: Tensors) => Tensors): HeaderSource => {
      const counts = { 'split.no': ggufValue.uint32(index), 'split.count': ggufValue.uint32(2) };
      const { header: bytes, fileSize } = header(counts, small, tensors);
      return new HeaderSource(bytes, fileSize);
    };
    const inspectParts = async (...parts: HeaderSource[]): Promise<FileReport> => {
      const open = (name: string): Promise<OpenSource> =>
        Promise.resolve(parts[name.endsWith('00001-of-00002.gguf') ? 0 : 1]!);
      return inspectFile({ modelPath: 'm-00001-of-00002.gguf', nCtx: 0, kvType: 'f16' }, open);
    };
    const first = part(0, (all) => all.slice(0, 4));
    assert.deepEqual(
      (
        await inspectParts(
          first,
          part(1, (all) => all.slice(4)),
        )
      ).verdict,
      { outcome: 'runs' },
    );
    assert.ok(first.isClosed);

    const { verdict } = await inspectParts(
      part(0, (all) => all.slice(0, 4)),
      part(1, (all) => all.slice(5)),
    );
    assert.equal(verdict.outcome, 'cannotRun');
    assert.match(verdict.reason, /no such tensor/);
    await assert.rejects(
      inspectParts(
        part(1, () => []),
        part(1, () => []),
      ),
      {
        code: 'gguf',
        message: /expected part 1 of 2, found part 2 of 2/,
      },
    );
  });

  it('lets a sound model run, and says what it is', async () => {
    const { header: bytes, fileSize } = header();
    const report = await inspect(new HeaderSource(bytes, fileSize));
    assert.deepEqual(report.verdict, { outcome: 'runs' });
    assert.deepEqual([report.name, report.fileType, report.nParams], ['tiny', 'F32', 139_584]);
    assert.deepEqual(
      [report.architecture, report.tensors, report.tokenizer, report.template].map(({ ok }) => ok),
      [true, true, true, true],
    );
    assert.match(report.architecture.text, /2 layers of 64/);
    assert.equal(report.memory?.nCtx, 4096);
  });

  const warned: readonly (readonly [string, GgufEntries, number, RegExp])[] = [
    ['a template that cannot be read', { 'tokenizer.chat_template': text('{% for %}') }, 0, /template/],
    [
      'a vocabulary without a known pre-tokenizer',
      { ...tinyVocab({ kind: 'bpe', nVocab: 512 }).metadata, 'tokenizer.ggml.pre': text('runes') },
      0,
      /pre-tokenizer "runes" is not known/,
    ],
    ['a context beyond the trained one', {}, 8192, /trained on contexts of 4096/],
  ];
  for (const [what, metadata, nCtx, warning] of warned) {
    it(`warns of ${what}`, async () => {
      const { header: bytes, fileSize } = header(metadata);
      const { verdict } = await inspect(new HeaderSource(bytes, fileSize), nCtx);
      assert.equal(verdict.outcome, 'runsWithWarnings');
      assert.match(verdict.warnings.join('\n'), warning);
    });
  }

  describe('with so much memory', () => {
    const judge = async (availableBytes: number, nCtx: number) => {
      const file = await parseGguf(new MemorySource(tinyLlama({ nCtx: 1 << 20, chatTemplate: TEMPLATE })));
      return judgeModel(file, { name: 'm.gguf', nCtx, kvType: 'f16', nThreads: 1, availableBytes });
    };

    it('says which context would fit', async () => {
      const needed = (await judge(Infinity, 65536)).memory!.totalBytes;
      const { verdict } = await judge(needed, 1 << 20);
      assert.equal(verdict.outcome, 'cannotRun');
      assert.equal(verdict.advice, 'With a context of 65536 it would fit.');
      assert.notEqual((await judge(needed, 65536)).verdict.outcome, 'cannotRun');
    });

    it('says how large the weights may be where none would', async () => {
      const { verdict } = await judge(1 << 20, 512);
      assert.equal(verdict.outcome, 'cannotRun');
      assert.match(verdict.advice, /room for weights of 0 MiB/);
    });

    it('warns where little is left', async () => {
      const needed = (await judge(Infinity, 512)).memory!.totalBytes;
      const { verdict } = await judge(needed + 1, 512);
      assert.equal(verdict.outcome, 'runsWithWarnings');
      assert.match(verdict.warnings[0]!, /^It takes \d+ MiB of the \d+ MiB of memory that are left\.$/);
    });
  });

  it('is what a load is refused with', async () => {
    const options = { name: 'm.gguf', nCtx: 0, kvType: 'f16', nThreads: 1 } as const;
    const whale = writeGguf({ metadata: { 'general.architecture': text('whale') }, tensors: [] });
    const judgement = judgeModel(await parseGguf(new MemorySource(whale)), options);
    assert.throws(() => requireModel(judgement), /found "whale"\. Pick a model of one of these families: /);
    const sound = judgeModel(await parseGguf(new MemorySource(tinyLlama())), options);
    assert.equal(requireModel(sound).architecture.name, 'llama');
  });
});
