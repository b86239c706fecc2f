import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LlmError } from '../../src/base/errors.ts';
import type { ByteSource } from '../../src/gguf/byteSource.ts';
import { isGguf, parseGguf } from '../../src/gguf/parse.ts';
import { ggufValue, writeGguf, type GgufContents, type GgufTensorData } from '../../src/gguf/writer.ts';
import { MemorySource } from '../support/memorySource.ts';
import { Random } from '../support/random.ts';
import { tinyLlama } from '../support/tinyLlama.ts';

const parseBytes = (bytes: Uint8Array) => parseGguf(new MemorySource(bytes));

function rejects(bytes: Uint8Array, message: RegExp): Promise<void> {
  return assert.rejects(parseBytes(bytes), (error: unknown) => {
    assert.ok(error instanceof LlmError, String(error));
    assert.equal(error.code, 'gguf');
    assert.match(error.message, message);
    return true;
  });
}

/** Little-endian pieces of a file put together by hand: u32 and u64 numbers, strings with their length. */
function assemble(
  ...parts: readonly ({ u32: number } | { u64: number | bigint } | { str: string } | string)[]
) {
  const chunks = parts.map((part) => {
    if (typeof part === 'string') return new TextEncoder().encode(part);
    if ('str' in part) {
      const utf8 = new TextEncoder().encode(part.str);
      return new Uint8Array([...new Uint8Array(new BigUint64Array([BigInt(utf8.length)]).buffer), ...utf8]);
    }
    if ('u64' in part) return new Uint8Array(new BigUint64Array([BigInt(part.u64)]).buffer);
    return new Uint8Array(new Uint32Array([part.u32]).buffer);
  });
  return new Uint8Array(chunks.flatMap((chunk) => [...chunk]));
}

function tensor(name: string, shape: readonly number[]): GgufTensorData {
  const n = shape.reduce((product, d) => product * d, 1);
  return { name, type: 'F32', shape, data: new Uint8Array(4 * n).fill(name.charCodeAt(0)) };
}

function file(contents: Partial<GgufContents<GgufTensorData>> = {}): Uint8Array {
  return writeGguf({
    metadata: { 'general.architecture': ggufValue.string('llama') },
    tensors: [tensor('a', [8]), tensor('b', [4, 4])],
    ...contents,
  });
}

/** `bytes` with the text `from` (once in it) made `to`, of the same length. */
function patched(bytes: Uint8Array, from: Uint8Array, to: Uint8Array): Uint8Array {
  const at = Buffer.from(bytes).indexOf(from);
  assert.ok(at >= 0 && from.length === to.length);
  const copy = bytes.slice();
  copy.set(to, at);
  return copy;
}

describe('gguf/parse', () => {
  it('reads a file assembled by hand', async () => {
    const header = assemble('GGUF', { u32: 3 }, { u64: 1 }, { u64: 2 });
    const metadata = assemble(
      { str: 'answer' },
      { u32: 4 },
      { u32: 42 },
      { str: 'π' },
      { u32: 8 },
      { str: 'é' },
    );
    const directory = assemble({ str: 'w' }, { u32: 2 }, { u64: 32 }, { u64: 2 }, { u32: 8 }, { u64: 0 });
    const begin = Math.ceil((header.length + metadata.length + directory.length) / 32) * 32;
    const bytes = new Uint8Array(begin + 68);
    bytes.set([...header, ...metadata, ...directory]);

    const gguf = await parseBytes(bytes);
    assert.equal(gguf.version, 3);
    assert.equal(gguf.alignment, 32);
    assert.equal(gguf.metadata.num('answer'), 42);
    assert.equal(gguf.metadata.str('π'), 'é');
    assert.deepEqual(
      [...gguf.tensors],
      [['w', { name: 'w', typeId: 8, type: 'Q8_0', shape: [32, 2], file: 0, offset: begin, byteLength: 68 }]],
    );
  });

  it('reads versions 2 and 3, and any alignment', async () => {
    for (const version of [2, 3] as const) {
      for (const alignment of [1, 8, 32, 64, 4096]) {
        const bytes = file({ version, alignment });
        const gguf = await parseBytes(bytes);
        assert.equal(gguf.version, version);
        assert.equal(gguf.alignment, alignment);
        for (const { name, offset, byteLength } of gguf.tensors.values()) {
          assert.equal(offset % alignment, 0);
          const data = bytes.subarray(offset, offset + byteLength!);
          assert.ok(data.every((byte) => byte === name.charCodeAt(0)));
        }
      }
    }
  });

  it('keeps a tensor of an unknown type', async () => {
    const bytes = patched(file(), assemble({ u64: 8 }, { u32: 0 }), assemble({ u64: 8 }, { u32: 99 }));
    const unknown = (await parseBytes(bytes)).tensors.get('a');
    assert.deepEqual([unknown?.typeId, unknown?.type, unknown?.byteLength], [99, undefined, undefined]);
  });

  it('reads the header only, in few reads', async () => {
    const large = tensor('a', [2 ** 20]);
    const small = new MemorySource(file({ tensors: [large] }));
    await parseGguf(small);
    assert.ok(small.bytesRead <= 2 ** 16, `${small.bytesRead} bytes read`);

    const words = Array.from({ length: 50_000 }, (_, i) => `word ${i}`);
    const vocabulary = new MemorySource(
      file({ metadata: { words: ggufValue.strings(words) }, tensors: [large] }),
    );
    const gguf = await parseGguf(vocabulary);
    assert.deepEqual(gguf.metadata.strs('words'), words);
    assert.ok(vocabulary.bytesRead < 2 * 2 ** 20, `${vocabulary.bytesRead} bytes read`);
  });

  it('tells a GGUF by its first bytes', async () => {
    assert.equal(await isGguf(new MemorySource(file())), true);
    assert.equal(await isGguf(new MemorySource(new Uint8Array(64))), false);
    assert.equal(await isGguf(new MemorySource(new Uint8Array(3))), false);
  });
});

