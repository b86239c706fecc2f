/**
 * What went wrong, as far as a caller may act on it. The message is for the person; the code is for the program.
 *
 * - `gguf`: the file is not a readable GGUF (wrong magic, cut off, lying counts, bad metadata).
 * - `unsupported`: the file is sound, but asks for something this engine does not have.
 * - `file`: the operating system refused (missing, a directory, no rights).
 * - `memory`: it would not fit, or an allocation was refused.
 * - `template`: the chat template failed, looped, or produced too much.
 * - `context`: the prompt does not fit the context.
 * - `request`: the caller asked for something that makes no sense now (no model loaded, bad parameter).
 * - `cancelled`: the person or the caller stopped it.
 * - `engine`: the engine or one of its threads died; the next request starts a new one.
 * - `internal`: a bug of ours.
 */
export const errorCodes = [
  'gguf',
  'unsupported',
  'file',
  'memory',
  'template',
  'context',
  'request',
  'cancelled',
  'engine',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/**
 * An expected failure. Its message says what, where, what was expected and what was found:
 * `blk.3.attn_k.weight: expected [4096, 1024], found [4096, 4096]`. Anything else that is thrown is a bug.
 */
export class LlmError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LlmError';
    this.code = code;
  }
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
