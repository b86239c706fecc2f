import assert from 'node:assert/strict';
import { LlmError } from '../../src/base/errors.ts';
import { Metadata } from '../../src/gguf/metadata.ts';
import type { GgufValue } from '../../src/gguf/types.ts';
import { ggufValue } from '../../src/gguf/writer.ts';
import type { TensorShapes } from '../../src/model/arch/arch.ts';
import { architectureOf, architectures, type ArchitectureName } from '../../src/model/arch/index.ts';
import { globalTensors } from '../../src/model/globalTensors.ts';
import type { HParams } from '../../src/model/hparams.ts';
import type { TensorSpec } from '../../src/model/tensorSpec.ts';
import { tinyArchitectures } from '../support/tinyArchitectures.ts';
import { tinyContents } from '../support/tinyModel.ts';

const { uint32, float32, string, bool, int32s } = ggufValue;

const names = architectures.map(({ name }) => name);

type Changes = Readonly<Record<string, GgufValue | undefined>>;

/** What an architecture reads of one of its tiny files with some keys changed; undefined removes a key. */
function read(
  name: ArchitectureName,
  options: readonly string[] = [],
  changes: Changes = {},
  moreTensors: readonly string[] = [],
): HParams {
  const { metadata, tensors } = tinyContents(name, { options });
  const values = new Map<string, GgufValue>(Object.entries(metadata));
  for (const [key, value] of Object.entries(changes)) {
    if (value) values.set(`${name}.${key}`, value);
    else values.delete(`${name}.${key}`);
  }
  const shapes = new Map(tensors.map((tensor) => [tensor.name, { shape: tensor.shape }]));
  for (const tensor of moreTensors) shapes.set(tensor, { shape: [1] });
  return architectureOf(new Metadata(values)).hparams(new Metadata(values), shapes);
}

/** The options alone, and as many together as go together. */
function optionSets(name: ArchitectureName): string[][] {
  const options = Object.entries(tinyArchitectures[name].options);
  const groups = new Set<string>();
  const together = options.filter(([, { group }]) => {
    if (group === undefined) return true;
    if (groups.has(group)) return false;
    groups.add(group);
    return true;
  });
  return [[], ...options.map(([option]) => [option]), together.map(([option]) => option)];
}

