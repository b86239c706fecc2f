import { type ErrorCode, LlmError, messageOf } from '../base/errors.ts';
import { MAX_LABEL_CHARS, type Outcome, type PanelAction } from '../protocol/chat.ts';

/** What a person can do next about each kind of failure: first what helps most, last to ask again once they have. */
const actionsByCode: Readonly<Record<ErrorCode, readonly PanelAction[]>> = {
  gguf: ['selectModelAndRetry', 'retry'],
  unsupported: ['selectModelAndRetry', 'retry'],
  file: ['selectModelAndRetry', 'retry'],
  memory: ['selectModelAndRetry', 'openSettings', 'retry'],
  template: ['selectModelAndRetry', 'showLog', 'retry'],
  context: ['newChat', 'openSettings', 'retry'],
  request: ['openSettings', 'retry'],
  cancelled: ['retry'],
  engine: ['retry', 'showLog'],
  internal: ['retry', 'showLog'],
};

/** `hints` says more about a kind of failure: on which machine a path is meant, for instance. */
export type FailureHints = Partial<Readonly<Record<ErrorCode, string>>>;

/** How an answer ends that failed. */
export function failureOf(error: unknown, hints: FailureHints): Outcome {
  const code = error instanceof LlmError ? error.code : 'internal';
  if (code === 'cancelled') return { kind: 'stopped' };
  const parts = [asSentence(messageOf(error)), hints[code] ?? ''];
  const message = parts.filter((part) => part !== '').join('\n');
  return { kind: 'failed', message: message.slice(0, MAX_LABEL_CHARS), actions: actionsByCode[code] };
}

/**
 * A message as it is shown by itself. Messages begin in lower case, as they are parts of others in logs and terminals; a
 * name that a person must find again, such as a setting's or a file's, stays as it is.
 */
export function asSentence(message: string): string {
  const [word = ''] = /^\S*/.exec(message) ?? [];
  const isWord = /^\p{Ll}[\p{Ll}'’-]*[,:]?$/u.test(word);
  const begun = isWord ? message.charAt(0).toLocaleUpperCase() + message.slice(1) : message;
  return /[\p{L}\p{N})”"]$/u.test(begun) ? `${begun}.` : begun;
}
