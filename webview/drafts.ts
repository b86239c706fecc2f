import type { ChatState } from '../src/protocol/chat.ts';
import { type Draft, MAX_DRAFTS } from './vscodeApi.ts';

/** Under which a chat's draft is remembered: one in which nothing was asked has another id after each start. */
export function draftKey({ turns, session }: ChatState): string {
  return turns.length === 0 ? '' : session.id;
}

export function draftOf(drafts: readonly Draft[], chat: string): string {
  return drafts.find((draft) => draft.chat === chat)?.text ?? '';
}

/** With another draft for one chat; those that were written in long ago go first. */
export function withDraft(drafts: readonly Draft[], chat: string, text: string): Draft[] {
  const others = drafts.filter((draft) => draft.chat !== chat);
  return (text === '' ? others : [...others, { chat, text }]).slice(-MAX_DRAFTS);
}
