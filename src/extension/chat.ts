import type { Disposable } from '../base/disposable.ts';
import { LlmError } from '../base/errors.ts';
import { Emitter } from '../base/event.ts';
import {
  type Activity,
  applyChange,
  type ChatChange,
  type ChatState,
  emptyChat,
  type HostMessage,
  MAX_ANSWER_CHARS,
  MAX_QUESTION_CHARS,
  MAX_TURNS,
  type ModelStatus,
  type Outcome,
  type Turn,
} from '../protocol/chat.ts';
import type { ChatMessage, GenerateEvent, GenerateResult } from '../protocol/engine.ts';
import { type FailureHints, failureOf } from './failure.ts';
import { TextThrottle } from './textThrottle.ts';

/** Answers one conversation; loads the model first where that is needed. */
export type Answerer = (
  messages: readonly ChatMessage[],
  options: {
    /** Another one for every conversation, so that each finds again what was computed for it. */
    readonly conversation: string;
    readonly signal: AbortSignal;
    readonly onEvent: (event: GenerateEvent) => void;
  },
) => Promise<GenerateResult>;

/**
 * What the model is to read: each question with the answer it got, and the last question. A question whose answer
 * failed or was stopped before its first word is left out, since templates insist on question and answer in turn.
 */
export function messagesOf(turns: readonly Turn[]): ChatMessage[] {
  return turns.flatMap((turn, i): ChatMessage[] => {
    if (turn.role === 'assistant') return turn.text === '' ? [] : [{ role: 'assistant', content: turn.text }];
    const answer = turns[i + 1];
    const isAnswered = answer?.role === 'assistant' && answer.text !== '';
    return isAnswered || isPending(answer) ? [{ role: 'user', content: turn.text }] : [];
  });
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
    tokensPerSecond: decodeTokens > 0 && decodeMs > 0 ? (decodeTokens * 1000) / decodeMs : 0,
    firstTokenMs,
  };
}

/**
 * The conversation. It lives as long as the extension, whether or not a panel shows it, and tells of every change by a
 * numbered message. One answer is made at a time.
 */
export class Chat implements Disposable {
  readonly #answerer: Answerer;
  readonly #hints: FailureHints;
  readonly #onError: (error: unknown) => void;
  readonly #messages = new Emitter<HostMessage>();
  #state: ChatState = emptyChat;
  #conversation = crypto.randomUUID();
  #seq = 0;
  #nextId = 1;
  #abort = new AbortController();
  /** The answer in the making, or the last one; never rejects. */
  #answering: Promise<void> = Promise.resolve();
  /** Text of the answer in the making that no message has carried yet. */
  #streaming: TextThrottle | undefined;

  /** Every change, as a panel receives it. */
  readonly onMessage = this.#messages.event;

  constructor(
    answerer: Answerer,
    options: { hints?: FailureHints; onError?: (error: unknown) => void } = {},
  ) {
    this.#answerer = answerer;
    this.#hints = options.hints ?? {};
    this.#onError = options.onError ?? (() => undefined);
  }

  get state(): ChatState {
    return this.#state;
  }

  get busy(): boolean {
    return this.#state.activity.kind !== 'idle';
  }

