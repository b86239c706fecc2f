import { tinyLlama, type LlamaOptions } from '../support/tinyLlama.ts';

/**
 * The models that llama.cpp was asked about, each small enough to be written anew by every test run. Between them: the
 * tensor types that common files mix, tied and untied output, grouped queries, rope_freqs, linear rope scaling, and both
 * kinds of vocabulary.
 */
export const goldenModels: Readonly<Record<string, Partial<LlamaOptions>>> = {
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

/** The model's file. */
export function goldenModel(name: string): Uint8Array {
  const options = goldenModels[name];
  if (options === undefined) throw new Error(`no golden model is called ${name}`);
  return tinyLlama({ nVocab: 512, nLayer: 2, ...options });
}

export const goldenPrompts: readonly string[] = [
  'Once upon a time',
  'const value = function (x) { return x + 1; }\n',
  'où est le café? 你好 🙂 the quick brown fox',
];

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
