import type { Question } from '../../protocol/chat.ts';
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
      ? `## ${speakers.you}\n\n${questionText(turn)}\n`
      : `## ${speakers.assistant}\n\n${splitReply(turn.text).answer.trim()}\n`,
  );
  return [`# ${session.title}\n`, ...turns].join('\n');
}

/** With what was attached, as the model read it: the files may be others by now. */
function questionText({ text, attachments = [] }: Question): string {
  return [...attachments.map((sent) => sent.text), text.trim()].join('\n\n');
}

/** What a file of this chat may be called anywhere. */
export function exportFileName(title: string): string {
  const name = title.replace(/[\p{C}\\/:*?"<>|.\s]+/gu, ' ').trim();
  return name === '' ? 'chat' : name.slice(0, 80).trim();
}
