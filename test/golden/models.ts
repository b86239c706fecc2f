import { ggufValue } from '../../src/gguf/writer.ts';
import type { ArchitectureName } from '../../src/model/arch/index.ts';
import type { QuantTypeName } from '../../src/quant/index.ts';
import { tinyLlama, type LlamaOptions } from '../support/tinyLlama.ts';
import { tinyModel, type TinyModelOptions } from '../support/tinyModel.ts';

/** Of activations: none, to f16 before some products or in gates, to blocks of bytes. */
export type Rounding = 'none' | 'f16' | 'blocks';

export interface GoldenModel {
  /** The coarsest rounding that activations go through. */
  readonly rounding: Rounding;
  readonly prompts: readonly string[];
  /** Positions of the contexts in which it was asked. */
  readonly nCtx: number;
  /** The model's file. */
  write(): Uint8Array;
}

const shortPrompts: readonly string[] = [
  'Once upon a time',
  'const value = function (x) { return x + 1; }\n',
  'où est le café? 你好 🙂 the quick brown fox',
];

/**
 * The tensor types that common files mix, tied and untied output, grouped queries, rope_freqs, linear rope scaling, and
 * both kinds of vocabulary.
 */
const llamas: Readonly<Record<string, Partial<LlamaOptions>>> = {
  'f32-spm-untied': { type: 'F32', vocab: 'spm', tied: false, nHead: 4, nHeadKv: 4, seed: 11 },
  'f16-bpe-tied-gqa': { type: 'F16', vocab: 'bpe', tied: true, nHead: 8, nHeadKv: 2, seed: 12 },
  'q8_0-spm-gqa-rope-freqs': {
    type: 'Q8_0',
    vocab: 'spm',
    tied: false,
    nEmbd: 128,
    nHead: 4,
    nHeadKv: 1,
    nFf: 224,
    ropeFreqs: true,
    ropeBase: 500000,
    seed: 13,
  },
  'q4_k-bpe-tied-gqa-rope-freqs': {
    type: 'Q4_K',
    typeOf: (name) => (name === 'token_embd.weight' ? 'Q6_K' : undefined),
    vocab: 'bpe',
    tied: true,
    nEmbd: 256,
    nHead: 8,
    nHeadKv: 2,
    nFf: 512,
    nLayer: 3,
    ropeFreqs: true,
    ropeBase: 500000,
    seed: 14,
  },
  'q6_k-spm-untied-linear': {
    type: 'Q6_K',
    vocab: 'spm',
    tied: false,
    nEmbd: 256,
    nHead: 4,
    nHeadKv: 2,
    nFf: 256,
    ropeLinear: 2,
    seed: 15,
  },
};

/**
 * One with floats and one with blocks of each other architecture, and of llama those that the ones above are not. The
 * greedy steps go beyond the 16 positions of gemma3's window and the 32 that the scaled ropes know from training.
 */
