import { unreachable } from '../base/assert.ts';
import {
  type AttachmentSource,
  type Completion,
  type Draft,
  emptyDraft,
  isAttachmentSource,
  isCompletions,
  isDraft,
  isSentAttachments,
  MAX_NAME_CHARS,
  MAX_WORD_CHARS,
  type SentAttachment,
} from './attachments.ts';
import { type Check, integer, listOf, number, object, oneOf, optional, tagged, text } from './check.ts';
import type { StopReason } from './engine.ts';

/*
 * The extension host and the chat panel, which is a webview.
 *
 *   panel  -- ready -------------------->  host     when it has loaded, and again when it finds a gap
 *   panel  <-- snapshot, seq n ----------  host     the whole conversation
 *   panel  <-- change, seq n + 1, … -----  host     one step each
 *   panel  -- send, stop, action, … ---->  host     what the person did
 *
 * The host owns the conversation. Both sides apply the same changes with the same function, so the panel shows what the
 * host holds; a panel that was closed, hidden or reloaded asks for a snapshot and has missed nothing.
 * Both sides check what arrives: an answer is a model's text, and text is the only thing it may become.
 */

// --- the conversation ---

export interface Question {
  readonly id: number;
  readonly role: 'user';
  /** As the person wrote it. */
  readonly text: string;
  /** What the model reads in its place, where that is something else: what `/fix` stands for. It may be empty. */
  readonly prompt?: string;
  /** What it reads before the attached code: `Fix this code from {0}:`, where {0} is the code's place. */
  readonly lead?: string;
  /** What the model reads before it. */
  readonly attachments?: readonly SentAttachment[];
}

export interface Answer {
  readonly id: number;
  readonly role: 'assistant';
  readonly text: string;
  /** How many of the oldest messages did not fit the context when this was asked. */
  readonly dropped: number;
  /** How long the model thought aloud before it answered; 0 where it did not, or still does. */
  readonly thoughtMs: number;
  readonly outcome: Outcome;
}

export type Turn = Question | Answer;

export const panelActions = [
  'selectModel',
  'selectModelAndRetry',
  'retry',
  'newChat',
  'openSettings',
  'showLog',
] as const;

/** What a button in the panel may ask of the host. */
export type PanelAction = (typeof panelActions)[number];

export type Outcome =
  | { readonly kind: 'running' }
  | {
      readonly kind: 'finished';
      readonly reason: Exclude<StopReason, 'cancelled'>;
      readonly tokens: number;
      readonly promptTokens: number;
      /** 0 where too few tokens came to tell. */
      readonly tokensPerSecond: number;
      readonly firstTokenMs: number;
    }
  | { readonly kind: 'stopped' } // by the person
  | { readonly kind: 'failed'; readonly message: string; readonly actions: readonly PanelAction[] };

export type ModelStatus =
  | (KnownModel & { readonly kind: 'chosen' }) // loads with the first question
  | (KnownModel & { readonly kind: 'loading'; readonly progress: number }) // 0 … 1
  | (KnownModel & { readonly kind: 'ready'; readonly detail: string; readonly nCtx: number })
  | (KnownModel & { readonly kind: 'failed'; readonly message: string });

interface KnownModel {
  readonly name: string;
  /** The small one that comes with the extension: the person has chosen none. */
  readonly builtIn?: 'yes';
}

export type Activity =
  | { readonly kind: 'idle' }
  | { readonly kind: 'starting' } // asked; the model may be loading
  | {
      readonly kind: 'prompt';
      /** Tokens of the prompt processed. */
      readonly done: number;
      readonly total: number;
      /** What the rest may take; 0 where too little is done to tell. */
      readonly msLeft: number;
    }
  | { readonly kind: 'answering' };

/** A turn that has others in its place: it is number `index` of `count`, from 1. */
export interface Fork {
  readonly id: number;
  readonly index: number;
  readonly count: number;
}

/** Which of the person's chats this is; `title` is '' until something was asked. */
export interface SessionLabel {
  readonly id: string;
  readonly title: string;
}

export interface ChatState {
  readonly session: SessionLabel;
  /** From the first question to the last answer, along the chosen forks. */
  readonly turns: readonly Turn[];
  readonly forks: readonly Fork[];
  readonly model: ModelStatus;
  readonly activity: Activity;
  readonly draft: Draft;
}

export const emptyChat: ChatState = {
  session: { id: '', title: '' },
  turns: [],
  forks: [],
  model: { kind: 'chosen', name: '' }, // until it is told which
  activity: { kind: 'idle' },
  draft: emptyDraft,
};

