import { MAX_ID_CHARS, MAX_QUESTION_CHARS, type WebviewMessage } from '../src/protocol/chat.ts';
import { integer, listOf, number, object, text } from '../src/protocol/check.ts';
import { type CodeLook, isCodeLook, usualLook } from './codeLook.ts';

/** What the panel itself remembers; the conversation is the host's. */
export interface SavedState {
  /** What is being written in each chat, by its id; the one that was written in last comes last. */
  readonly drafts: readonly Draft[];
  /** Null: at the end, following. */
  readonly scroll: SavedScroll | null;
  readonly code: CodeLook;
}

export interface Draft {
  /** '' for a chat in which nothing was asked. */
  readonly chat: string;
  readonly text: string;
}

/** Chats whose drafts are remembered. */
export const MAX_DRAFTS = 20;

/** A position counts only in the transcript that it was taken in, which ended with turn `lastTurn`. */
export interface SavedScroll {
  readonly top: number;
  readonly lastTurn: number;
}

const isSavedScroll = object<SavedScroll>({
  top: number(0, Number.MAX_SAFE_INTEGER),
  lastTurn: integer(0, Number.MAX_SAFE_INTEGER),
});

const isDraft = object<Draft>({ chat: text(MAX_ID_CHARS), text: text(MAX_QUESTION_CHARS) });

const isSavedState = object<SavedState>({
  drafts: listOf(isDraft, MAX_DRAFTS),
  scroll: (value) => value === null || isSavedScroll(value),
  code: isCodeLook,
});

interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): EditorApi;

/** The panel's side of the channel. May be made once: the editor hands its end out only once. */
export class VsCodeApi {
  readonly #editor = acquireVsCodeApi();

  post(message: WebviewMessage): void {
    this.#editor.postMessage(message);
  }

  load(): SavedState {
    const state = this.#editor.getState();
    return isSavedState(state) ? state : { drafts: [], scroll: null, code: usualLook };
  }

  save(state: SavedState): void {
    this.#editor.setState(state);
  }
}
