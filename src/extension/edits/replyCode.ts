/*
 * A model that is asked for code alone gives it in a code block, mostly, with some words around it or none; what it has
 * said is looked at again and again while it comes.
 */

/** The first code block of a reply, as far as it has come. Undefined while there is none. */
export function codeOfReply(
  reply: string,
): { readonly code: string; readonly isClosed: boolean } | undefined {
  const lines = reply.replace(/\r\n?/g, '\n').split('\n');
  const start = lines.findIndex((line) => openingFence.test(line));
  const [, indent = '', fence = ''] = openingFence.exec(lines[start] ?? '') ?? [];
  if (fence === '' || start + 1 === lines.length) return undefined;
  const end = closingLine(lines, start + 1, fence);
  // A block within a list is indented as the list's text is.
  const code = lines
    .slice(start + 1, end)
    .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
  if (end === undefined && mayBecomeFence(code.at(-1) ?? '', fence)) code.pop();
  return { code: code.join('\n'), isClosed: end !== undefined };
}

/** A whole reply without a code block that is code nevertheless: it has lines of the code that was shown. */
export function bareCode(reply: string, original: string): string | undefined {
  const known = new Set(telling(original));
  const lines = reply.replace(/\r\n?/g, '\n').split('\n');
  return lines.some((line) => known.has(line.trim())) ? reply : undefined;
}

const openingFence = /^(\s*)(`{3,}|~{3,})[^`]*$/;

function closingLine(lines: readonly string[], from: number, fence: string): number | undefined {
  const end = lines.findIndex((line, i) => {
    const marks = line.trim();
    return i >= from && marks.length >= fence.length && marks === (fence[0] ?? '').repeat(marks.length);
  });
  return end < 0 ? undefined : end;
}

/** The last line so far may be the beginning of the fence that ends the block. */
function mayBecomeFence(line: string, fence: string): boolean {
  const marks = line.trim();
  return marks !== '' && fence.startsWith(marks);
}

/** Lines that nobody writes by chance in a sentence. */
function telling(code: string): string[] {
  return code
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /\w\W*\w/.test(line) && /[^\w\s.,'"-]/.test(line));
}
