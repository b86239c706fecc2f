import { setImmediate as nextTurn } from 'node:timers/promises';
import { LlmError } from '../base/errors.ts';
import type { TokenId } from '../base/types.ts';
import type { GenerateEvent, GenerateOptions, GenerateResult, StopReason } from '../protocol/engine.ts';
import type { LlamaContext } from '../runtime/llamaContext.ts';
import type { SamplerChain, SamplingParams } from '../sampling/index.ts';
import type { Detokenizer } from '../tokenizer/tokenizer.ts';
import type { Cancellation } from './cancellation.ts';
import { type BatchCosts, DraftPolicy, noDrafts } from './draftPolicy.ts';
import type { DraftModel } from './draftModel.ts';
import { Frames } from './frames.ts';
import { Speculation } from './speculation.ts';
import { StopMatcher } from './stop.ts';

/**
 * Tokens of the prompt in one pass. Logits do not depend on it; a pass of 128 is about as fast as a longer one, and the
 * progress that the person sees moves once a pass.
 */
const PROMPT_BATCH = 128;

/** What generation needs of a loaded model. */
export interface GenerationModel {
  readonly context: LlamaContext;
  readonly nVocab: number;
  /** What batches were found to cost, from answer to answer. */
  readonly batchCosts: BatchCosts;
  /** A smaller model that guesses along, and what its batches cost with the guessing. */
  readonly draft?: { readonly model: DraftModel; readonly batchCosts: BatchCosts } | undefined;
  readonly isEog: (id: TokenId) => boolean;
  readonly createDetokenizer: () => Detokenizer;
  /** Throws an LlmError `request` for a parameter that makes no sense. */
  readonly createChain: (
    sampling: Partial<SamplingParams>,
    seed: number,
  ) => Pick<SamplerChain, 'sample' | 'accept'>;
}

/** One run's surroundings. */
export interface Run {
  readonly cancellation: Cancellation;
  /** `performance.now()` when the request came. */
  readonly startedAt: number;
  readonly emit: (event: GenerateEvent) => void;
  /** Tokens at the end of the prompt that are the beginning of the answer; their text is known. */
  readonly begun?: readonly TokenId[];
}

/**
 * Prompt to answer: feeds what the cache does not hold yet, then samples and feeds token by token, and what probably
 * follows along with it (see speculation.ts). Cancelling ends it with what there is. Throws `context` if the prompt has no room, `engine` if a compute thread died.
 */
