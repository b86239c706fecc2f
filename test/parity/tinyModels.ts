import type { ArchitectureName } from '../../src/model/arch/index.ts';
import type { QuantTypeName } from '../../src/quant/index.ts';
import { tinyLlama, type LlamaDims, type LlamaOptions } from '../support/tinyLlama.ts';
import type { VocabKind } from '../support/tinyVocab.ts';

/** What every generator understands. */
export interface TinyModelOptions {
  readonly type: QuantTypeName;
  readonly vocab: VocabKind;
  readonly nCtx: number;
  readonly seed: number;
  /** Names of the architecture's options, all of which the file then has. */
  readonly options: readonly string[];
  /** Overrides of the dimensions. */
  readonly dims?: Partial<LlamaDims>;
}

/** How tiny models of one architecture are made. */
export interface TinyModelFamily {
  /** What else the architecture may have, by name: rope scalings, tied output, biases, … */
  readonly options: Readonly<Record<string, TinyOption>>;
  /** A GGUF file. Same arguments, same bytes. */
  readonly build: (options: TinyModelOptions) => Uint8Array;
}

export interface TinyOption {
  /** Of the options of one group a file has at most one. */
  readonly group?: string;
}

/** Rows that are multiples of 256, so that every tensor type fits every matrix. */
const dims = { nVocab: 512, nEmbd: 256, nFf: 256, nLayer: 2, nHead: 4, nHeadKv: 2, headDim: 64 } as const;

interface LlamaOption extends TinyOption {
  readonly values: Partial<LlamaOptions>;
}

const llamaOptions: Readonly<Record<string, LlamaOption>> = {
  tied: { values: { tied: true } },
  ropeFreqs: { group: 'rope factors', values: { ropeFreqs: true } },
  linear: { group: 'rope scaling', values: { ropeLinear: 4 } },
  ropeBase: { group: 'rope base', values: { ropeBase: 1e6 } },
  oneKvHead: { group: 'heads', values: { nHeadKv: 1 } },
  equalHeads: { group: 'heads', values: { nHeadKv: 4 } },
  wideHeads: { group: 'heads', values: { nHead: 2, nHeadKv: 1, headDim: 256 } },
};

/** By architecture; one that joins the registry without a generator here does not compile. */
export const tinyModels: Readonly<Record<ArchitectureName, TinyModelFamily>> = {
  llama: {
    options: llamaOptions,
    build: ({ options, dims: more, ...common }) =>
      tinyLlama(
        options.reduce<Partial<LlamaOptions>>((all, name) => ({ ...all, ...llamaOptions[name]!.values }), {
          ...dims,
          ...common,
          ...more,
        }),
      ),
  },
};
