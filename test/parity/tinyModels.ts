import type { ArchitectureName } from '../../src/model/arch/index.ts';
import type { QuantTypeName } from '../../src/quant/index.ts';
import { tinyLlama, type LlamaOptions } from '../support/tinyLlama.ts';
import type { VocabKind } from '../support/tinyVocab.ts';

/** What every generator understands. */
export interface TinyModelOptions {
  readonly type: QuantTypeName;
  readonly vocab: VocabKind;
  readonly nCtx: number;
  readonly seed: number;
}

/** How tiny models of one architecture are made. */
export interface TinyModelFamily {
  /** What else the architecture may have, by name: rope scalings, tied output, biases, … */
  readonly options: readonly string[];
  /** A GGUF file; `option` is one of `options`, or undefined for the plainest model. Same arguments, same bytes. */
  build(options: TinyModelOptions, option: string | undefined): Uint8Array;
}

/** Rows that are multiples of 256, so that every tensor type fits every matrix. */
const dims = { nVocab: 512, nEmbd: 256, nFf: 256, nLayer: 2, nHead: 4, nHeadKv: 2 } as const;

const llamaOptions: Readonly<Record<string, Partial<LlamaOptions>>> = {
  'tied output': { tied: true },
  rope_freqs: { ropeFreqs: true },
  'rope linear': { ropeLinear: 4 },
  'rope base 1e6': { ropeBase: 1e6 },
  'one KV head': { nHeadKv: 1 },
  'a KV head each': { nHeadKv: 4 },
  'wide heads': { nHead: 2, nHeadKv: 1, headDim: 256 },
};

/** By architecture; one that joins the registry without a generator here does not compile. */
export const tinyModels: Readonly<Record<ArchitectureName, TinyModelFamily>> = {
  llama: {
    options: Object.keys(llamaOptions),
    build: (options, option) =>
      tinyLlama({ ...dims, ...options, ...(option === undefined ? {} : llamaOptions[option]) }),
  },
};