export type ChatChange =
  | { readonly kind: 'turnAdded'; readonly turn: Turn }
  | { readonly kind: 'path'; readonly turns: readonly Turn[]; readonly forks: readonly Fork[] } // another one, from some turn on
  | { readonly kind: 'text'; readonly id: number; readonly text: string } // appended to an answer
  | { readonly kind: 'dropped'; readonly id: number; readonly messages: number }
  | { readonly kind: 'outcome'; readonly id: number; readonly outcome: Outcome }
  | { readonly kind: 'thought'; readonly id: number; readonly ms: number }
  | { readonly kind: 'session'; readonly session: SessionLabel }
  | { readonly kind: 'model'; readonly model: ModelStatus }
  | { readonly kind: 'activity'; readonly activity: Activity }
  | { readonly kind: 'draft'; readonly draft: Draft };

/** One step of the conversation. Turns that it does not touch stay the same objects, so that a view can compare them. */
export function applyChange(chat: ChatState, change: ChatChange): ChatState {
  switch (change.kind) {
    case 'turnAdded':
      return { ...chat, turns: [...chat.turns, change.turn] };
    case 'path':
      return { ...chat, turns: change.turns, forks: change.forks };
    case 'text':
      return withAnswer(chat, change.id, (answer) => ({ ...answer, text: answer.text + change.text }));
    case 'dropped':
      return withAnswer(chat, change.id, (answer) => ({ ...answer, dropped: change.messages }));
    case 'outcome':
      return withAnswer(chat, change.id, (answer) => ({ ...answer, outcome: change.outcome }));
    case 'thought':
      return withAnswer(chat, change.id, (answer) => ({ ...answer, thoughtMs: change.ms }));
    case 'session':
      return { ...chat, session: change.session };
    case 'model':
      return { ...chat, model: change.model };
    case 'activity':
      return { ...chat, activity: change.activity };
    case 'draft':
      return { ...chat, draft: change.draft };
    default:
      return unreachable(change);
  }
}

function withAnswer(chat: ChatState, id: number, update: (answer: Answer) => Answer): ChatState {
  const turns = chat.turns.map((turn) => (turn.id === id && turn.role === 'assistant' ? update(turn) : turn));
  return { ...chat, turns };
}

// --- messages ---

export type HostMessage =
  | { readonly type: 'snapshot'; readonly seq: number; readonly chat: ChatState }
  | { readonly type: 'change'; readonly seq: number; readonly change: ChatChange }
  | { readonly type: 'focusInput' }
  | { readonly type: 'returnDraft'; readonly text: string } // what was sent could not be asked
  | { readonly type: 'completions'; readonly request: number; readonly items: readonly Completion[] }
  | { readonly type: 'starters'; readonly starters: readonly Starter[] };

export type WebviewMessage =
  | { readonly type: 'ready' }
  | ComposerMessage
  | { readonly type: 'stop' }
  | { readonly type: 'action'; readonly action: PanelAction }
  | { readonly type: 'starter'; readonly id: StarterId }
  | { readonly type: 'regenerate'; readonly id: number } // an answer
  | { readonly type: 'continue'; readonly id: number } // an answer
  | { readonly type: 'edit'; readonly id: number; readonly text: string } // a question
  | { readonly type: 'fork'; readonly id: number; readonly index: number } // shows another turn in its place
  | { readonly type: 'openLink'; readonly href: string }
  | { readonly type: 'copy'; readonly text: string }
  | { readonly type: 'code'; readonly use: CodeUse; readonly text: string; readonly language: string };

/** What is done where questions are written. */
export type ComposerMessage =
  /** `leaveOut`: without the oldest messages, where they do not fit. */
  | { readonly type: 'send'; readonly text: string; readonly leaveOut: boolean }
  | { readonly type: 'draft'; readonly text: string } // the words, as they are now
  | { readonly type: 'attach'; readonly source: AttachmentSource }
  | { readonly type: 'pickAttachment' } // from a list that the host shows
  | { readonly type: 'detach'; readonly id: string }
  | { readonly type: 'attachHead'; readonly id: string } // as many of its first lines as fit
  | { readonly type: 'openAttachment'; readonly turn: number; readonly id: string } // turn 0: of the draft
  | { readonly type: 'enlargeContext' }
  | { readonly type: 'complete'; readonly request: number; readonly word: string };