  /** Where a panel starts: the messages that follow continue from its number. */
  snapshot(): HostMessage {
    this.#streaming?.flush();
    return { type: 'snapshot', seq: this.#seq, chat: this.#state };
  }

  setModel(model: ModelStatus): void {
    this.#apply({ kind: 'model', model });
  }

  /**
   * Resolves when the answer has ended, in whatever way: the transcript says how. An answer still in the making is
   * stopped first and stays in the transcript as far as it came: who asks anew no longer waits for it.
   * Throws `request` for a question that cannot be one.
   */
  ask(question: string): Promise<void> {
    if (question.trim() === '') throw new LlmError('request', 'the question is empty');
    if (question.length > MAX_QUESTION_CHARS) {
      throw new LlmError(
        'request',
        `the question has ${question.length} characters; at most ${MAX_QUESTION_CHARS} are possible`,
      );
    }
    if (this.#state.turns.length + 2 > MAX_TURNS) {
      throw new LlmError('request', `this chat has ${this.#state.turns.length} turns; start a new one`);
    }
    return this.#next((abort) => {
      this.#apply({ kind: 'turnAdded', turn: { id: this.#nextId++, role: 'user', text: question } });
      return this.#answer(abort);
    });
  }

  /** Asks the last question again, if its answer failed or was stopped. */
  retry(): Promise<void> {
    return this.#next(async (abort) => {
      const last = this.#state.turns.at(-1);
      if (last?.role !== 'assistant' || last.outcome.kind === 'finished') return;
      this.#apply({ kind: 'turnRemoved', id: last.id });
      await this.#answer(abort);
    });
  }

  /** Resolves when the engine has stopped. */
  stop(): Promise<void> {
    this.#abort.abort();
    return this.#answering;
  }

  /** A new, empty conversation. What the engine still says to the old one finds no turn and is lost. */
  clear(): void {
    this.#abort.abort();
    this.#conversation = crypto.randomUUID();
    this.#apply({ kind: 'cleared' });
  }

  dispose(): void {
    this.#abort.abort();
    this.#streaming?.dispose();
    this.#messages.dispose();
  }

  #next(run: (abort: AbortController) => Promise<void>): Promise<void> {
    const previous = this.stop();
    const abort = new AbortController();
    this.#abort = abort;
    this.#answering = previous.then(() => run(abort));
    return this.#answering;
  }

  async #answer(abort: AbortController): Promise<void> {
    const { signal } = abort;
    const id = this.#nextId++;
    this.#apply({
      kind: 'turnAdded',
      turn: { id, role: 'assistant', text: '', dropped: 0, outcome: { kind: 'running' } },
    });
    this.#setActivity({ kind: 'starting' });
    const text = new TextThrottle((piece) => {
      this.#apply({ kind: 'text', id, text: piece });
    });
    this.#streaming = text;
    let outcome: Outcome;
    try {
      signal.throwIfAborted();
      outcome = outcomeOf(
        await this.#answerer(messagesOf(this.#state.turns), {
          conversation: this.#conversation,
          signal,
          onEvent: this.#eventHandler(id, text, abort),
        }),
      );
    } catch (error) {
      outcome = signal.aborted ? { kind: 'stopped' } : failureOf(error, this.#hints);
      if (outcome.kind === 'failed') this.#onError(error);
    }
    text.flush();
    text.dispose();
    this.#apply({ kind: 'outcome', id, outcome });
    this.#setActivity({ kind: 'idle' });
  }

  #eventHandler(id: number, text: TextThrottle, abort: AbortController): (event: GenerateEvent) => void {
    let percent = -1;
    let length = 0;
    return (event) => {
      switch (event.type) {
        case 'prompt': {
          const now = Math.floor((100 * event.done) / Math.max(1, event.total));
          if (now === percent) return; // nobody sees less than a percent
          percent = now;
          this.#setActivity({ kind: 'prompt', done: event.done, total: event.total });
          return;
        }
        case 'dropped':
          this.#apply({ kind: 'dropped', id, messages: event.messages });
          return;
        case 'text':
          length += event.text.length;
          if (length > MAX_ANSWER_CHARS) {
            abort.abort();
            return;
          }
          if (this.#state.activity.kind !== 'answering') this.#setActivity({ kind: 'answering' });
          text.push(event.text);
          return;
      }
    };
  }

  #setActivity(activity: Activity): void {
    this.#apply({ kind: 'activity', activity });
  }

  #apply(change: ChatChange): void {
    this.#state = applyChange(this.#state, change);
    this.#seq++;
    this.#messages.fire({ type: 'change', seq: this.#seq, change });
  }
}
