import { LlmError } from '../base/errors.ts';
import type { TokenId } from '../base/types.ts';
import { Candidates } from './candidates.ts';
import { dist } from './dist.ts';
import { dry } from './dry.ts';
import { greedy } from './greedy.ts';
import { logitBias } from './logitBias.ts';
import { minP } from './minP.ts';
import { mirostat } from './mirostat.ts';
import { mirostatV2 } from './mirostatV2.ts';
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
  dry,
  topNSigma,
  topK,
  typicalP,
  topP,
  minP,
  xtc,
  temperature,
  mirostat,
  mirostatV2,
  greedy,
  dist,
] as const;

/** What llama.cpp leaves of its chain where mirostat chooses: that draws by itself, and from all tokens. */
const besideMirostat: ReadonlySet<string> = new Set(
  [logitBias, temperature, mirostat, mirostatV2].map(({ name }) => name),
);

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
  const isMirostat = all.mirostat > 0 && all.temperature > 0;
  const chain = samplers
    .filter(({ name }) => !isMirostat || besideMirostat.has(name))
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

/** Each is looked for in the whole vocabulary; chats in use have four. */
const MAX_BREAKERS = 64;

/** Parameters come from settings and command lines. */
function check(params: SamplingParams): void {
  for (const [name, value] of Object.entries(params))
    if (typeof value === 'number' && !Number.isFinite(value)) refuse(name, 'a finite number', value);
  for (const name of ['topK', 'penaltyLastN', 'minKeep', 'dryAllowedLength', 'dryPenaltyLastN'] as const)
    if (!Number.isInteger(params[name])) refuse(name, 'a whole number', params[name]);
  if (params.penaltyLastN < -1 || params.penaltyLastN > MAX_LAST_N)
    refuse('penaltyLastN', `-1 to ${MAX_LAST_N}`, params.penaltyLastN);
  if (![0, 1, 2].includes(params.mirostat)) refuse('mirostat', '0, 1 or 2', params.mirostat);
  if (params.dryPenaltyLastN < -1) refuse('dryPenaltyLastN', '-1 or more', params.dryPenaltyLastN);
  if (params.drySequenceBreakers.length > MAX_BREAKERS)
    refuse('drySequenceBreakers', `at most ${MAX_BREAKERS}`, params.drySequenceBreakers.length);
  if (params.repeatPenalty <= 0) refuse('repeatPenalty', 'a number above 0', params.repeatPenalty);
}

function refuse(name: string, expected: string, found: number): never {
  throw new LlmError('request', `${name}: expected ${expected}, found ${found}`);
}
