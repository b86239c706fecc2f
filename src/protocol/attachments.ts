import { type Check, integer, listOf, object, oneOf, optional, tagged, text } from './check.ts';

/*
 * What a person attaches to a question, such as a file or what is selected. While the question is written, the host
 * keeps only where each attachment is found; it reads them when the question is sent, and what it read stays with the
 * question from then on.
 */

export const attachmentKinds = [
  'selection',
  'file',
  'symbol',
  'context',
  'problems',
  'terminal',
  'changes',
] as const;
export type AttachmentKind = (typeof attachmentKinds)[number];

/** Where the host finds what is attached. Lines count from 1, and both ends are meant. */
export type AttachmentSource =
  | { readonly kind: 'selection'; readonly uri: string; readonly first: number; readonly last: number }
  | { readonly kind: 'file'; readonly uri: string }
  | {
      readonly kind: 'symbol';
      readonly uri: string;
      readonly first: number;
      readonly last: number;
      readonly name: string;
    }
  // What the code in these lines leans on; 0 and 0: in the whole file.
  | { readonly kind: 'context'; readonly uri: string; readonly first: number; readonly last: number }
  // Of these lines, or with 0 and 0 of the whole file; with the uri '' of all files.
  | { readonly kind: 'problems'; readonly uri: string; readonly first: number; readonly last: number }
  | { readonly kind: 'terminal'; readonly text: string } // '': what is selected there when it is attached
  | { readonly kind: 'changes'; readonly uri: string; readonly staged: boolean }; // of a repository

/** An attachment as its chip shows it. */
export interface Attachment {
  readonly id: string;
  readonly kind: AttachmentKind;
  /** `sum.ts` */
  readonly name: string;
  /** `src/sum.ts`, or what else tells it from others of its name. */
  readonly title: string;
  /** The lines that are meant, from 1; 0 and 0 where lines mean nothing. */
  readonly first: number;
  readonly last: number;
  readonly tokens: number;
  /** Counted by the model's own tokenizer, and not estimated. */
  readonly isExact: boolean;
  /** Why it cannot be read now; '' where it can. */
  readonly problem: string;
}

/** An attachment of a question that was asked, whatever has become of the file since. */
export interface SentAttachment {
  readonly attachment: Attachment;
  /** To open it again; '' where there is nothing to open. */
  readonly uri: string;
  /** As the model reads it: where it is from, and the text in a fence. */
  readonly text: string;
}

/** What fills the context if the question is sent as it is now; in tokens. */
export interface Budget {
  readonly nCtx: number;
  /** Instructions, and what the model's chat template says in any case. */
  readonly system: number;
  readonly history: number;
  readonly attachments: number;
  readonly question: number;
  /** Kept free for the answer. */
  readonly reserve: number;
  /** What goes first when it no longer fits: the oldest question's beginning, '' where there is none; and what that frees. */
  readonly oldest: string;
  readonly oldestTokens: number;
  /** How many of the oldest messages have to go for the rest to fit. */
  readonly leftOut: number;
  /** Whether the question fits with its attachments when all older messages are gone. */
  readonly fitsAlone: boolean;
  /** The model was made for a larger context than it has here. */
  readonly canGrow: boolean;
}

/** What belongs to the question that is being written, besides its words. */
export interface Draft {
  readonly attachments: readonly Attachment[];
  /** None while no model is loaded: it takes the model's tokenizer. */
  readonly budget: Budget | null;
  /** The person lets the oldest messages of this chat go, and the answer be short, where not all fits. */
  readonly leavesOut: boolean;
  /** A question waits for the model, which has to say whether it fits. */
  readonly isChecking: boolean;
}

/** What a task can be about; the other kinds tell something of it. */
export function isCode({ kind }: Pick<Attachment, 'kind'>): boolean {
  return kind !== 'context' && kind !== 'problems';
}

export const emptyDraft: Draft = { attachments: [], budget: null, leavesOut: false, isChecking: false };

