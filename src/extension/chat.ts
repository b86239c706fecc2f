import { randomUUID } from 'node:crypto';
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
  type Question,
  type Turn,
} from '../protocol/chat.ts';
import type { Draft } from '../protocol/attachments.ts';
import type { ChatMessage, GenerateEvent, GenerateResult } from '../protocol/engine.ts';
import { splitReply } from '../protocol/thinking.ts';
import type { SamplingValues } from './config.ts';
import { type FailureHints, failureOf } from './failure.ts';
import { messagesOf, messagesToContinue, outcomeOf } from './messages.ts';
import { PromptClock } from './promptClock.ts';
import * as tree from './sessions/conversation.ts';
import { newSession, type Preset, type Session, titleOf } from './sessions/session.ts';
import { TextThrottle } from './textThrottle.ts';
import { ThoughtTimer } from './thoughtTimer.ts';

export interface AnswererOptions {
  /** Another one for every chat, so that each finds again what was computed for it. */
  readonly conversation: string;
  readonly signal: AbortSignal;
  readonly onEvent: (event: GenerateEvent) => void;
  /** What this chat has instead of the settings' values. */
  readonly systemPrompt: string;
  readonly preset: Preset;
  readonly sampling: SamplingValues;
  /** The last message is an answer that goes on. */
  readonly continueFinal: boolean;
}

/** A question before it has its place in a chat. */
export type Asked = Omit<Question, 'id' | 'role'>;

/** Answers one conversation; loads the model first where that is needed. */
export type Answerer = (
  messages: readonly ChatMessage[],
  options: AnswererOptions,
) => Promise<GenerateResult>;

/** Keeps a chat for the next start; `soon` while text streams, `now` where a turn began, ended or was chosen. */
export type Keep = (session: Session, urgency: 'now' | 'soon') => void;

export interface ChatOptions {
  readonly hints?: FailureHints;
  readonly onError?: (error: unknown) => void;
  readonly keep?: Keep;
  /** Gives the chat that was open last; called once, when a chat is first shown or asked. */
  readonly restore?: () => Promise<Session | undefined>;
}

/**
 * The conversation that is open. It lives as long as the extension, whether or not a panel shows it, and tells of every
 * change by a numbered message. One answer is made at a time.
 */
export class Chat implements Disposable {
  readonly #answerer: Answerer;
  readonly #options: ChatOptions;
  readonly #messages = new Emitter<HostMessage>();
  /** As it was when a turn was last added or chosen; the newest values of the turns shown are in `#state`. */
  #session = newSession(randomUUID(), Date.now());
  #state: ChatState = { ...emptyChat, session: { id: this.#session.id, title: '' } };
  #seq = 0;
  #abort = new AbortController();
  /** The answer in the making, or the last one; never rejects. */
  #answering: Promise<void> = Promise.resolve();
  /** Text of the answer in the making that no message has carried yet. */
  #streaming: TextThrottle | undefined;
  #restored: Promise<void> | undefined;
  /** Counts the chats that were open: what is said to an earlier one is lost. */
  #epoch = 0;

  /** Every change, as a panel receives it. */
  readonly onMessage = this.#messages.event;

  constructor(answerer: Answerer, options: ChatOptions = {}) {
    this.#answerer = answerer;
    this.#options = options;
  }

  get state(): ChatState {
    return this.#state;
  }

  get busy(): boolean {
    return this.#state.activity.kind !== 'idle';
  }

  /** The chat as it is now. */
  get session(): Session {
    return { ...this.#session, conversation: tree.update(this.#session.conversation, this.#state.turns) };
  }

  /** Where a panel starts: the messages that follow continue from its number. */
  snapshot(): HostMessage {
    this.#streaming?.flush();
    return { type: 'snapshot', seq: this.#seq, chat: this.#state };
  }

  setModel(model: ModelStatus): void {
    this.#apply({ kind: 'model', model });
  }

  setDraft(draft: Draft): void {
    this.#apply({ kind: 'draft', draft });
  }

  /** What has to be done before a question can be asked; it shows as the beginning of an answer, and Stop ends it. */
  async prepare(run: (signal: AbortSignal) => Promise<void>): Promise<void> {
    await this.stop();
    const abort = new AbortController();
    this.#abort = abort;
    this.#setActivity({ kind: 'starting' });
    try {
      await run(abort.signal);
    } finally {
      if (this.#abort === abort) this.#setActivity({ kind: 'idle' });
    }
  }

  /** Resolves when the chat that was open last is open again, unless another one was opened meanwhile. */
  restored(): Promise<void> {
    this.#restored ??= this.#restore();
    return this.#restored;
  }

  /**
   * Resolves when the answer has ended, in whatever way: the transcript says how. An answer still in the making is
   * stopped first and stays in the transcript as far as it came: who asks anew no longer waits for it.
   * Throws `request` for a question that cannot be one.
   */
  ask(question: string | Asked): Promise<void> {
    const asked = askedOf(question);
    if (this.#state.turns.length + 2 > MAX_TURNS) {
      throw new LlmError('request', `this chat has ${this.#state.turns.length} turns; start a new one`);
    }
    return this.#next((abort) => this.#ask(asked, this.#state.turns.at(-1)?.id ?? tree.ROOT, abort));
  }

  /** Asks another question in the place of one, which stays beside it with all that came after. */
  edit(id: number, question: string | Asked): Promise<void> {
    const asked = askedOf(question);
    return this.#next(async (abort) => {
      if (!this.#shows(id, 'user')) return;
      await this.#ask(asked, tree.parentOf(this.#session.conversation, id), abort);
    });
  }

  /** Asks for another answer beside one; an answer without a word is not worth keeping. */
  regenerate(id: number): Promise<void> {
    return this.#next(async (abort) => {
      const answer = this.#shows(id, 'assistant');
      if (answer === undefined) return;
      const { conversation } = this.session;
      const question = tree.parentOf(conversation, id);
      if (answer.text === '') this.#show(tree.removeLeaf(conversation, id));
      await this.#answer(question, abort);
    });
  }

