/*
 * What a model thinks aloud before it answers. Reasoning models put it between tags, first thing in their answer:
 *
 *   <think>
 *   The person wants …
 *   </think>
 *
 *   The answer.
 *
 * Some templates write the opening tag themselves; then only the closing one comes, on a line of its own.
 */

export interface Reply {
  /** Undefined where the model did not think aloud. */
  readonly thought: string | undefined;
  /** What is meant for the person: shown, copied, kept in the history that the model reads. */
  readonly answer: string;
  /** The thought has not ended yet. */
  readonly isThinking: boolean;
}

const opening = /^\s*<(think|thinking)>/;
const loneClosing = /(?:^|\n)[^\S\n]*<\/(?:think|thinking)>[^\S\n]*(?:\n|$)/;

export function splitReply(text: string): Reply {
  const opened = opening.exec(text);
  if (opened === null) {
    const closed = loneClosing.exec(text);
    if (closed === null) return { thought: undefined, answer: text, isThinking: false };
    return {
      thought: text.slice(0, closed.index).trim(),
      answer: text.slice(closed.index + closed[0].length).trimStart(),
      isThinking: false,
    };
  }
  const closing = `</${opened[1] ?? ''}>`;
  const start = opened[0].length;
  const end = text.indexOf(closing, start);
  if (end < 0) return { thought: text.slice(start).trimStart(), answer: '', isThinking: true };
  return {
    thought: text.slice(start, end).trim(),
    answer: text.slice(end + closing.length).trimStart(),
    isThinking: false,
  };
}