/** Tokens that the question, as it is written now, asks of the context; the answer's room is among them. */
export function wantedTokens(budget: Budget): number {
  const { system, history, attachments, question, reserve } = budget;
  return system + history + attachments + question + reserve;
}

/** Room kept for an answer: as much as was asked for, but no more than this share of the context… */
const ANSWER_SHARE = 0.25;
/** …and, where nothing was asked for, no more than this. */
const ANSWER_TOKENS = 1024;

export function answerReserve(nCtx: number, maxTokens: number | undefined): number {
  return Math.min(maxTokens ?? ANSWER_TOKENS, Math.floor(nCtx * ANSWER_SHARE));
}

/** A line of the list that opens while `#` or `/` words are typed. */
export interface Completion {
  readonly icon: CompletionIcon;
  readonly label: string;
  readonly detail: string;
  /** What stands in the word's place; '' where it becomes a chip. */
  readonly insert: string;
  readonly source: AttachmentSource | null;
}

export const completionIcons = [...attachmentKinds, 'command', 'prompt'] as const;
export type CompletionIcon = (typeof completionIcons)[number];

// --- limits and checks ---

/** More chips than this no question needs; a folder that is dropped by mistake would have more. */
export const MAX_ATTACHMENTS = 20;
/** An attachment's length, in UTF-16 units: more than half of a context of 128 Ki tokens. */
export const MAX_ATTACHMENT_CHARS = 250_000;
/** With its heading and fence, which may be as long as the longest run of backticks within. */
const MAX_BLOCK_CHARS = 3 * MAX_ATTACHMENT_CHARS + 20_000;
export const MAX_URI_CHARS = 8_192;
/** Names and titles; the host cuts longer ones. */
export const MAX_NAME_CHARS = 1_000;
/** What stands between a `#` or a `/` and the cursor. */
export const MAX_WORD_CHARS = 200;
/** Lines of a list that a person looks through. */
export const MAX_COMPLETIONS = 50;

const count = integer(0, Number.MAX_SAFE_INTEGER);
const flag: Check<boolean> = (value) => typeof value === 'boolean';
const name = text(MAX_NAME_CHARS);
const uri = text(MAX_URI_CHARS);

export const isAttachmentSource: Check<AttachmentSource> = tagged<'kind', AttachmentSource>('kind', {
  selection: { uri, first: count, last: count },
  file: { uri },
  symbol: { uri, first: count, last: count, name },
  context: { uri, first: count, last: count },
  problems: { uri, first: count, last: count },
  terminal: { text: text(MAX_ATTACHMENT_CHARS) },
  changes: { uri, staged: flag },
});

const isAttachment = object<Attachment>({
  id: name,
  kind: oneOf(attachmentKinds),
  name,
  title: name,
  first: count,
  last: count,
  tokens: count,
  isExact: flag,
  problem: name,
});

const isSentAttachment = object<SentAttachment>({
  attachment: isAttachment,
  uri,
  text: text(MAX_BLOCK_CHARS),
});

export const isSentAttachments = optional(listOf(isSentAttachment, MAX_ATTACHMENTS));

const isBudget = object<Budget>({
  nCtx: count,
  system: count,
  history: count,
  attachments: count,
  question: count,
  reserve: count,
  oldest: name,
  oldestTokens: count,
  leftOut: count,
  fitsAlone: flag,
  canGrow: flag,
});

export const isDraft = object<Draft>({
  attachments: listOf(isAttachment, MAX_ATTACHMENTS),
  budget: (value): value is Budget | null => value === null || isBudget(value),
  leavesOut: flag,
  isChecking: flag,
});

const isCompletion = object<Completion>({
  icon: oneOf(completionIcons),
  label: name,
  detail: name,
  insert: name,
  source: (value): value is AttachmentSource | null => value === null || isAttachmentSource(value),
});

export const isCompletions = listOf(isCompletion, MAX_COMPLETIONS);
