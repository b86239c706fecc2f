import { setImmediate as nextTurn } from 'node:timers/promises';
import { LlmError } from '../base/errors.ts';
import type { TokenId } from '../base/types.ts';
import { answerReserve } from '../protocol/attachments.ts';
import type { ChatMessage } from '../protocol/engine.ts';
import type { Cancellation } from './cancellation.ts';

export interface FittedConversation {
  readonly tokens: readonly TokenId[];
  /** Oldest messages left out. */
  readonly dropped: number;
}

export interface FitOptions {
  readonly nCtx: number;
  readonly maxTokens: number | undefined;
  readonly cancellation: Cancellation;
  /** Template and tokenizer. */
  readonly tokenize: (messages: readonly ChatMessage[]) => readonly TokenId[];
}

/**
 * The tokens of a conversation that leave room for an answer. If all of it does not fit, the oldest turns go, as few as
 * will do and up to a user's message, since many templates insist that one comes first; system messages and the last
 * user's message stay. If even those do not fit, throws `context` with the numbers.
 */
export async function fitConversation(
  messages: readonly ChatMessage[],
  { nCtx, maxTokens, cancellation, tokenize }: FitOptions,
): Promise<FittedConversation> {
  if (messages.length === 0) throw new LlmError('request', 'the conversation has no message');
  const limit = nCtx - answerReserve(nCtx, maxTokens);

  const all = tokenize(messages);
  if (all.length <= limit) return { tokens: all, dropped: 0 };

  const firstSpoken = messages.findIndex(({ role }) => role !== 'system');
  const cuts = messages.flatMap(({ role }, i) => (role === 'user' && i > firstSpoken ? [i] : []));
  const without = async (cut: number): Promise<FittedConversation> => {
    await nextTurn(); // templates and long texts take their time
    cancellation.throwIfCancelled();
    const kept = messages.filter(({ role }, i) => role === 'system' || i >= cut);
    return { tokens: tokenize(kept), dropped: messages.length - kept.length };
  };

  const last = cuts.at(-1);
  let fitted = last === undefined ? { tokens: all, dropped: 0 } : await without(last);
  if (fitted.tokens.length > nCtx) {
    throw new LlmError(
      'context',
      `the last message with its instructions has ${fitted.tokens.length} tokens, and the context has room for ${nCtx}: ` +
        'shorten it, or raise the context size',
    );
  }
  if (fitted.tokens.length > limit) return fitted; // a short answer is better than none

  // Dropping more never takes more tokens: halve towards the earliest cut that fits.
  let low = 0;
  let high = cuts.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const candidate = await without(cuts[middle]!);
    if (candidate.tokens.length <= limit) {
      fitted = candidate;
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return fitted;
}
