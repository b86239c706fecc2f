import { LlmError } from '../base/errors.ts';
import type { TokenId } from '../base/types.ts';
import { Candidates } from './candidates.ts';
import { dist } from './dist.ts';
import { greedy } from './greedy.ts';
import { logitBias } from './logitBias.ts';
import { minP } from './minP.ts';
import { penalties } from './penalties.ts';
import type { Sampler, SamplerEnv } from './sampler.ts';
import { temperature } from './temperature.ts';
import { topK } from './topK.ts';
import { topNSigma } from './topNSigma.ts';
import { topP } from './topP.ts';
import { typicalP } from './typicalP.ts';
import { xtc } from './xtc.ts';

/** Every kind of sampler, in the order in which llama.cpp's common chain applies them. */
export const samplers = [
  logitBias,
  penalties,
  topNSigma,
  topK,
  typicalP,
  topP,
  minP,
  xtc,
  temperature,
  greedy,
  dist,
] as const;

type Intersection<Union> = (Union extends unknown ? (each: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

/** The parameters of all samplers together. */
export type SamplingParams = Intersection<(typeof samplers)[number]['defaults']>;

/** llama.cpp's defaults. */
export const samplingDefaults: SamplingParams = Object.assign(
  {},
  ...samplers.map(({ defaults }) => defaults),
) as SamplingParams;

/** Logits to a token. One per sequence: it remembers what was accepted and how far its random numbers went. */
export interface SamplerChain {
  /** The next token by these logits [nVocab]. It enters the history only through `accept`. */
  sample(logits: Float32Array): TokenId;
  /** Tells of a token that entered the sequence, prompt included. */
  accept(token: TokenId): void;
  /** Forgets the history and starts the random numbers anew. */
  reset(): void;
}

export function createChain(params: Partial<SamplingParams>, env: SamplerEnv): SamplerChain {
  const all: SamplingParams = { ...samplingDefaults, ...params };
  check(all);
  const chain = samplers
    .map((type): Sampler | undefined => type.create(all, env))
    .filter((sampler) => sampler !== undefined);
  const candidates = new Candidates(env.nVocab);
  return {
    sample(logits) {
      candidates.load(logits);
      for (const sampler of chain) sampler.apply(candidates);
      return candidates.ids[candidates.selected]!;
    },
    accept(token) {
      for (const sampler of chain) sampler.accept?.(token);
    },
    reset() {
      for (const sampler of chain) sampler.reset?.();
    },
  };
}

/** Longest window of the penalties: longer than any context in use, and still small in memory. */
const MAX_LAST_N = 1 << 20;

/** Parameters come from settings and command lines. */
function check(params: SamplingParams): void {
  for (const [name, value] of Object.entries(params))
    if (typeof value === 'number' && !Number.isFinite(value)) refuse(name, 'a finite number', value);
  for (const name of ['topK', 'penaltyLastN', 'minKeep'] as const)
    if (!Number.isInteger(params[name])) refuse(name, 'a whole number', params[name]);
  if (params.penaltyLastN < -1 || params.penaltyLastN > MAX_LAST_N)
    refuse('penaltyLastN', `-1 to ${MAX_LAST_N}`, params.penaltyLastN);
  if (params.repeatPenalty <= 0) refuse('repeatPenalty', 'a number above 0', params.repeatPenalty);
}

function refuse(name: string, expected: string, found: number): never {
  throw new LlmError('request', `${name}: expected ${expected}, found ${found}`);
}