const others: readonly (readonly [ArchitectureName, TinyModelOptions & { readonly type: QuantTypeName }])[] =
  [
    ['llama', { type: 'F32', options: ['attentionBias', 'ffnBias', 'yarn'] }],
    ['llama', { type: 'Q8_0', options: ['experts', 'ropeFreqs'] }],
    ['qwen2', { type: 'F32', options: ['tied'] }],
    ['qwen2', { type: 'Q4_0', options: ['yarn'] }],
    ['qwen3', { type: 'F32', options: ['yarn'] }],
    ['qwen3', { type: 'Q5_1', options: ['tied'] }],
    ['smollm3', { type: 'F32', options: ['tied'] }],
    ['smollm3', { type: 'Q8_0', options: ['yarn'] }],
    ['gemma3', { type: 'F32', options: ['tied', 'linear'] }],
    ['gemma3', { type: 'Q8_0', options: ['everySecondLocal'] }],
    ['gemma3', { type: 'F16', options: ['noWindow'] }],
    ['phi3', { type: 'F32', options: ['longrope', 'partialRope'] }],
    ['phi3', { type: 'Q5_0', options: ['tied'] }],
    ['granite', { type: 'F32', options: ['tied'] }],
    ['granite', { type: 'Q8_0', options: ['notRotated', 'attentionBias'] }],
    ['mistral3', { type: 'F32', options: ['temperature'] }],
    ['mistral3', { type: 'IQ4_NL', options: ['yarnKeys', 'tied'] }],
    ['granitemoe', { type: 'F32', options: ['sharedExpert'] }],
    ['granitemoe', { type: 'Q8_0', options: ['tied'] }],
    ['qwen2moe', { type: 'F32' }],
    ['qwen2moe', { type: 'Q4_1' }],
    ['qwen3moe', { type: 'F32', options: ['tied'] }],
    ['qwen3moe', { type: 'Q8_0' }],
    ['gemma', { type: 'F32' }],
    ['gemma', { type: 'Q8_0', options: ['linear'] }],
    ['gemma2', { type: 'F32' }],
    ['gemma2', { type: 'Q8_0', options: ['localBase'] }],
    ['qwen35', { type: 'F32', options: ['tied'] }],
    ['qwen35', { type: 'Q8_0', options: ['everySecondRecurrent', 'predictor'] }],
    ['qwen35moe', { type: 'F32' }],
    ['qwen35moe', { type: 'Q8_0', options: ['tied'] }],
  ];

const smallDims = { nEmbd: 64, headDim: 16, nFf: 96 };

/** More than two blocks of attention, of which the window shows less than one. */
const longPrompt = shortPrompts.join(' ').repeat(5);

/** The models that llama.cpp was asked about, each small enough to be written anew by every test run. */
export const goldenModels: Readonly<Record<string, GoldenModel>> = {
  ...Object.fromEntries(
    Object.entries(llamas).map(([name, options]) => [
      name,
      {
        rounding: roundingOf(options.type ?? 'F32'),
        prompts: shortPrompts,
        nCtx: 256,
        write: () => tinyLlama({ nVocab: 512, nLayer: 2, ...options }),
      },
    ]),
  ),
  ...Object.fromEntries(
    others.map(([architecture, options], index) => [
      [architecture, options.type.toLowerCase(), ...(options.options ?? [])].join('-'),
      {
        rounding: roundingOf(options.type, architecture),
        prompts: shortPrompts,
        nCtx: 256,
        write: () => tinyModel(architecture, { dims: smallDims, seed: 100 + index, ...options }),
      },
    ]),
  ),
  'gemma3-f32-long': {
    rounding: roundingOf('F32', 'gemma3'),
    prompts: [longPrompt],
    nCtx: 512,
    write: () =>
      tinyModel('gemma3', {
        dims: { ...smallDims, nLayer: 3 },
        metadata: {
          'gemma3.attention.sliding_window': ggufValue.uint32(100),
          'gemma3.attention.sliding_window_pattern': ggufValue.uint32(3),
        },
        seed: 130,
      }),
  },
};

function roundingOf(type: QuantTypeName, architecture?: ArchitectureName): Rounding {
  if (type === 'F32') return architecture?.startsWith('gemma') === true ? 'f16' : 'none'; // whose gates come from a table of f16
  return type === 'F16' ? 'f16' : 'blocks';
}

export const goldenGreedySteps = 32;

/** What llama.cpp said of one model; test/golden/answers/NAME.json. */
export interface GoldenAnswers {
  /** Of node-llama-cpp, and the kernel build its llama.cpp chose. */
  readonly oracle: string;
  /** Of the model's file: shows a generator that changed. */
  readonly sha256: string;
  readonly prompts: readonly GoldenPrompt[];
}

export interface GoldenPrompt {
  readonly text: string;
  readonly tokens: readonly number[];
  /** After the prompt: id and logit, descending. */
  readonly top5: readonly (readonly [id: number, logit: number])[];
  readonly greedy: readonly number[];
  /** The best logit less the second, at each greedy step. */
  readonly margins: readonly number[];
}