describe('model/arch', () => {
  for (const name of names) {
    describe(name, () => {
      for (const options of optionSets(name)) {
        it(`asks for exactly the tensors a file has, with their shapes: ${options.join(', ') || 'plain'}`, () => {
          const hp = read(name, options);
          const { tensors } = tinyContents(name, { options });
          const arch = architectures.find((candidate) => candidate.name === name)!;
          assertAsked(
            [
              ...Object.values(globalTensors(hp)),
              ...Array.from({ length: hp.nLayer }, (_, il): TensorSpec[] =>
                Object.values(arch.blockTensors(hp as never, il)),
              ).flat(),
            ],
            new Map(
              tensors
                .filter((tensor) => arch.isIgnored?.(hp as never, tensor.name) !== true)
                .map((tensor) => [tensor.name, { shape: tensor.shape }]),
            ),
          );
        });
      }

      it('refuses a tensor that it would leave out', () => {
        assert.throws(() => read(name, [], {}, ['blk.1.attn_sinks.weight']), {
          code: 'unsupported',
          message: /^blk\.1\.attn_sinks\.weight: /,
        });
      });

      it('names a required key that is missing, nonsense, or of another type', () => {
        for (const key of [
          'embedding_length',
          'block_count',
          'feed_forward_length',
          'context_length',
          'attention.head_count',
          'attention.layer_norm_rms_epsilon',
        ]) {
          for (const value of [undefined, string('many'), uint32(0), float32(NaN)])
            // Where experts are all there is, their width alone would do.
            assert.throws(() => read(name, [], { expert_feed_forward_length: undefined, [key]: value }), {
              code: 'gguf',
              message: new RegExp(`${name}.${key}`),
            });
        }
      });
    });
  }

  it('tells architectures apart by what they read', () => {
    const rotates = (name: ArchitectureName): string => read(name).rope.style;
    assert.deepEqual(Object.fromEntries(names.map((name) => [name, rotates(name)])), {
      llama: 'norm',
      qwen2: 'neox',
      qwen3: 'neox',
      smollm3: 'norm',
      gemma: 'neox',
      gemma2: 'neox',
      gemma3: 'neox',
      phi3: 'neox',
      granite: 'norm',
      granitemoe: 'norm',
      mistral3: 'norm',
      qwen2moe: 'neox',
      qwen3moe: 'neox',
      qwen35: 'neox',
      qwen35moe: 'neox',
    } satisfies Record<ArchitectureName, string>);
    assert.deepEqual(
      names.filter((name) => read(name).act === 'gelu'),
      ['gemma', 'gemma2', 'gemma3'],
    );
    assert.deepEqual(
      names.filter((name) => read(name).experts !== undefined),
      ['granitemoe', 'qwen2moe', 'qwen3moe', 'qwen35moe'],
    );
  });

  /** Parts of what each reads besides the common keys. */
  const expectations: readonly (readonly [
    ArchitectureName,
    options: readonly string[],
    changes: Changes,
    expected: object,
  ])[] = [
    ['llama', ['experts'], {}, { experts: { n: 4, nUsed: 2, nFf: 256, isNormalised: true } }],
    ['qwen3moe', [], {}, { experts: { n: 4, nUsed: 2, nFf: 256, isNormalised: true } }],
    [
      'qwen3moe',
      [],
      { expert_feed_forward_length: undefined },
      { experts: { n: 4, nUsed: 2, nFf: 128, isNormalised: true } },
    ],
    ['qwen2moe', [], {}, { experts: { n: 4, nUsed: 2, nFf: 256, isNormalised: false, nFfShared: 512 } }],
    [
      'granitemoe',
      ['sharedExpert'],
      {},
      { experts: { n: 4, nUsed: 2, nFf: 256, isNormalised: true, nFfShared: 512 } },
    ],
    [
      'granite',
      [],
      {},
      {
        embdScale: 3,
        residualScale: 0.4,
        logitScale: 0.5,
        isRotated: true,
        attn: { kind: 'gqa', nHead: 4, nHeadKv: 2, headDim: 64, scale: 0.07 },
      },
    ],
    [
      'granite',
      ['notRotated'],
      { 'attention.scale': float32(0), embedding_scale: undefined, residual_scale: float32(0) },
      {
        embdScale: 1,
        residualScale: 1,
        isRotated: false,
        attn: { kind: 'gqa', nHead: 4, nHeadKv: 2, headDim: 64, scale: 0.125 },
      },
    ],
    ['mistral3', ['temperature'], {}, { temperatureScale: 0.1 }],
    ['mistral3', [], {}, { temperatureScale: 0 }],
    ['gemma2', [], {}, { embdScale: 16, logitSoftcap: 3, attn: { softcap: 2, scale: 0.125 } }],
    [
      'gemma2',
      [],
      {
        'attention.sliding_window': undefined,
        attn_logit_softcapping: undefined,
        final_logit_softcapping: undefined,
      },
      {
        logitSoftcap: 30,
        attn: { softcap: 50 },
        local: { layers: [true, false, true], attn: { window: 4096, softcap: 50 }, rope: { base: 10000 } },
      },
    ],
    [
      'gemma2',
      ['allLocal', 'localBase'],
      {},
      { local: { layers: [true, true, true], rope: { base: 20000 } } },
    ],
    [
      'gemma2',
      ['linear'],
      { embedding_length: uint32(1024), block_count: uint32(46) },
      { attn: { scale: 0.0625 }, local: { rope: { scaling: { kind: 'linear', factor: 2 } } } },
    ],
    ['gemma', [], {}, { embdScale: 16, local: undefined }],
    ['gemma3', [], {}, { embdScale: 16, act: 'gelu', logitSoftcap: undefined }],
    ['gemma3', ['noWindow'], {}, { local: undefined, logitSoftcap: 3 }],
    ['gemma3', [], { embedding_length: uint32(1024) }, { attn: { scale: 0.125 } }],
    ['gemma3', [], { embedding_length: uint32(1024), block_count: uint32(62) }, { attn: { scale: 0.0625 } }],
    ['phi3', ['longrope', 'partialRope'], {}, { rope: { dim: 32, nCtxOrig: 32 } }],
  ];
  for (const [name, options, changes, expected] of expectations) {
    it(`${name} reads ${Object.keys(expected).join(', ')}${options.length > 0 ? ` with ${options.join(', ')}` : ''}`, () => {
      for (const [key, value] of Object.entries(expected))
        assertContains((read(name, options, changes) as unknown as Record<string, unknown>)[key], value, key);
    });
  }

  it('gemma3 knows which layers see the latest positions only, and how they rotate', () => {
    const local = read('gemma3', ['linear']).local!;
    assert.deepEqual(local.layers, [true, true, true, true, true, false]);
    assert.equal(local.attn.window, 16);
    assertContains(local.rope, { base: 10000, scaling: { kind: 'none' }, magnitude: 1 }, 'rope');
    assertContains(
      read('gemma3', ['linear']).rope,
      { base: 1e6, scaling: { kind: 'linear', factor: 2 } },
      'rope',
    );

    const everySecond = read('gemma3', ['everySecondLocal']).local!;
    assert.deepEqual(everySecond.layers, [true, false, true, false]);
    assert.equal(everySecond.rope.base, 20000);

    const pattern = 'attention.sliding_window_pattern';
    assert.deepEqual(read('gemma3', ['spelledOut']).local!.layers, [true, false, false, true]);
    const asNumbers = read('gemma3', [], { [pattern]: int32s([1, 0, 1, 0, 1, 0]) }).local!;
    assert.deepEqual(asNumbers.layers, [true, false, true, false, true, false]);
    const tooMany = int32s([1, 0, 1, 0, 1, 0, 1]);
    assert.throws(
      () => read('gemma3', [], { [pattern]: tooMany }),
      /sliding_window_pattern: expected a flag for each of the 6 layers; found 7 of int32/,
    );
  });

  it('YaRN makes rotated vectors longer by 0.1 ln(factor) + 1, or as the file says', () => {
    const longer = 0.1 * Math.log(4) + 1;
    const magnitude = (name: ArchitectureName, options: readonly string[], changes: Changes = {}): number =>
      read(name, options, changes).rope.magnitude;
    const near = (found: number, expected: number): void => {
      assert.ok(Math.abs(found - expected) < 1e-6, `expected ${expected}, found ${found}`);
    };
    near(magnitude('llama', ['yarn']), longer);
    near(magnitude('llama', ['yarn'], { 'rope.scaling.attn_factor': float32(1.5) }), 1.5 * longer);
    near(magnitude('llama', ['linear'], { 'rope.scaling.attn_factor': float32(1.5) }), 1.5);
    near(magnitude('llama', ['yarn'], { 'rope.scaling.factor': float32(0) }), 1);
    near(magnitude('mistral3', ['yarnKeys']), longer / (0.07 * Math.log(4) + 1));
    assert.deepEqual(read('mistral3', ['yarnKeys']).rope.scaling, {
      kind: 'yarn',
      factor: 4,
      betaFast: 4,
      betaSlow: 0.5,
    });
    // llama.cpp reads those keys for architectures that write them, and for no others.
    assert.deepEqual(read('llama', ['yarn'], { 'rope.scaling.yarn_beta_fast': float32(4) }).rope.scaling, {
      kind: 'yarn',
      factor: 4,
      betaFast: 32,
      betaSlow: 1,
    });
  });

  it('qwen35 knows which layers keep a state, and leaves out those that predict further tokens', () => {
    const { recurrent, nLayer } = read('qwen35');
    assert.equal(nLayer, 4);
    assert.deepEqual(recurrent, {
      layers: [true, true, true, false],
      nHeadK: 2,
      nHeadV: 4,
      headDim: 64,
      nConv: 4,
    });
    assert.equal(read('qwen35', ['predictor']).nLayer, 4);
    assert.deepEqual(read('qwen35', ['everySecondRecurrent']).recurrent?.layers, [true, false]);
    assert.deepEqual(read('qwen35moe').experts, {
      n: 4,
      nUsed: 2,
      nFf: 256,
      isNormalised: true,
      nFfShared: 512,
    });
    assert.throws(() => read('qwen35', [], { 'rope.dimension_sections': int32s([6, 6, 4, 0]) }), {
      code: 'unsupported',
      message:
        'qwen35.rope.dimension_sections: expected three parts of the 16 pairs, of like size; found 6, 6, 4, 0',
    });
  });

  const nonsense: readonly (readonly [
    ArchitectureName,
    options: readonly string[],
    key: string,
    value: GgufValue,
    message: string,
  ])[] = [
    ['llama', ['experts'], 'expert_used_count', uint32(5), 'expected at most the 4 experts; found 5'],
    ['llama', ['experts'], 'expert_used_count', uint32(0), 'expected an integer from 1 to 512; found 0'],
    ['qwen3moe', [], 'expert_count', uint32(0), 'expected an integer from 1 to 512; found 0'],
    ['qwen3moe', [], 'expert_count', uint32(4096), 'expected an integer from 1 to 512; found 4096'],
    [
      'phi3',
      [],
      'rope.dimension_count',
      uint32(65),
      'expected an even number up to the head dimension 64; found 65',
    ],
    [
      'phi3',
      [],
      'rope.dimension_count',
      uint32(66),
      'expected an even number up to the head dimension 64; found 66',
    ],
    ['qwen3', [], 'rope.dimension_count', uint32(32), 'expected the even head dimension 64; found 32'],
    [
      'gemma3',
      [],
      'attention.sliding_window',
      float32(1.5),
      'expected an integer from 1 to 268435456; found 1.5',
    ],
    [
      'gemma3',
      [],
      'rope.freq_base_swa',
      float32(-1),
      'expected a number above 0, at most 1000000000000; found -1',
    ],
    ['qwen35', [], 'ssm.inner_size', uint32(100), 'expected 4 heads of 64; found 100'],
    ['qwen35', [], 'ssm.group_count', uint32(3), 'expected a divisor of the 4 heads; found 3'],
    ['qwen35', [], 'ssm.conv_kernel', uint32(100), 'expected an integer from 1 to 32; found 100'],
    ['qwen35', [], 'nextn_predict_layers', uint32(4), 'expected less than the 4 layers; found 4'],
    ['granite', [], 'logit_scale', float32(0), 'expected a number above 0, at most 1000000; found 0'],
    ['granite', [], 'residual_scale', float32(-1), 'expected a number above 0, at most 1000000; found -1'],
    [
      'mistral3',
      [],
      'attention.temperature_scale',
      float32(Infinity),
      'expected a number above 0, at most 1000; found Infinity',
    ],
    [
      'llama',
      ['yarn'],
      'rope.scaling.original_context_length',
      float32(0.5),
      'expected an integer from 1 to 268435456; found 0.5',
    ],
    [
      'llama',
      ['yarn'],
      'rope.scaling.attn_factor',
      float32(0),
      'expected a number above 0, at most 1000; found 0',
    ],
  ];
  for (const [name, options, key, value, message] of nonsense) {
    it(`${name} refuses ${key} of ${message.split(' ').at(-1)!}`, () => {
      assert.throws(() => read(name, options, { [key]: value }), {
        code: 'gguf',
        message: `${name}.${key}: ${message}`,
      });
    });
  }

  it('granite needs to know whether it rotates as a bool', () => {
    assert.throws(() => read('granite', [], { 'rope.scaling.finetuned': string('no') }), LlmError);
    assert.ok(read('granite', [], { 'rope.scaling.finetuned': bool(true) }));
  });
});

