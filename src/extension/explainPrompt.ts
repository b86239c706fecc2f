/** About 5,000 tokens: with it, a context of 8,192 still has room for the answer. */
export const MAX_CODE_CHARS = 16_000;

export interface CodeSelection {
  readonly code: string;
  /** The editor's language id, such as `typescript`. */
  readonly languageId: string;
  /** Relative to the workspace, or a bare name. */
  readonly fileName: string;
  /** 1-based. */
  readonly firstLine: number;
  readonly lastLine: number;
}

/**
 * What Explain Selection asks. It is the model that is spoken to, so the words are not translated. Code beyond the
 * bound is cut at a line's end, which the question says, where model and person both read it.
 */
export function explainPrompt(selection: CodeSelection): string {
  const { firstLine, lastLine } = selection;
  const code = selection.code.replace(/\r\n?/g, '\n').replace(/\n+$/, '');
  const shown = cutAtLine(code, MAX_CODE_CHARS);
  const fence = fenceFor(shown);
  const lines = firstLine === lastLine ? `line ${firstLine}` : `lines ${firstLine} to ${lastLine}`;
  const parts = [
    `Explain this code from ${inlineCode(selection.fileName)}, ${lines}:`,
    `${fence}${selection.languageId.replace(/[^\w#+.-]/g, '')}\n${shown}\n${fence}`,
  ];
  if (shown.length < code.length) {
    parts.push(`The selection is longer: these are its first ${shown.length} of ${code.length} characters.`);
  }
  return parts.join('\n\n');
}

/** Longer than any run of backticks within, so that nothing in the code can end it. */
function fenceFor(code: string): string {
  const longest = (code.match(/`+/g) ?? []).reduce((length, run) => Math.max(length, run.length), 0);
  return '`'.repeat(Math.max(3, longest + 1));
}

function inlineCode(name: string): string {
  return `\`${name.replace(/[`\s\p{C}]+/gu, ' ').trim()}\``;
}

function cutAtLine(code: string, maxChars: number): string {
  if (code.length <= maxChars) return code;
  const lineEnd = code.lastIndexOf('\n', maxChars);
  if (lineEnd > 0) return code.slice(0, lineEnd);
  // One enormous line: cut it between characters, not within a surrogate pair.
  const isPairCut = /[\uD800-\uDBFF]$/.test(code.slice(0, maxChars));
  return code.slice(0, isPairCut ? maxChars - 1 : maxChars);
}
