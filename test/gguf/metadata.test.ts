import assert from 'node:assert/strict';
import { LlmError } from '../../src/base/errors.ts';
import { describeValue, Metadata } from '../../src/gguf/metadata.ts';
import { ggufValue } from '../../src/gguf/writer.ts';

const metadata = new Metadata(
  new Map(
    Object.entries({
      count: ggufValue.uint32(3),
      eps: ggufValue.number('float64', 1e-5),
      huge: ggufValue.number('uint64', 2n ** 60n),
      name: ggufValue.string('llama'),
      flag: ggufValue.bool(false),
      words: ggufValue.strings(['a', 'b']),
      scores: ggufValue.float32s([0.5, 1]),
      wide: ggufValue.numbers('int64', new BigInt64Array([-1n, 2n])),
    }),
  ),
);

describe('gguf/metadata', () => {
  it('gives what is there', () => {
    assert.equal(metadata.num('count'), 3);
    assert.equal(metadata.num('eps'), 1e-5);
    assert.equal(metadata.str('name'), 'llama');
    assert.equal(metadata.bool('flag', true), false);
    assert.deepEqual(metadata.strs('words'), ['a', 'b']);
    assert.deepEqual(metadata.nums('scores'), new Float32Array([0.5, 1]));
    assert.deepEqual(metadata.nums('wide'), new Float64Array([-1, 2]));
    assert.deepEqual(metadata.raw('count'), { type: 'uint32', value: 3 });
    assert.equal(metadata.has('name') && !metadata.has('nothing'), true);
    assert.equal(metadata.keys.length, 8);
  });

  it('falls back where a key is missing, not where it is of another type', () => {
    assert.equal(metadata.num('nothing', 7), 7);
    assert.equal(metadata.str('nothing', ''), '');
    assert.deepEqual(metadata.strs('nothing', []), []);
    assert.throws(() => metadata.num('name', 7), LlmError);
  });

  it('names the key, what was expected and what was found', () => {
    assert.throws(() => metadata.num('nothing'), /key nothing is missing: expected a number/);
    assert.throws(() => metadata.num('name'), /key name: expected a number, found string "llama"/);
    assert.throws(
      () => metadata.num('huge'),
      /key huge: expected a number, found uint64 1152921504606846976/,
    );
    assert.throws(() => metadata.num('scores'), /key scores: expected a number, found array of 2 float32/);
    assert.throws(() => metadata.str('count'), /key count: expected a string, found uint32 3/);
    assert.throws(() => metadata.bool('count'), /key count: expected a bool, found uint32 3/);
    assert.throws(
      () => metadata.strs('scores'),
      /key scores: expected an array of strings, found array of 2 float32/,
    );
    assert.throws(
      () => metadata.nums('words'),
      /key words: expected an array of numbers, found array of 2 string/,
    );
  });

  it('shortens long values', () => {
    assert.ok(describeValue(ggufValue.string('x'.repeat(1e6))).length < 80);
  });
});