  /** Asks the last question again, if its answer failed or was stopped. */
  async retry(): Promise<void> {
    const last = this.#state.turns.at(-1);
    if (last?.role === 'assistant' && last.outcome.kind !== 'finished') await this.regenerate(last.id);
  }

  /** Lets the last answer go on where it was cut off: stopped, at its limit, or by a failure. */
  continue(id: number): Promise<void> {
    return this.#next(async (abort) => {
      const last = this.#state.turns.at(-1);
      if (last?.id !== id || last.role !== 'assistant' || last.text === '') return;
      this.#apply({ kind: 'outcome', id, outcome: { kind: 'running' } });
      await this.#generate(id, messagesToContinue(this.#state.turns), abort, true);
    });
  }

  /** Shows number `index` (from 1) of the turns that stand in the place of one. */
  async fork(id: number, index: number): Promise<void> {
    await this.stop();
    const { conversation } = this.session;
    const chosen = tree.siblingsOf(conversation, id)[index - 1];
    if (chosen !== undefined && this.#state.turns.some((turn) => turn.id === id)) {
      this.#show(tree.choose(conversation, chosen));
    }
  }

  /** Resolves when the engine has stopped. */
  stop(): Promise<void> {
    this.#abort.abort();
    return this.#answering;
  }

  /** A new, empty chat. What the engine still says to the old one is lost. */
  clear(): void {
    this.open(newSession(randomUUID(), Date.now()));
  }

  /** Shows a chat in the place of the one that is open, whose answer in the making ends here. */
  open(session: Session): void {
    this.#restored ??= Promise.resolve();
    this.#abort.abort();
    this.#streaming?.flush();
    for (const turn of this.#state.turns) {
      if (turn.role !== 'assistant' || turn.outcome.kind !== 'running') continue;
      this.#apply({ kind: 'outcome', id: turn.id, outcome: { kind: 'stopped' } });
    }
    this.#keep('now');
    this.#epoch++;
    this.#session = session;
    this.#apply({ kind: 'session', session: { id: session.id, title: session.title } });
    this.#apply({
      kind: 'path',
      turns: tree.pathOf(session.conversation),
      forks: tree.forksOf(session.conversation),
    });
    this.#setActivity({ kind: 'idle' });
  }

  /** What is known of the chat besides its turns. Undefined values stay. */
  describe(
    change: Partial<Pick<Session, 'id' | 'title' | 'isNamed' | 'systemPrompt' | 'preset' | 'sampling'>>,
  ): void {
    this.#session = { ...this.#session, ...change };
    this.#apply({ kind: 'session', session: { id: this.#session.id, title: this.#session.title } });
    this.#keep('now');
  }

  dispose(): void {
    this.#abort.abort();
    this.#streaming?.dispose();
    this.#messages.dispose();
  }

  async #restore(): Promise<void> {
    const epoch = this.#epoch;
    const session = await this.#options.restore?.();
    if (session !== undefined && this.#epoch === epoch) this.open(session);
  }

  #next(run: (abort: AbortController) => Promise<void>): Promise<void> {
    const previous = this.stop();
    const abort = new AbortController();
    this.#abort = abort;
    this.#answering = previous
      .then(() => this.restored())
      .then(() => run(abort))
      .catch((error: unknown) => {
        this.#options.onError?.(error);
      });
    return this.#answering;
  }

  async #ask(asked: Asked, parent: number, abort: AbortController): Promise<void> {
    if (this.#session.title === '') this.describe({ title: titleOf(titleText(asked)) });
    const id = tree.nextId(this.#session.conversation);
    this.#add(parent, { id, role: 'user', ...asked });
    await this.#answer(id, abort);
  }

  async #answer(question: number, abort: AbortController): Promise<void> {
    const id = tree.nextId(this.#session.conversation);
    const outcome: Outcome = { kind: 'running' };
    this.#add(question, { id, role: 'assistant', text: '', dropped: 0, thoughtMs: 0, outcome });
    await this.#generate(id, messagesOf(this.#state.turns), abort);
  }

  async #generate(
    id: number,
    messages: readonly ChatMessage[],
    abort: AbortController,
    continueFinal = false,
  ): Promise<void> {
    const { signal } = abort;
    const epoch = this.#epoch;
    this.#setActivity({ kind: 'starting' });
    const text = new TextThrottle((piece) => {
      if (this.#epoch !== epoch) return;
      this.#apply({ kind: 'text', id, text: piece });
      this.#keep('soon');
    });
    this.#streaming = text;
    let outcome: Outcome;
    try {
      signal.throwIfAborted();
      const { id: conversation, systemPrompt, preset, sampling = {} } = this.#session;
      const onEvent = this.#eventHandler(id, text, abort);
      outcome = outcomeOf(
        await this.#answerer(messages, {
          conversation,
          signal,
          systemPrompt,
          preset,
          sampling,
          continueFinal,
          onEvent: (event) => {
            if (this.#epoch === epoch) onEvent(event);
          },
        }),
      );
    } catch (error) {
      outcome = signal.aborted ? { kind: 'stopped' } : failureOf(error, this.#options.hints ?? {});
      if (outcome.kind === 'failed') this.#options.onError?.(error);
    }
    text.flush();
    text.dispose();
    if (this.#epoch !== epoch) return;
    this.#apply({ kind: 'outcome', id, outcome });
    this.#setActivity({ kind: 'idle' });
    this.#keep('now');
  }

  #eventHandler(id: number, text: TextThrottle, abort: AbortController): (event: GenerateEvent) => void {
    let percent = -1;
    const clock = new PromptClock();
    const begun = this.#state.turns.find((turn) => turn.id === id)?.text ?? '';
    let { length } = begun;
    const thinking = new ThoughtTimer((ms) => {
      this.#apply({ kind: 'thought', id, ms });
    });
    if (splitReply(begun).isThinking) thinking.push(begun); // its thought goes on
    return (event) => {
      switch (event.type) {
        case 'prompt': {
          const now = Math.floor((100 * event.done) / Math.max(1, event.total));
          if (now === percent) return; // nobody sees less than a percent
          percent = now;
          const { done, total } = event;
          this.#setActivity({ kind: 'prompt', done, total, msLeft: clock.msLeft(done, total) });
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
          thinking.push(event.text);
          text.push(event.text);
          return;
      }
    };
  }

  /** The turn, if it is one of those that are shown. */
  #shows(id: number, role: Turn['role']): Turn | undefined {
    return this.#state.turns.find((turn) => turn.id === id && turn.role === role);
  }

  #add(parent: number, turn: Turn): void {
    const { conversation } = this.session;
    const isNext = parent === (this.#state.turns.at(-1)?.id ?? tree.ROOT);
    const grown = tree.append(conversation, parent, turn);
    if (!isNext || tree.siblingsOf(grown, turn.id).length > 1) {
      this.#show(grown);
      return;
    }
    this.#session = { ...this.#session, conversation: grown, updatedAt: Date.now() };
    this.#apply({ kind: 'turnAdded', turn });
    this.#keep('now');
  }

  #show(conversation: tree.Conversation): void {
    this.#session = { ...this.#session, conversation, updatedAt: Date.now() };
    this.#apply({ kind: 'path', turns: tree.pathOf(conversation), forks: tree.forksOf(conversation) });
    this.#keep('now');
  }

  #keep(urgency: 'now' | 'soon'): void {
    this.#options.keep?.(this.session, urgency);
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

/** `/fix` alone says little. */
function titleText({ text, prompt, attachments = [] }: Asked): string {
  return prompt === undefined ? text : `${text.trim()} ${attachments[0]?.attachment.name ?? ''}`;
}

/** Throws `request` for what cannot be a question. */
function askedOf(question: string | Asked): Asked {
  const asked = typeof question === 'string' ? { text: question } : question;
  const { text, prompt, lead, attachments = [] } = asked;
  if (text.trim() === '') throw new LlmError('request', 'the question is empty');
  const length = Math.max(text.length, prompt?.length ?? 0);
  if (length > MAX_QUESTION_CHARS) {
    throw new LlmError(
      'request',
      `the question has ${length} characters; at most ${MAX_QUESTION_CHARS} are possible`,
    );
  }
  // What is not there is not kept: most questions are nothing but their words.
  return {
    text,
    ...(prompt !== undefined && { prompt }),
    ...(lead !== undefined && { lead }),
    ...(attachments.length > 0 && { attachments }),
  };
}
