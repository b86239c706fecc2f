import { isCode, type SentAttachment } from '../protocol/attachments.ts';
import type { Outcome, Question, Turn } from '../protocol/chat.ts';
import type { ChatMessage, GenerateResult } from '../protocol/engine.ts';
import { splitReply } from '../protocol/thinking.ts';

/**
 * What the model is to read: each question with the answer it got, and the last question. A question whose answer
 * failed or was stopped before its first word is left out, since templates insist on question and answer in turn.
 * What a model thought aloud is no part of its answer: it would fill the context.
 */
export function messagesOf(turns: readonly Turn[]): ChatMessage[] {
  return turns.flatMap((turn, i): ChatMessage[] => {
    if (turn.role === 'assistant') {
      const content = splitReply(turn.text).answer;
      return content === '' ? [] : [{ role: 'assistant', content }];
    }
    const answer = turns[i + 1];
    const isAnswered = answer?.role === 'assistant' && splitReply(answer.text).answer !== '';
    return isAnswered || isPending(answer) ? [{ role: 'user', content: questionContent(turn) }] : [];
  });
}

/** A question as the model reads it: what is attached, and then what was asked about it. */
export function questionContent(question: Omit<Question, 'id' | 'role'>): string {
  const { text, prompt = text } = question;
  return [...attachedTexts(question), prompt].filter((part) => part !== '').join('\n\n');
}

/** What is attached, as the model reads it: a `lead` stands right before the code, and names its place for it. */
export function attachedTexts({ lead, attachments = [] }: Pick<Question, 'lead' | 'attachments'>): string[] {
  const code = attachments.filter(({ attachment }) => isCode(attachment));
  const [first] = code;
  return attachments.map((sent) => {
    if (lead === undefined || sent !== first) return sent.text;
    const heading = lead.replace('{0}', () => code.map(placeOf).join(' and '));
    return code.length === 1
      ? heading + sent.text.slice(placeOf(sent).length + 1)
      : `${heading}\n\n${sent.text}`;
  });
}

/** The words above an attached text's fence, which hold no line's end. */
function placeOf({ text }: SentAttachment): string {
  return text.slice(0, text.indexOf(':\n'));
}

/** What the model is to read where the last of these answers goes on: all that it said there, its thoughts as well. */
export function messagesToContinue(turns: readonly Turn[]): ChatMessage[] {
  const last = turns.at(-1);
  const asked = messagesOf(turns.slice(0, -1));
  return last?.role === 'assistant' ? [...asked, { role: 'assistant', content: last.text }] : asked;
}

function isPending(answer: Turn | undefined): boolean {
  return answer?.role !== 'assistant' || answer.outcome.kind === 'running';
}

/** How an answer ends that the engine brought to its end. */
export function outcomeOf(result: GenerateResult): Outcome {
  if (result.stopReason === 'cancelled') return { kind: 'stopped' };
  const { decodeTokens, decodeMs, firstTokenMs } = result.timings;
  return {
    kind: 'finished',
    reason: result.stopReason,
    tokens: result.tokens.length,
    promptTokens: result.promptTokens.length,
    tokensPerSecond: decodeTokens > 0 && decodeMs > 0 ? (decodeTokens * 1000) / decodeMs : 0,
    firstTokenMs,
  };
}
