import type { TokenId } from '../base/types.ts';
import type { Candidates } from './candidates.ts';

/** One link of a chain. `apply` narrows, reweighs or selects; it allocates nothing. */
export interface Sampler {
  apply(candidates: Candidates): void;
  /** Told of every token that enters the sequence, prompt included. */
  accept?(token: TokenId): void;
  reset?(): void;
}

/** What tokens are in text. */
export interface SamplerVocabulary {
  tokenToPiece(id: TokenId): Uint8Array;
  /** Without special tokens. */
  encode(text: string): TokenId[];
}

/** What a sampler may need of its surroundings. */
export interface SamplerEnv {
  readonly nVocab: number;
  /** 32 bits: one seed, one answer. */
  readonly seed: number;
  readonly vocabulary?: SamplerVocabulary;
}

/**
 * A kind of sampler: one file, and one name in index.ts. `Own` are the parameters it brings into SamplingParams;
 * `Needs` those it reads, where it also looks at another's.
 */
export interface SamplerType<Own extends object = object, Needs = Own> {
  readonly name: string;
  readonly defaults: Own;
  /** Undefined where these parameters make it a no-op. */
  create(params: Needs, env: SamplerEnv): Sampler | undefined;
}