describe('gguf/parse: what is no sound GGUF', () => {
  const head = (nTensors: number | bigint, nMetadata: number | bigint) =>
    assemble('GGUF', { u32: 3 }, { u64: nTensors }, { u64: nMetadata });
  const join = (...parts: Uint8Array[]) =>
    new Uint8Array([...parts.flatMap((part) => [...part]), ...Array<number>(64).fill(0)]);
  const entry = (
    name: string,
    shape: readonly (number | bigint)[],
    typeId: number,
    offset: number | bigint,
  ) =>
    assemble(
      { str: name },
      { u32: shape.length },
      ...shape.map((n) => ({ u64: n })),
      { u32: typeId },
      { u64: offset },
    );

  it('another format', async () => {
    await rejects(new Uint8Array(0), /it has 0 bytes/);
    await rejects(new TextEncoder().encode('hello, world'), /expected it to begin with "GGUF"; found "hell"/);
    await rejects(new TextEncoder().encode('tjgg\x03\0\0\0'), /GGJT file, older than GGUF/);
    await rejects(new TextEncoder().encode('version https://git-lfs.github.com/spec/v1'), /Git LFS pointer/);
    await rejects(new TextEncoder().encode('PK\x03\x04....'), /zip archive/);
  });

  it('another version, another byte order', async () => {
    await rejects(assemble('GGUF', { u32: 1 }, { u64: 0 }, { u64: 0 }), /version 1; expected 2 or 3/);
    await rejects(assemble('GGUF', { u32: 0 }, { u64: 0 }, { u64: 0 }), /version 0; expected 2 or 3/);
    await rejects(assemble('GGUF', { u32: 4 }, { u64: 0 }, { u64: 0 }), /version 4; expected 2 or 3/);
    await rejects(assemble('GGUF', { u32: 0x03000000 }, { u64: 0 }), /big-endian; expected a little-endian/);
    await rejects(assemble('FUGG', { u32: 3 }), /big-endian/);
  });

  it('cut off anywhere', async () => {
    const bytes = file();
    for (let length = 0; length < bytes.length - 32; length++) {
      await rejects(bytes.subarray(0, length), /cut off|has \d bytes/);
    }
  });

  it('counts that lie', async () => {
    await rejects(head(2n ** 63n, 0), /tensors are not believable/);
    await rejects(head(0, 2n ** 64n - 1n), /metadata keys are not believable/);
    await rejects(head(0, 2n ** 53n + 1n), /metadata keys are not believable/);
    await rejects(head(60_000, 60_000), /60000 keys and 60000 tensors.*takes \d+ bytes/);
    await rejects(
      join(head(0, 1), assemble({ u64: 2n ** 62n })),
      /metadata key 1 of 1 .* takes 4611686018427388000 bytes/,
    );
  });

  it('arrays that lie', async () => {
    const arrayOf = (type: number, count: number | bigint) =>
      join(head(0, 1), assemble({ str: 'list' }, { u32: 9 }, { u32: type }, { u64: count }));
    for (let type = 0; type < 13; type++) {
      await rejects(arrayOf(type, 2n ** 61n), /"list" \(\d+ items of type \w+\).*cut off or damaged/);
      await rejects(arrayOf(type, 1000), /"list" \(1000 items/);
    }
    await rejects(arrayOf(13, 1), /"list": value type 13; expected 0 to 12/);
  });

  it('arrays nested without end', async () => {
    const nested = Array.from({ length: 1000 }, () => [{ u32: 9 }, { u64: 1 }]).flat();
    await rejects(
      join(head(0, 1), assemble({ str: 'deep' }, { u32: 9 }, ...nested)),
      /"deep": arrays nested more than 8 deep/,
    );
  });

  it('arrays of very many empty arrays', async () => {
    const begin = join(head(0, 1), assemble({ str: 'many' }, { u32: 9 }, { u32: 9 }, { u64: 100_000 }));
    const bytes = new Uint8Array(2 ** 21);
    bytes.set(begin);
    await rejects(bytes, /"many": more than 8388608 array items/);
  });

  it('bad values', async () => {
    await rejects(
      join(head(0, 1), assemble({ str: 'k' }, { u32: 99 })),
      /"k": value type 99; expected 0 to 12/,
    );
    await rejects(
      join(head(0, 1), assemble({ str: 'k' }, { u32: 7 }, { u32: 2 })),
      /"k": expected a bool of 0 or 1, found 2/,
    );
    const twice = assemble({ str: 'k' }, { u32: 4 }, { u32: 0 });
    await rejects(join(head(0, 2), twice, twice), /"k" occurs twice/);
  });

  it('text that is not UTF-8', async () => {
    const bytes = file({ metadata: { 'general.name': ggufValue.string('name: ????') } });
    const bad = patched(bytes, new TextEncoder().encode('????'), new Uint8Array([0xff, 0xfe, 0xc3, 0x28]));
    await rejects(bad, /"general.name" at byte \d+ is not UTF-8/);
  });

  it('a bad alignment', async () => {
    for (const alignment of [0, 3, 48]) {
      const metadata = { 'general.alignment': ggufValue.uint32(alignment) };
      await rejects(
        file({ metadata, tensors: [] }),
        new RegExp(`expected a power of two, found ${alignment}`),
      );
    }
    const metadata = { 'general.alignment': ggufValue.string('32') };
    await rejects(file({ metadata }), /general.alignment: expected a number, found string "32"/);
  });

  it('bad tensors', async () => {
    const one = (...args: Parameters<typeof entry>) => join(head(1, 0), entry(...args));
    await rejects(one('t', [], 0, 0), /"t": expected 1 to 4 dimensions, found 0/);
    await rejects(one('t', [1, 1, 1, 1, 1], 0, 0), /"t": expected 1 to 4 dimensions, found 5/);
    await rejects(one('t', [0, 4], 0, 0), /"t": shape \[0, 4\] is not believable/);
    await rejects(
      one('t', [2 ** 32, 2 ** 32], 0, 0),
      /"t": shape \[4294967296, 4294967296\] is not believable/,
    );
    await rejects(one('t', [2n ** 64n - 1n], 0, 0), /"t": shape .* is not believable/);
    await rejects(one('t', [2 ** 40], 0, 0), /"t" lies at bytes \d+ to \d+, but the file has \d+/);
    await rejects(one('t', [4], 0, 2n ** 63n), /"t" lies at bytes \d+ to \d+, but the file has \d+/);
    await rejects(one('t', [4], 99, 2 ** 20), /"t" lies at bytes/);
    await rejects(one('t', [4], 0, 4), /"t": offset 4 is no multiple of the alignment 32/);
    await rejects(one('t', [33], 2, 0), /"t": expected rows of a multiple of 32 weights, found shape \[33\]/);
    await rejects(join(head(2, 0), entry('t', [4], 0, 0), entry('t', [4], 0, 32)), /"t" occurs twice/);
    await rejects(join(head(2, 0), entry('t', [9], 0, 0), entry('u', [4], 0, 32)), /"t" and "u" overlap/);
  });

  it('quotes a long or strange name in a bounded, printable way', async () => {
    const name = `\u001b[31m${'x'.repeat(10_000)}`;
    await assert.rejects(parseBytes(join(head(1, 0), entry(name, [0], 0, 0))), (error: LlmError) => {
      assert.ok(error.message.length < 300);
      assert.ok(!error.message.includes('\u001b'));
      return true;
    });
  });

  it('a terabyte of nothing, after promises: few bytes are read', async () => {
    /** Zeros for ever after a few bytes. */
    class Endless implements ByteSource {
      readonly size = 2 ** 40;
      bytesRead = 0;
      readonly #begin: Uint8Array;
      constructor(begin: Uint8Array) {
        this.#begin = begin;
      }
      read(offset: number, length: number): Promise<Uint8Array> {
        this.bytesRead += length;
        const bytes = new Uint8Array(length);
        bytes.set(this.#begin.subarray(offset, offset + length));
        return Promise.resolve(bytes);
      }
    }
    const promises: readonly [Uint8Array, RegExp][] = [
      [head(0, 2n ** 40n), /not believable/],
      [
        assemble('GGUF', { u32: 3 }, { u64: 0 }, { u64: 1 }, { u64: 2 ** 39 }),
        /header of more than \d+ bytes/,
      ],
      [
        assemble(
          'GGUF',
          { u32: 3 },
          { u64: 0 },
          { u64: 1 },
          { str: 'k' },
          { u32: 9 },
          { u32: 8 },
          { u64: 2 ** 36 },
        ),
        /header of more than/,
      ],
      [
        assemble(
          'GGUF',
          { u32: 3 },
          { u64: 0 },
          { u64: 1 },
          { str: 'k' },
          { u32: 9 },
          { u32: 0 },
          { u64: 100 * 2 ** 20 },
        ),
        /more than 8388608 array items/,
      ],
      [head(60_000, 60_000), /occurs twice/],
    ];
    for (const [begin, message] of promises) {
      const source = new Endless(begin);
      await assert.rejects(parseGguf(source), message);
      assert.ok(source.bytesRead <= 2 ** 17, `${source.bytesRead} bytes read for ${String(message)}`);
    }
  });
});

describe('gguf/parse: damage', () => {
  const sound = tinyLlama({ nVocab: 420, nEmbd: 32, nLayer: 1, nHead: 2, nHeadKv: 1, nFf: 32, type: 'Q8_0' });
  // The vocabulary aside, so that most flips hit structure.
  const small = file({
    metadata: {
      'general.architecture': ggufValue.string('llama'),
      list: ggufValue.strings(['a', 'bc', '']),
      numbers: ggufValue.float32s([1, 2, 3]),
      nested: ggufValue.arrays([{ of: 'bool', items: [true] }]),
      big: ggufValue.number('uint64', 2n ** 60n),
    },
  });

  async function parsesOrExplains(bytes: Uint8Array): Promise<void> {
    const source = new MemorySource(bytes);
    try {
      await parseGguf(source);
    } catch (error) {
      assert.ok(error instanceof LlmError && error.code === 'gguf', String(error));
    }
    assert.ok(source.bytesRead <= 2 * bytes.length);
  }

  it('every byte of a small file, made every value that matters', async () => {
    for (let at = 0; at < small.length; at++) {
      for (const value of [0, 1, 0x7f, 0x80, 0xff, small[at]! ^ 1]) {
        const bytes = small.slice();
        bytes[at] = value;
        await parsesOrExplains(bytes);
      }
    }
  });

  it('random cuts and flips of a whole model', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(sound.length),
        fc.array(fc.record({ at: fc.nat(sound.length - 1), value: fc.nat(255) }), { maxLength: 8 }),
        async (length, flips) => {
          const bytes = sound.slice(0, length);
          for (const { at, value } of flips) if (at < length) bytes[at] = value;
          await parsesOrExplains(bytes);
        },
      ),
      { numRuns: 300, seed: 1 },
    );
  });

  it('noise after a sound beginning', async () => {
    const rng = new Random(5);
    for (let i = 0; i < 500; i++) {
      const bytes = rng.bytes(400);
      bytes.set(small.subarray(0, 16 + rng.int(100)));
      await parsesOrExplains(bytes);
    }
  });
});