/** Things to try in an empty chat. */
export const starterIds = ['explainFile', 'reviewFile', 'testFile', 'regex', 'concept', 'script'] as const;
export type StarterId = (typeof starterIds)[number];

export interface Starter {
  readonly id: StarterId;
  readonly label: string;
}

/** Where a code block of an answer may go: to the cursor, over what is selected after a look at a diff, into a new file. */
export const codeUses = ['insert', 'apply', 'newFile'] as const;
export type CodeUse = (typeof codeUses)[number];

/** A question's length, in UTF-16 units: more than a context of 128 Ki tokens holds. */
export const MAX_QUESTION_CHARS = 500_000;
/** Words of a task, before it is said what they are about. */
const MAX_LEAD_CHARS = 1_000;
/** An answer's length: the engine's contexts end far below it. The host ends an answer that reaches it. */
export const MAX_ANSWER_CHARS = 2_000_000;
/** Turns of one conversation: far above what a context holds; it bounds a snapshot. The host asks for a new chat there. */
export const MAX_TURNS = 2_000;
/** A session's id and title; the host makes the one and cuts the other. */
export const MAX_ID_CHARS = 100;
export const MAX_TITLE_CHARS = 200;
/** What browsers open; longer links are no links. */
export const MAX_HREF_CHARS = 8_192;
/** Names, details and error messages; the host cuts longer ones, which may come from a file. */
export const MAX_LABEL_CHARS = 10_000;

const label = text(MAX_LABEL_CHARS);
const count = integer(0, Number.MAX_SAFE_INTEGER);
const amount = number(0, Number.MAX_SAFE_INTEGER);
const action = oneOf(panelActions);

const isOutcome = tagged<'kind', Outcome>('kind', {
  running: {},
  finished: {
    reason: oneOf(['eog', 'stop', 'maxTokens', 'context']),
    tokens: count,
    promptTokens: count,
    tokensPerSecond: amount,
    firstTokenMs: amount,
  },
  stopped: {},
  failed: { message: label, actions: listOf(action, panelActions.length) },
});

export const isTurn: Check<Turn> = tagged<'role', Turn>('role', {
  user: {
    id: count,
    text: text(MAX_QUESTION_CHARS),
    prompt: optional(text(MAX_QUESTION_CHARS)),
    lead: optional(text(MAX_LEAD_CHARS)),
    attachments: isSentAttachments,
  },
  assistant: {
    id: count,
    text: text(MAX_ANSWER_CHARS),
    dropped: count,
    thoughtMs: amount,
    outcome: isOutcome,
  },
});

const isFork = object<Fork>({ id: count, index: count, count });

const isSessionLabel = object<SessionLabel>({ id: text(MAX_ID_CHARS), title: text(MAX_TITLE_CHARS) });

const knownModel = { name: label, builtIn: optional(oneOf(['yes'])) };

const isModelStatus = tagged<'kind', ModelStatus>('kind', {
  chosen: knownModel,
  loading: { ...knownModel, progress: number(0, 1) },
  ready: { ...knownModel, detail: label, nCtx: count },
  failed: { ...knownModel, message: label },
});

const isActivity = tagged<'kind', Activity>('kind', {
  idle: {},
  starting: {},
  prompt: { done: count, total: count, msLeft: amount },
  answering: {},
});

const isChange = tagged<'kind', ChatChange>('kind', {
  turnAdded: { turn: isTurn },
  path: { turns: listOf(isTurn, MAX_TURNS), forks: listOf(isFork, MAX_TURNS) },
  text: { id: count, text: text(MAX_ANSWER_CHARS) },
  dropped: { id: count, messages: count },
  outcome: { id: count, outcome: isOutcome },
  thought: { id: count, ms: amount },
  session: { session: isSessionLabel },
  model: { model: isModelStatus },
  activity: { activity: isActivity },
  draft: { draft: isDraft },
});

export const isHostMessage: Check<HostMessage> = tagged<'type', HostMessage>('type', {
  snapshot: {
    seq: count,
    chat: object<ChatState>({
      session: isSessionLabel,
      turns: listOf(isTurn, MAX_TURNS),
      forks: listOf(isFork, MAX_TURNS),
      model: isModelStatus,
      activity: isActivity,
      draft: isDraft,
    }),
  },
  change: { seq: count, change: isChange },
  focusInput: {},
  returnDraft: { text: text(MAX_QUESTION_CHARS) },
  completions: { request: count, items: isCompletions },
  starters: {
    starters: listOf(object<Starter>({ id: oneOf(starterIds), label }), starterIds.length),
  },
});