export async function generate(
  model: GenerationModel,
  prompt: readonly TokenId[],
  options: GenerateOptions,
  run: Run,
): Promise<GenerateResult> {
  const { context } = model;
  const { cancellation } = run;
  const { maxTokens = Infinity, stop = [], seed = drawSeed(), speculate = true } = options;
  checkPrompt(prompt, context.nCtx);
  if (!(maxTokens >= 0)) throw new LlmError('request', `maxTokens: expected 0 or more, found ${maxTokens}`);

  const chain = model.createChain(options.sampling, seed);
  for (const token of prompt) chain.accept(token); // penalties look back into the prompt, as in llama.cpp

  const detokenizer = model.createDetokenizer();
  for (const token of run.begun ?? []) detokenizer.push(token); // the last one may be half a character
  const stops = new StopMatcher(stop);
  const tokens: TokenId[] = [];
  let text = '';
  let firstTextAt: number | undefined;
  const frames = new Frames<string>(
    (more) => {
      run.emit({ type: 'text', text: more });
    },
    (waiting, next) => waiting + next,
  );
  const show = (more: string): void => {
    if (more === '') return;
    firstTextAt ??= performance.now();
    text += more;
    frames.push(more);
  };

  // The last token of the prompt is always computed, for its logits.
  const cachedTokens = context.rewindTo(prompt.slice(0, -1));
  const promptStart = performance.now();
  let decodeStart = promptStart;
  let decodeTokens = 0;
  const speculation = speculationOf(model, prompt, speculate);

  const answer = async (): Promise<StopReason> => {
    let logits = await decodePrompt(context, prompt, cachedTokens, run);
    decodeStart = performance.now();
    while (tokens.length < maxTokens) {
      const token = chain.sample(logits);
      chain.accept(token);
      tokens.push(token);
      if (model.isEog(token)) return 'eog';
      show(stops.push(detokenizer.push(token)));
      if (stops.stopped) return 'stop';
      if (tokens.length >= maxTokens) break;
      const nPast = prompt.length + tokens.length - 1;
      if (nPast >= context.nCtx) return 'context';
      await nextTurn(); // lets messages in, however fast the model is
      cancellation.throwIfCancelled();
      logits = await speculation.next(token, maxTokens - tokens.length - 1, cancellation);
      decodeTokens++;
    }
    return 'maxTokens';
  };

  let stopReason: StopReason;
  try {
    stopReason = await answer();
  } catch (error) {
    frames.flush();
    if (!(error instanceof LlmError && error.code === 'cancelled')) throw error;
    stopReason = 'cancelled';
  } finally {
    speculation.end();
  }
  // Half a character stays unsaid where the answer was cut off: it may go on.
  if (stopReason === 'eog' || stopReason === 'stop') show(stops.push(detokenizer.end()));
  show(stops.end());
  frames.flush();

  const end = performance.now();
  return {
    text,
    promptTokens: prompt,
    cachedTokens,
    tokens,
    stopReason,
    seed,
    timings: {
      promptTokens: prompt.length - cachedTokens,
      promptMs: (tokens.length > 0 ? decodeStart : end) - promptStart,
      decodeTokens,
      decodeMs: tokens.length > 0 ? end - decodeStart : 0,
      firstTokenMs: (firstTextAt ?? end) - run.startedAt,
    },
  };
}

/** A draft model is believed to be often right until it is not: only trying shows it. */
const FIRST_DRAFT_RATES = [0.8, 0.8, 0.8, 0.8, 0.8];

function speculationOf(model: GenerationModel, prompt: readonly TokenId[], speculate: boolean): Speculation {
  const { context, nVocab, batchCosts, draft } = model;
  // A rejected draft is taken back, which a recurrent state cannot do.
  if (!speculate || !context.rewindsExactly) return new Speculation(context, nVocab, prompt, noDrafts);
  const drafter = draft && {
    model: draft.model,
    policy: new DraftPolicy(draft.batchCosts, FIRST_DRAFT_RATES),
  };
  return new Speculation(context, nVocab, prompt, new DraftPolicy(batchCosts), drafter);
}

function checkPrompt(prompt: readonly TokenId[], nCtx: number): void {
  if (prompt.length === 0) {
    throw new LlmError(
      'request',
      'the prompt is empty, and this model puts no token before it: nothing to start from',
    );
  }
  if (prompt.length > nCtx) {
    throw new LlmError(
      'context',
      `the prompt has ${prompt.length} tokens, and the context has room for ${nCtx}: shorten it, or raise the context size`,
    );
  }
}

/** Feeds the prompt from `first` on; the logits of its last token. */
async function decodePrompt(
  context: LlamaContext,
  prompt: readonly TokenId[],
  first: number,
  { cancellation, emit }: Run,
): Promise<Float32Array> {
  const progress = new Frames<number>(
    (done) => {
      emit({ type: 'prompt', done, total: prompt.length });
    },
    (_, next) => next,
  );
  const nBatch = Math.min(PROMPT_BATCH, context.nBatch);
  try {
    for (let done = first; ;) {
      progress.push(done);
      cancellation.throwIfCancelled();
      const batch = prompt.slice(done, done + nBatch);
      const logits = await context.decode(batch, 'last', cancellation);
      done += batch.length;
      if (done === prompt.length) {
        progress.push(done);
        return logits;
      }
      await nextTurn();
    }
  } finally {
    progress.flush();
  }
}

/** 32 bits, as llama.cpp draws one. */
function drawSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!;
}
