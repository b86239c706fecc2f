import { type ArchitectureName, architectures } from '../../src/model/arch/index.ts';
import type { QuantTypeName } from '../../src/quant/index.ts';
import { tinyArchitectures, type TinyDims, type TinyOption } from '../support/tinyArchitectures.ts';
import { tinyModel } from '../support/tinyModel.ts';
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
  readonly dims?: Partial<TinyDims>;
}

/** How tiny models of one architecture are made. */
export interface TinyModelFamily {
  /** What else the architecture may have, by name: rope scalings, tied output, biases, … */
  readonly options: Readonly<Record<string, TinyOption>>;
  /** A GGUF file. Same arguments, same bytes. */
  readonly build: (options: TinyModelOptions) => Uint8Array;
}

/** By architecture; one that joins the registry without a generator does not compile. */
export const tinyModels = Object.fromEntries(
  architectures.map(({ name }): [ArchitectureName, TinyModelFamily] => [
    name,
    {
      options: tinyArchitectures[name].options,
      build: ({ nCtx, dims, ...options }) => tinyModel(name, { ...options, dims: { ...dims, nCtx } }),
    },
  ]),
) as Readonly<Record<ArchitectureName, TinyModelFamily>>;