export const isWebviewMessage: Check<WebviewMessage> = tagged<'type', WebviewMessage>('type', {
  ready: {},
  send: { text: text(MAX_QUESTION_CHARS), leaveOut: (value) => typeof value === 'boolean' },
  draft: { text: text(MAX_QUESTION_CHARS) },
  attach: { source: isAttachmentSource },
  pickAttachment: {},
  detach: { id: text(MAX_NAME_CHARS) },
  attachHead: { id: text(MAX_NAME_CHARS) },
  openAttachment: { turn: count, id: text(MAX_NAME_CHARS) },
  enlargeContext: {},
  complete: { request: count, word: text(MAX_WORD_CHARS) },
  stop: {},
  action: { action },
  starter: { id: oneOf(starterIds) },
  regenerate: { id: count },
  continue: { id: count },
  edit: { id: count, text: text(MAX_QUESTION_CHARS) },
  fork: { id: count, index: count },
  openLink: { href: text(MAX_HREF_CHARS) },
  copy: { text: text(MAX_ANSWER_CHARS) },
  code: { use: oneOf(codeUses), text: text(MAX_ANSWER_CHARS), language: text(MAX_ID_CHARS) },
});

// --- what both sides must agree on besides ---

const safeLink = /^(?:https?:\/\/|mailto:)[^\s\p{C}]+$/iu;

/** Whether a link in an answer may be shown as one, and opened. */
export function isSafeLink(href: string): boolean {
  return href.length <= MAX_HREF_CHARS && safeLink.test(href);
}

/** The panel's words, in the person's language: the host has the translations. `{0}`, `{1}` stand for values. */
export interface PanelStrings {
  readonly you: string;
  readonly assistant: string;
  readonly transcript: string;
  readonly placeholder: string;
  readonly send: string;
  readonly stop: string;
  readonly jumpToLatest: string;
  readonly copy: string;
  readonly copied: string;
  readonly edit: string;
  readonly regenerate: string;
  readonly continue: string;
  readonly cancel: string;
  readonly previousVariant: string;
  readonly nextVariant: string;
  readonly variant: string; // {0} number, {1} of how many
  readonly thinking: string;
  readonly thought: string;
  readonly thoughtFor: string; // {0} seconds
  readonly code: string; // {0} language
  readonly codeActions: string; // {0} language
  readonly wrap: string;
  readonly lineNumbers: string;
  readonly showAll: string; // {0} characters that are hidden
  readonly insertCode: string;
  readonly applyCode: string;
  readonly newFile: string;
  readonly plainText: string;
  readonly image: string; // {0} its description
  readonly welcomeTitle: string;
  readonly welcome: string;
  readonly welcomeHint: string;
  readonly starters: string;
  readonly actions: Readonly<Record<PanelAction, string>>;
  readonly builtInNote: string;
  readonly largerModel: string;
  readonly modelHint: string; // {0} name
  readonly modelLoading: string; // {0} name, {1} percent
  readonly starting: string;
  readonly loading: string; // {0} percent
  readonly readingPrompt: string; // {0} percent
  readonly readingPromptLeft: string; // {0} percent, {1} seconds
  readonly attach: string;
  readonly attachments: string;
  readonly completions: string;
  readonly removeNamed: string; // {0} name
  readonly tokens: string; // {0} tokens
  readonly tokensAbout: string; // {0} tokens, estimated
  readonly dropHere: string;
  readonly doesNotFit: string; // {0} tokens wanted, {1} tokens there are
  readonly checkingFit: string;
  readonly leavesOut: string; // {0} messages
  readonly sendWithout: string; // {0} messages
  readonly sendAnyway: string; // {0} tokens
  readonly attachHead: string; // {0} name
  readonly largerContext: string;
  readonly contextTitle: string;
  readonly contextOf: string; // {0} tokens, {1} tokens there are
  readonly contextSystem: string;
  readonly contextHistory: string;
  readonly contextAttachments: string;
  readonly contextQuestion: string;
  readonly contextReserve: string;
  readonly contextFree: string;
  readonly contextOldest: string; // {0} words of it, {1} tokens
  readonly answering: string;
  readonly answered: string;
  readonly stopped: string;
  readonly failed: string;
  readonly dropped: string; // {0} messages
  readonly contextFull: string;
  readonly maxTokens: string;
  readonly context: string; // {0} tokens used, {1} tokens that fit
  readonly speed: string; // {0} tokens a second
  readonly firstToken: string; // {0} seconds
}
