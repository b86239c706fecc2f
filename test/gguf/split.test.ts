import assert from 'node:assert/strict';
import { LlmError } from '../../src/base/errors.ts';
import { openGguf, partNames } from '../../src/gguf/split.ts';
import { ggufValue, writeGguf, type GgufEntries } from '../../src/gguf/writer.ts';
import { MemorySource } from '../support/memorySource.ts';

interface Part {
  readonly no: number;
  readonly count: number;
  readonly total: number;
  readonly names: readonly string[];
  readonly metadata?: GgufEntries;
}

function part({ no, count, total, names, metadata = {} }: Part): Uint8Array {
  return writeGguf({
    metadata: {
      ...metadata,
      'split.no': ggufValue.number('uint16', no),
      'split.count': ggufValue.number('uint16', count),
      'split.tensors.count': ggufValue.number('int32', total),
    },
    tensors: names.map((name) => ({ name, type: 'F32', shape: [4], data: new Uint8Array(16).fill(no) })),
  });
}

function opener(files: Readonly<Record<string, Uint8Array>>): (name: string) => Promise<MemorySource> {
  return (name) => {
    const bytes = files[name];
    return bytes
      ? Promise.resolve(new MemorySource(bytes))
      : Promise.reject(new LlmError('file', `${name}: there is no such file`));
  };
}

const first = { no: 0, count: 2, total: 3, names: ['a', 'b'], metadata: { key: ggufValue.string('value') } };
const second = { no: 1, count: 2, total: 3, names: ['c'] };
const name = (i: number): string => `/models/m-0000${i}-of-00002.gguf`;

describe('gguf/split', () => {
  it('names all parts', () => {
    assert.deepEqual(partNames('/m.gguf'), ['/m.gguf']);
    assert.deepEqual(partNames(name(2)), [name(1), name(2)]);
    assert.equal(partNames('x-00001-of-00120.gguf').at(-1), 'x-00120-of-00120.gguf');
  });

  it('joins the parts, whichever was named', async () => {
    const open = opener({ [name(1)]: part(first), [name(2)]: part(second) });
    for (const i of [1, 2]) {
      const { file, sources } = await openGguf(name(i), open);
      assert.equal(file.metadata.str('key'), 'value');
      assert.deepEqual([...file.tensors.keys()], ['a', 'b', 'c']);
      for (const tensor of file.tensors.values()) {
        const bytes = await sources[tensor.file]!.read(tensor.offset, tensor.byteLength!);
        assert.equal(bytes[0], tensor.name === 'c' ? 1 : 0);
      }
    }
  });

  it('opens a single file, also one that calls itself the only part', async () => {
    const files = {
      'm.gguf': writeGguf({ metadata: {}, tensors: [] }),
      'n.gguf': part({ ...first, count: 1, total: 2 }),
    };
    assert.equal((await openGguf('m.gguf', opener(files))).sources.length, 1);
    assert.equal((await openGguf('n.gguf', opener(files))).sources.length, 1);
  });

  it('refuses parts that are not one model', async () => {
    const refuses = (
      files: Readonly<Record<string, Uint8Array>>,
      from: string,
      message: RegExp,
    ): Promise<void> => assert.rejects(openGguf(from, opener(files)), message);
    await refuses({ [name(1)]: part(first) }, name(1), /00002-of-00002.gguf: there is no such file/);
    await refuses(
      { 'renamed.gguf': part(first) },
      'renamed.gguf',
      /part 1 of a model split into 2 files; expected a name that ends in -0000N-of-00002.gguf/,
    );
    await refuses(
      { [name(1)]: part(first), [name(2)]: part(first) },
      name(1),
      /expected part 2 of 2, found part 1 of 2/,
    );
    await refuses(
      { [name(1)]: part({ ...first, count: 3 }), [name(2)]: part(second) },
      name(1),
      /found part 1 of 3/,
    );
    await refuses(
      { [name(1)]: part(first), [name(2)]: part({ ...second, names: ['a'] }) },
      name(1),
      /"a" is in two parts/,
    );
    await refuses(
      { [name(1)]: part(first), [name(2)]: part({ ...second, names: [] }) },
      name(1),
      /expected 3 tensors, found 2/,
    );
    await refuses({ [name(1)]: part(first), [name(2)]: part(second).slice(0, 100) }, name(1), /cut off/);
  });
});