/** Every tensor asked for is there with its shape, by itself or in a fused one, or may be missing; and nothing else is there. */
function assertAsked(asked: readonly TensorSpec[], written: TensorShapes): void {
  const known = new Set<string>();
  for (const { name, shape, optional, part, fusedIn } of asked) {
    const isFused = fusedIn !== undefined && !written.has(name) && written.has(fusedIn.name);
    const source = isFused ? fusedIn.name : name;
    const rows = isFused ? fusedIn : part;
    known.add(source);
    const found = written.get(source);
    if (found) assert.deepEqual(found.shape, rows ? [...shape.slice(0, -1), rows.ofRows] : shape, source);
    else assert.ok(optional, `${name} is missing`);
    if (rows) assert.ok(rows.firstRow + shape.at(-1)! <= rows.ofRows, `${source}: rows beyond its end`);
  }
  for (const name of written.keys()) assert.ok(known.has(name), `${name} is not asked for`);
}

/** All that `expected` says is so; objects may hold more. */
function assertContains(found: unknown, expected: unknown, what: string): void {
  if (typeof expected !== 'object' || expected === null || typeof found !== 'object' || found === null) {
    assert.deepEqual(found, expected, what);
    return;
  }
  for (const [key, value] of Object.entries(expected))
    assertContains((found as Record<string, unknown>)[key], value, `${what}.${key}`);
}
