import type { Question } from '../../protocol/chat.ts';
import { splitReply } from '../../protocol/thinking.ts';
import { pathOf } from './conversation.ts';
import type { Session } from './session.ts';

export interface Found {
  readonly session: Session;
  /** Where the words stand, in one line; the last question where nothing was looked for. */
  readonly excerpt: string;
}

/** Characters of an excerpt before and after what was found. */
const BEFORE = 30;
const AFTER = 90;

/** Those chats that have every word of the query, in their title, in what is shown of them or in what was attached. */
export function searchSessions(sessions: readonly Session[], query: string): Found[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return sessions.flatMap((session): Found[] => {
    const turns = pathOf(session.conversation);
    const texts = turns.flatMap((turn) =>
      turn.role === 'user' ? [turn.text, ...attachedTo(turn)] : [splitReply(turn.text).answer],
    );
    const [first] = words;
    if (first === undefined) {
      const question = turns.findLast((turn) => turn.role === 'user');
      return [{ session, excerpt: oneLine(question?.text.slice(0, 2 * AFTER) ?? '').slice(0, AFTER) }];
    }
    const all = [session.title, ...texts].map((text) => text.toLowerCase());
    if (!words.every((word) => all.some((text) => text.includes(word)))) return [];
    return [{ session, excerpt: excerptAround(texts, first) }];
  });
}

function attachedTo({ attachments = [] }: Question): string[] {
  return attachments.map(({ text }) => text);
}

function excerptAround(texts: readonly string[], word: string): string {
  for (const text of texts) {
    const at = text.toLowerCase().indexOf(word);
    if (at < 0) continue;
    const start = Math.max(0, at - BEFORE);
    const excerpt = oneLine(text.slice(start, at + AFTER));
    return start > 0 ? `…${excerpt}` : excerpt;
  }
  return oneLine((texts[0] ?? '').slice(0, AFTER));
}

function oneLine(text: string): string {
  return text.replace(/[\s\p{C}]+/gu, ' ').trim();
}
