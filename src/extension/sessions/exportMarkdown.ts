import { splitReply } from '../../protocol/thinking.ts';
import { pathOf } from './conversation.ts';
import type { Session } from './session.ts';

/** The words that stand above what each side said. */
export interface Speakers {
  readonly you: string;
  readonly assistant: string;
}

/** A chat as a document: what is shown of it, without what the model thought aloud. */
export function exportMarkdown(session: Session, speakers: Speakers): string {
  const turns = pathOf(session.conversation).map((turn) =>
    turn.role === 'user'
      ? `## ${speakers.you}\n\n${turn.text.trim()}\n`
      : `## ${speakers.assistant}\n\n${splitReply(turn.text).answer.trim()}\n`,
  );
  return [`# ${session.title}\n`, ...turns].join('\n');
}

/** What a file of this chat may be called anywhere. */
export function exportFileName(title: string): string {
  const name = title.replace(/[\p{C}\\/:*?"<>|.\s]+/gu, ' ').trim();
  return name === '' ? 'chat' : name.slice(0, 80).trim();
}
