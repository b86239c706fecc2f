import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseGguf } from '../../src/gguf/parse.ts';
import { ggufValueTypes, type GgufArray, type GgufNumbers, type GgufValue } from '../../src/gguf/types.ts';
import { numberTypes, type GgufNumberType } from '../../src/gguf/valueTypes.ts';
import { ggufValue, layoutGguf, writeGguf } from '../../src/gguf/writer.ts';
import { quantizedSize, quantTypeNames, quantTypes } from '../../src/quant/index.ts';
import { MemorySource } from '../support/memorySource.ts';
import { Random } from '../support/random.ts';
import { randomBlocks } from '../support/randomBlocks.ts';

const numbers: Readonly<Record<GgufNumberType, fc.Arbitrary<number | bigint>>> = {
  uint8: fc.nat(255),
  int8: fc.integer({ min: -128, max: 127 }),
  uint16: fc.nat(65535),
  int16: fc.integer({ min: -32768, max: 32767 }),
  uint32: fc.nat(2 ** 32 - 1),
  int32: fc.integer(),
  uint64: fc.oneof(fc.maxSafeNat(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n })),
  int64: fc.oneof(fc.maxSafeInteger(), fc.bigInt({ min: -(2n ** 63n), max: -(2n ** 53n) })),
  float32: fc.float(),
  float64: fc.double(),
};
const numberTypeNames = Object.keys(numbers) as GgufNumberType[];

function typedArray(of: GgufNumberType, items: readonly (number | bigint)[]): GgufNumbers {
  const type = numberTypes[of];
  const view = new DataView(new ArrayBuffer(items.length * type.byteSize));
  items.forEach((item, i) => {
    type.set(view, i * type.byteSize, item);
  });
  return new type.array(view.buffer);
}

function arrays(depth: number): fc.Arbitrary<GgufArray> {
  const flat: fc.Arbitrary<GgufArray>[] = [
    fc.array(fc.string({ unit: 'grapheme' })).map((items) => ({ of: 'string', items })),
    fc.array(fc.boolean()).map((items) => ({ of: 'bool', items })),
    ...numberTypeNames.map((of) =>
      fc.array(numbers[of]).map((items) => ({ of, items: typedArray(of, items) }) as const),
    ),
  ];
  if (depth === 1) return fc.oneof(...flat);
  return fc.oneof(
    ...flat,
    fc.array(arrays(depth - 1), { maxLength: 3 }).map((items): GgufArray => ({ of: 'array', items })),
  );
}

const values: fc.Arbitrary<GgufValue> = fc.oneof(
  ...numberTypeNames.map((type) => numbers[type].map((value): GgufValue => ({ type, value }))),
  fc.boolean().map((value): GgufValue => ({ type: 'bool', value })),
  fc.string({ unit: 'grapheme', maxLength: 100 }).map((value): GgufValue => ({ type: 'string', value })),
  arrays(4).map((value): GgufValue => ({ type: 'array', value })),
);

/** Texts as an array, wherever the parser has made a table of them. */
function withArrays(value: GgufValue): GgufValue {
  if (value.type !== 'array') return value;
  const array = ({ of, items }: GgufArray): GgufArray => {
    if (of === 'string') return { of, items: [...items] };
    return of === 'array' ? { of, items: items.map(array) } : ({ of, items } as GgufArray);
  };
  return { type: 'array', value: array(value.value) };
}

describe('gguf/writer', () => {
  it('covers all thirteen value types', () => {
    assert.deepEqual([...numberTypeNames, 'string', 'bool', 'array'].toSorted(), ggufValueTypes.toSorted());
  });

  it('what it writes, the parser reads: random metadata', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.stringMatching(/^[a-z_.π]{1,20}$/), values, { maxKeys: 12 }),
        fc.constantFrom<2 | 3>(2, 3),
        fc.constantFrom(8, 32, 64),
        async (metadata, version, alignment) => {
          const bytes = writeGguf({ version, alignment, metadata, tensors: [] });
          const file = await parseGguf(new MemorySource(bytes));
          assert.equal(file.version, version);
          assert.equal(file.alignment, alignment);
          for (const [key, value] of Object.entries(metadata))
            assert.deepEqual(withArrays(file.metadata.raw(key)!), value);
        },
      ),
      { numRuns: 200, seed: 1 },
    );
  });

  it('what it writes, the parser reads: a tensor of every type', async () => {
    const rng = new Random(2);
    const tensors = quantTypeNames.map((type, i) => {
      const shape = [256 * (1 + (i % 2)), 1 + (i % 3)];
      return { name: `t.${type}`, type, shape, data: randomBlocks(type, shape[0]! * shape[1]!, rng, 1) };
    });
    const bytes = writeGguf({ metadata: {}, tensors });
    const file = await parseGguf(new MemorySource(bytes));
    assert.deepEqual(
      [...file.tensors.keys()],
      tensors.map(({ name }) => name),
    );
    for (const { name, type, shape, data } of tensors) {
      const info = file.tensors.get(name)!;
      assert.deepEqual([info.type, info.typeId, info.shape], [type, quantTypes[type].id, shape]);
      assert.deepEqual(bytes.slice(info.offset, info.offset + info.byteLength!), data);
    }
  });

  it('lays out a file larger than memory', async () => {
    const layout = layoutGguf({
      metadata: { 'general.architecture': ggufValue.string('llama') },
      tensors: Array.from(
        { length: 100 },
        (_, i) => ({ name: `t${i}`, type: 'Q4_0', shape: [2 ** 16, 2 ** 14] }) as const,
      ),
    });
    const tensorBytes = quantizedSize('Q4_0', [2 ** 16, 2 ** 14]);
    assert.equal(layout.fileSize, layout.header.length + 100 * tensorBytes);
    const source = {
      size: layout.fileSize,
      read: (at: number, n: number) => Promise.resolve(layout.header.slice(at, at + n)),
    };
    // The header is shorter than a first read, so what lies behind it has to be there.
    const padded = {
      size: source.size,
      read: async (at: number, n: number) => Buffer.concat([await source.read(at, n), Buffer.alloc(n)], n),
    };
    const file = await parseGguf(padded);
    for (const { spec, offset, byteLength } of layout.tensors) {
      assert.deepEqual(
        [file.tensors.get(spec.name)?.offset, file.tensors.get(spec.name)?.byteLength],
        [offset, byteLength],
      );
    }
  });

  it('refuses data of the wrong size', () => {
    const tensor = { name: 't', type: 'F16', shape: [3], data: new Uint8Array(5) } as const;
    assert.throws(() => writeGguf({ metadata: {}, tensors: [tensor] }), /t: 5 bytes given, 6 needed/);
  });
});
