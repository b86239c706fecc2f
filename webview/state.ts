import { unreachable } from '../src/base/assert.ts';
import { applyChange, type ChatState, emptyChat, type HostMessage } from '../src/protocol/chat.ts';

/** What the panel knows of the conversation. */
export interface Panel {
  /** Number of the last step that is in `chat`; undefined while it waits for a snapshot. */
  readonly seq: number | undefined;
  readonly chat: ChatState;
}

export const initialPanel: Panel = { seq: undefined, chat: emptyChat };

/**
 * A snapshot replaces everything; a change counts only as the step after the last one. After a gap the panel shows
 * what it has and waits: whoever sees `seq` turn undefined asks for a snapshot.
 */
export function reduce(panel: Panel, message: HostMessage): Panel {
  switch (message.type) {
    case 'snapshot':
      return { seq: message.seq, chat: message.chat };
    case 'change':
      if (panel.seq === undefined || message.seq <= panel.seq) return panel;
      if (message.seq > panel.seq + 1) return { ...panel, seq: undefined };
      return { seq: message.seq, chat: applyChange(panel.chat, message.change) };
    case 'focusInput':
    case 'returnDraft':
    case 'completions':
    case 'starters':
      return panel;
    default:
      return unreachable(message);
  }
}
